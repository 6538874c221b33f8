//! Losses: one pure point function each, from the raw prediction of one output to its loss and gradient.
//!
//! Kernels inline these; loops and reductions live elsewhere. A row's loss is the mean over its k outputs, as PyTorch's.

mod half_squared_error;
mod mse;

pub use half_squared_error::HalfSquaredError;
pub use mse::MeanSquaredError;

use std::fmt::Debug;
use std::sync::Arc;

use crate::config;
use crate::scalar::Scalar;

/// Loss of one output of one row.
pub trait PointLoss<T: Scalar>: Copy + Send + Sync + 'static {
    /// `(loss, ∂loss/∂raw)` for one raw prediction and its target.
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T);
}

/// A loss as trainers and kernels hold it: one call a strip of rows, so that no kernel is compiled anew for a loss.
pub trait RowLoss<T>: Debug + Send + Sync {
    /// Rows of one output each, all slices as long: from `raw` and `y` to `gradient` (∂loss/∂raw) and `loss`.
    fn column(&self, raw: &[T], y: &[T], gradient: &mut [T], loss: &mut [f64]);

    /// One row of k outputs: `raw` (k), `y` (k targets, or one class index) to `gradient` (k). Gives the row's loss,
    /// the mean over its outputs; of classes, their log loss.
    fn row(&self, raw: &[T], y: &[T], gradient: &mut [T]) -> f64;
}

/// A loss of each output alone.
#[derive(Clone, Copy, Debug)]
struct Pointwise<L>(L);

impl<T: Scalar, L: PointLoss<T> + Debug> RowLoss<T> for Pointwise<L> {
    fn column(&self, raw: &[T], y: &[T], gradient: &mut [T], loss: &mut [f64]) {
        let rows = raw.iter().zip(y);
        for ((&raw, &y), (gradient, loss)) in rows.zip(gradient.iter_mut().zip(loss)) {
            let (value, slope) = self.0.loss_and_gradient(raw, y);
            *gradient = slope;
            *loss = value.to_f64();
        }
    }

    fn row(&self, raw: &[T], y: &[T], gradient: &mut [T]) -> f64 {
        let share = 1.0 / raw.len() as f64;
        let mut sum = 0.0;
        for ((&raw, &y), gradient) in raw.iter().zip(y).zip(gradient) {
            let (value, slope) = self.0.loss_and_gradient(raw, y);
            *gradient = slope * T::from_f64(share);
            sum += value.to_f64();
        }
        sum * share
    }
}

/// The loss of this name and these options.
pub fn row_loss<T: Scalar>(loss: &config::Loss) -> Arc<dyn RowLoss<T>> {
    match loss {
        config::Loss::Mse => Arc::new(Pointwise(MeanSquaredError)),
        config::Loss::HalfSquaredError => Arc::new(Pointwise(HalfSquaredError)),
        _ => unimplemented!("the other losses"),
    }
}
