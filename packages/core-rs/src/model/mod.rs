//! Models: what maps a row to its raw predictions, and its gradient over a batch.

pub mod architecture;
mod dense;
pub mod dropout;
pub mod initial;
pub mod layout;
pub mod linear;
mod linear_norms;
pub mod network;
pub mod norm;
pub mod scored;

pub use network::Network;
