//! Stops a run whose loss no longer falls.

use crate::config::EarlyStopping;

/// Counts epochs without improvement.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    rule: EarlyStopping,
    /// The loss that has to be bettered: that of the latest improvement.
    best: f64,
    waited: u32,
}

impl Patience {
    pub(super) fn new(rule: EarlyStopping) -> Self {
        Self { rule, best: f64::INFINITY, waited: 0 }
    }

    /// Takes an epoch's loss. It is an improvement when it lies below the best by the share `minDelta` of it. An epoch
    /// without improvement counts only once the learning rate has `settled`: before, the loss stalls because steps
    /// are long, and stopping there would keep their noise in the parameters.
    pub(super) fn see(&mut self, loss: f64, settled: bool) {
        if loss < self.best && (self.best.is_infinite() || loss < self.best * (1.0 - self.rule.min_delta)) {
            self.best = loss;
            self.waited = 0;
        } else if settled {
            self.waited = self.waited.saturating_add(1);
        }
    }

    pub(super) fn exhausted(&self) -> bool {
        self.waited >= self.rule.patience
    }
}
