//! Losses: one pure point function each, from the raw prediction of one output to its loss and gradient.
//!
//! Kernels inline these; loops and reductions live elsewhere. A row's loss is the mean over its k outputs, as PyTorch's.

mod half_squared_error;
mod mse;

pub use half_squared_error::HalfSquaredError;
pub use mse::MeanSquaredError;

use crate::scalar::Scalar;

/// Loss of one output of one row.
pub trait PointLoss<T: Scalar>: Copy + Send + Sync + 'static {
    /// `(loss, ∂loss/∂raw)` for one raw prediction and its target.
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T);
}
