//! A strip: up to 64 rows of a batch on their way through the kernel, few enough to stay in the first-level cache.

use crate::kernel::{Level, Spacing};
use crate::loss::{LossRows, RowLoss};
use crate::scalar::Scalar;

/// Rows of a strip at most.
pub(super) const ROWS: usize = 64;
/// Rows between two looks at a counter: engines of WebAssembly unroll no loop by themselves.
pub(super) const GROUP: usize = 4;
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

/// Fills `to` by as many values as `from` has, `GROUP` of them to a look at the counter.
#[inline(always)]
pub(super) fn fill<A: Copy, B>(to: &mut [B; ROWS], from: &[A], value: impl Fn(A) -> B) {
    let (groups, last) = from.as_chunks::<GROUP>();
    for (to, from) in to.as_chunks_mut::<GROUP>().0.iter_mut().zip(groups) {
        for i in 0..GROUP {
            to[i] = value(from[i]);
        }
    }
    for (to, &from) in to[groups.len() * GROUP..].iter_mut().zip(last) {
        *to = value(from);
    }
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
        let row = size_of::<T>() * d;
        // Of short rows without a division, which takes as long as some of them do.
        if row * ROWS <= BYTES { ROWS } else { (BYTES / row).clamp(4, ROWS) & !3 }
    }

    /// Number, gradient and loss of every row, in order.
    #[inline(always)]
    pub(super) fn each(&self, mut each: impl FnMut(usize, T, f64)) {
        let (gradients, last_gradients) = self.gradients[..self.len].as_chunks::<GROUP>();
        let (losses, last_losses) = self.losses[..self.len].as_chunks::<GROUP>();
        let mut r = 0;
        for (gradients, losses) in gradients.iter().zip(losses) {
            for i in 0..GROUP {
                each(r + i, gradients[i], losses[i]);
            }
            r += GROUP;
        }
        for (&gradient, &loss) in last_gradients.iter().zip(last_losses) {
            each(r, gradient, loss);
            r += 1;
        }
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
