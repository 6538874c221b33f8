//! Models: what maps a row to its raw predictions, and its gradient over a batch.

pub mod architecture;
pub mod linear;
