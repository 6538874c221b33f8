//! Models: parameters, a forward pass and its gradient.

pub mod linear;
