//! The linear model of one output, raw = x·w + b: its gradient over a batch in one pass, and its predictions.

use crate::config::Numerics;
use crate::kernel::{self, BatchGradient, Level, LinearBatch, LinearParameters};
use crate::loss::RowLoss;
use crate::scalar::Scalar;

/// The one-pass kernel at one level, with the memory it reuses from step to step.
#[derive(Clone, Debug)]
pub struct Linear<T> {
    level: Level,
    numerics: Numerics,
    d: usize,
    scratch: kernel::simd::Scratch<T>,
}

impl<T: Scalar> Linear<T> {
    /// For d features, at the level given. The first large batch allocates; later steps do not.
    pub fn new(level: Level, d: usize) -> Self {
        Self::by(level, Numerics::Strict, d)
    }

    /// The same by these rules of arithmetic; predictions are strict all the same.
    pub fn by(level: Level, numerics: Numerics, d: usize) -> Self {
        Self { level, numerics, d, scratch: kernel::simd::Scratch::new() }
    }

    /// The level that runs.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Features, d.
    pub fn d(&self) -> usize {
        self.d
    }

    /// Sums of the gradient over the rows of the batch, not means; the gradient of w goes to `dw` (d).
    pub fn gradient(
        &mut self,
        batch: &LinearBatch<'_, T>,
        parameters: LinearParameters<'_, T>,
        loss: &dyn RowLoss<T>,
        dw: &mut [T],
    ) -> BatchGradient<T> {
        assert_eq!(dw.len(), self.d, "one gradient a feature");
        kernel::linear_gradient((self.level, self.numerics), batch, parameters, (loss, &mut self.scratch), dw)
    }

    /// Raw predictions of the rows of x, row-major (n,d), into out (n).
    pub fn predict(&self, x: &[T], parameters: LinearParameters<'_, T>, out: &mut [T]) {
        kernel::linear_predict(self.level, x, parameters, out);
    }
}
