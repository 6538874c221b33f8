//! Stops a run whose loss no longer falls.

use serde::{Deserialize, Serialize};

use super::number;
use crate::config::EarlyStopping;

/// Counts epochs without improvement.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    rule: EarlyStopping,
    so_far: Waited,
}

/// How long it has waited, and for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Waited {
    /// The loss that has to be bettered: that of the latest improvement.
    #[serde(default, with = "number::optional")]
    best: Option<f64>,
    epochs: u32,
}

impl Patience {
    pub(super) fn new(rule: EarlyStopping) -> Self {
        Self { rule, so_far: Waited::default() }
    }

    /// Takes an epoch's loss. It is an improvement when it lies below the best by the share `minDelta` of it. An epoch
    /// without improvement counts only once the learning rate has `settled`: before, the loss stalls because steps
    /// are long, and stopping there would keep their noise in the parameters.
    pub(super) fn see(&mut self, loss: f64, settled: bool) {
        let Waited { best, epochs } = &mut self.so_far;
        if best.is_none_or(|best| loss < best && loss < best * (1.0 - self.rule.min_delta)) {
            *best = Some(loss);
            *epochs = 0;
        } else if settled {
            *epochs = epochs.saturating_add(1);
        }
    }

    pub(super) fn exhausted(&self) -> bool {
        self.so_far.epochs >= self.rule.patience
    }

    pub(super) fn waited(&self) -> Waited {
        self.so_far
    }

    pub(super) fn restore(&mut self, waited: Waited) {
        self.so_far = waited;
    }
}
