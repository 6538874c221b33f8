//! The linear model of one output, raw = x·w + b: its gradient over a batch in one pass, and its predictions.

use crate::batch::Rows;
use crate::config::Loss;
use crate::kernel::{self, BatchGradient, Level, LinearBatch, LinearParameters};
use crate::loss::{HalfSquaredError, MeanSquaredError, PointLoss};
use crate::scalar::Scalar;
use crate::view::View;

/// The one-pass kernel at one level, with the memory it reuses from step to step.
#[derive(Clone, Debug)]
pub struct Linear<T> {
    level: Level,
    d: usize,
    scratch: kernel::simd::Scratch<T>,
}

impl<T: Scalar> Linear<T> {
    /// For d features, at the level given. The first large batch allocates; later steps do not.
    pub fn new(level: Level, d: usize) -> Self {
        Self { level, d, scratch: kernel::simd::Scratch::new() }
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
    pub fn gradient<L: PointLoss<T>>(
        &mut self,
        batch: &LinearBatch<'_, T>,
        parameters: LinearParameters<'_, T>,
        loss: L,
        dw: &mut [T],
    ) -> BatchGradient<T> {
        assert_eq!(dw.len(), self.d, "one gradient a feature");
        kernel::linear_gradient(self.level, batch, parameters, (loss, &mut self.scratch), dw)
    }

    /// Raw predictions of the rows of x, row-major (n,d), into out (n).
    pub fn predict(&self, x: &[T], parameters: LinearParameters<'_, T>, out: &mut [T]) {
        kernel::linear_predict(self.level, x, parameters, out);
    }

    /// Mean loss over all rows as one batch (rule 5), without penalty. 0 when the rows weigh nothing.
    pub fn mean_loss(&mut self, loss: &Loss, view: &View<'_, T>, parameters: LinearParameters<'_, T>) -> f64 {
        let batch = LinearBatch { view: *view, rows: Rows::Range { start: 0, len: view.n }, next: None };
        let mut dw = vec![T::ZERO; self.d];
        let sums = match loss {
            Loss::Mse => self.gradient(&batch, parameters, MeanSquaredError, &mut dw),
            Loss::HalfSquaredError => self.gradient(&batch, parameters, HalfSquaredError, &mut dw),
            _ => unimplemented!("the other losses"),
        };
        if sums.weight == 0.0 { 0.0 } else { sums.loss * (1.0 / sums.weight) }
    }
}
