//! Losses: one pure point function each, from the raw prediction of one output to its loss and gradient.
//!
//! Kernels inline these; loops and reductions live elsewhere. A row's loss is the mean over its k outputs, as PyTorch's.

mod binary_cross_entropy;
mod cross_entropy;
mod epsilon_insensitive;
mod half_squared_error;
mod hinge;
mod huber;
mod log_cosh;
mod mae;
mod mse;
mod poisson;
mod quantile;
mod squared_hinge;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use cross_entropy::CrossEntropy;
pub use epsilon_insensitive::EpsilonInsensitive;
pub use half_squared_error::HalfSquaredError;
pub use hinge::Hinge;
pub use huber::Huber;
pub use log_cosh::LogCosh;
pub use mae::MeanAbsoluteError;
pub use mse::MeanSquaredError;
pub use poisson::Poisson;
pub use quantile::Quantile;
pub use squared_hinge::SquaredHinge;

use std::fmt::Debug;
use std::sync::Arc;

use crate::config;
use crate::scalar::Scalar;

/// Loss of one output of one row.
pub trait PointLoss<T: Scalar>: Copy + Send + Sync + 'static {
    /// `(loss, ∂loss/∂raw)` for one raw prediction and its target.
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T);

    /// As [`RowLoss::curvature`].
    fn curvature(self) -> f64;
}

/// A loss as trainers and kernels hold it: one call a strip of rows, so that no kernel is compiled anew for a loss.
pub trait RowLoss<T>: Debug + Send + Sync {
    /// Rows of one output each, all slices as long: from `raw` and `y` to `gradient` (∂loss/∂raw) and `loss`.
    fn column(&self, raw: &[T], y: &[T], gradient: &mut [T], loss: &mut [f64]);

    /// One row of k outputs: `raw` (k), `y` (k targets, or one class index) to `gradient` (k). Gives the row's loss,
    /// the mean over its outputs; of classes, their log loss.
    fn row(&self, raw: &[T], y: &[T], gradient: &mut [T]) -> f64;

    /// What a safe learning rate divides by: the most that the loss of one output curves, ∂²loss/∂raw² at its largest (of
    /// classes, the largest eigenvalue of their row). A mean over k outputs curves a k-th of it.
    ///
    /// 1 where there is no such number. Straight losses do not curve but at a kink: as their gradient is at most 1, they
    /// step no farther than half the squared error does at an error of 1. Poisson's curves as eᵖ, without bound.
    fn curvature(&self) -> f64;
}

/// max(0, x) by compare and select: NaN stays.
#[inline(always)]
fn positive<T: Scalar>(x: T) -> T {
    if x <= T::ZERO { T::ZERO } else { x }
}

/// −1, 0 or 1, as PyTorch's; NaN stays.
#[inline(always)]
fn sign<T: Scalar>(x: T) -> T {
    let at_most_zero = if x < T::ZERO { -T::ONE } else { x };
    if x > T::ZERO { T::ONE } else { at_most_zero }
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

    fn curvature(&self) -> f64 {
        self.0.curvature()
    }
}

/// The loss of this name and these options.
pub fn row_loss<T: Scalar>(loss: &config::Loss) -> Arc<dyn RowLoss<T>> {
    match *loss {
        config::Loss::Mse => Arc::new(Pointwise(MeanSquaredError)),
        config::Loss::HalfSquaredError => Arc::new(Pointwise(HalfSquaredError)),
        config::Loss::Mae => Arc::new(Pointwise(MeanAbsoluteError)),
        config::Loss::Huber { delta } => Arc::new(Pointwise(Huber { delta })),
        config::Loss::LogCosh => Arc::new(Pointwise(LogCosh)),
        config::Loss::Quantile { quantile } => Arc::new(Pointwise(Quantile { quantile })),
        config::Loss::EpsilonInsensitive { epsilon } => Arc::new(Pointwise(EpsilonInsensitive { epsilon })),
        config::Loss::Poisson => Arc::new(Pointwise(Poisson)),
        config::Loss::BinaryCrossEntropy => Arc::new(Pointwise(BinaryCrossEntropy)),
        config::Loss::Hinge => Arc::new(Pointwise(Hinge)),
        config::Loss::SquaredHinge => Arc::new(Pointwise(SquaredHinge)),
        config::Loss::CrossEntropy { label_smoothing } => Arc::new(CrossEntropy { label_smoothing }),
    }
}
