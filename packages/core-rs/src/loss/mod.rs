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
use crate::kernel::simd::{Loop, run_loop};
use crate::kernel::{Level, Spacing};
use crate::scalar::Scalar;
use crate::whole::WHOLE;

/// Loss of one output of one row.
pub trait PointLoss<T: Scalar>: Copy + Send + Sync + 'static {
    /// `(loss, ∂loss/∂raw)` for one raw prediction and its target.
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T);

    /// As [`RowLoss::curvature`].
    fn curvature(self) -> f64;
}

/// Rows on their way through a loss: as many as `loss` has places.
#[derive(Debug)]
pub struct LossRows<'a, T> {
    /// How the rows of `raw` and `gradient`, k outputs each, lie.
    pub spacing: Spacing,
    /// Raw predictions.
    pub raw: &'a [T],
    /// Targets, row after row: k of a row, or one class index.
    pub y: &'a [T],
    /// Gets ∂loss/∂raw.
    pub gradient: &'a mut [T],
    /// Gets each row's loss: the mean over its outputs; of classes, their log loss.
    pub loss: &'a mut [f64],
}

/// A loss as trainers and kernels hold it: one call a block of rows, so that no kernel is compiled anew for a loss.
pub trait RowLoss<T: Scalar>: Debug + Send + Sync {
    /// From raw predictions and targets to gradients and losses. A level changes speed, never bits.
    fn rows(&self, level: Level, rows: LossRows<'_, T>);

    /// One row of k outputs: `raw` (k), `y` (k targets, or one class index) to `gradient` (k). Gives the row's loss.
    fn row(&self, raw: &[T], y: &[T], gradient: &mut [T]) -> f64 {
        let mut loss = [0.0];
        let spacing = Spacing::dense(raw.len());
        self.rows(Level::Reference, LossRows { spacing, raw, y, gradient, loss: &mut loss });
        loss[0]
    }

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
    fn rows(&self, level: Level, rows: LossRows<'_, T>) {
        run_loop(level, EachOutput { loss: self.0, rows });
    }

    fn curvature(&self) -> f64 {
        self.0.curvature()
    }
}

struct EachOutput<'a, T, L> {
    loss: L,
    rows: LossRows<'a, T>,
}

impl<T: Scalar, L: PointLoss<T>> EachOutput<'_, T, L> {
    /// Rows of one output, without a gap: a loop of its own, because the compiler makes vectors of no other.
    #[inline(always)]
    fn column(self) {
        let LossRows { raw, y, gradient, loss, .. } = self.rows;
        for ((&raw, &y), (gradient, loss)) in raw.iter().zip(y).zip(gradient.iter_mut().zip(loss)) {
            let (value, slope) = self.loss.loss_and_gradient(raw, y);
            *gradient = slope;
            *loss = value.to_f64();
        }
    }
}

impl<T: Scalar, L: PointLoss<T>> Loop for EachOutput<'_, T, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Spacing { columns: k, stride } = self.rows.spacing;
        if stride == 1 {
            return self.column();
        }
        let LossRows { raw, y, gradient, loss, .. } = self.rows;
        let share = 1.0 / k as f64;
        let rows = raw.chunks(stride).zip(gradient.chunks_mut(stride)).zip(y.chunks(k));
        for (((raw, gradient), y), loss) in rows.zip(loss) {
            let mut sum = 0.0;
            for ((&raw, &y), gradient) in raw[..k].iter().zip(y).zip(&mut gradient[..k]) {
                let (value, slope) = self.loss.loss_and_gradient(raw, y);
                *gradient = slope * T::from_f64(share);
                sum += value.to_f64();
            }
            *loss = sum * share;
        }
    }
}

/// The loss of this name and these options.
pub fn row_loss<T: Scalar>(loss: &config::Loss) -> Arc<dyn RowLoss<T>> {
    match *loss {
        config::Loss::Mse => Arc::new(Pointwise(MeanSquaredError)),
        config::Loss::HalfSquaredError => Arc::new(Pointwise(HalfSquaredError)),
        _ if !WHOLE => unreachable!("refused with the options"),
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
