//! A strip: up to 64 rows of a batch on their way through the kernel, few enough to stay in the first-level cache.

use crate::kernel::{Level, Spacing};
use crate::loss::{LossRows, RowLoss};
use crate::scalar::Scalar;

/// Rows of a strip at most.
pub(super) const ROWS: usize = 64;
/// Bytes of X of a strip at most, as long as that makes four rows: less than the smallest first-level cache.
const BYTES: usize = 8 << 10;

/// What the phases of a strip hand on: offsets and y, then dots, then gradients and losses.
#[derive(Clone, Debug)]
pub(crate) struct Strip<T> {
    /// Rows in it.
    pub(super) len: usize,
    /// The place of the batch that follows it.
    pub(super) end: usize,
    /// Where each row starts in X.
    pub(super) offsets: [usize; ROWS],
    /// Targets.
    pub(super) y: [T; ROWS],
    /// Weights of the rows, where they carry any.
    pub(super) weight: [T; ROWS],
    /// x·w of each row.
    pub(super) dots: [T; ROWS],
    /// weight · ∂loss/∂raw of each row.
    pub(super) gradients: [T; ROWS],
    /// weight · loss of each row.
    pub(super) losses: [f64; ROWS],
}

impl<T: Scalar> Strip<T> {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let zero = [T::ZERO; ROWS];
        Self {
            len: 0,
            end: 0,
            offsets: [0; ROWS],
            y: zero,
            weight: zero,
            dots: zero,
            gradients: zero,
            losses: [0.0; ROWS],
        }
    }

    /// Rows of d features that make a strip: a multiple of 4, at least 4.
    #[inline(always)]
    pub(super) fn rows_of(d: usize) -> usize {
        (BYTES / (size_of::<T>() * d.max(1))).clamp(4, ROWS) & !3
    }

    /// From x·w to gradients and losses, each times its row's weight; gives the weights' sum.
    #[inline(always)]
    pub(super) fn residuals(&mut self, level: Level, b: T, loss: &dyn RowLoss<T>, weighted: bool) {
        let len = self.len;
        for dot in &mut self.dots[..len] {
            *dot += b;
        }
        let (raw, y) = (&self.dots[..len], &self.y[..len]);
        let (gradient, losses) = (&mut self.gradients[..len], &mut self.losses[..len]);
        loss.rows(level, LossRows { spacing: Spacing::dense(1), raw, y, gradient, loss: losses });
        if weighted {
            let rows = self.gradients[..len].iter_mut().zip(&mut self.losses);
            for ((gradient, loss), &weight) in rows.zip(&self.weight) {
                *gradient *= weight;
                *loss *= weight.to_f64();
            }
        }
    }
}
