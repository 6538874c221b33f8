//! What a run watches from epoch to epoch: whether the loss still falls, and the parameters of its best epoch.

use super::early_stopping::Patience;
use crate::config::{EarlyStopping, Monitor, Plan};
use crate::schedule;

/// The watch over a run.
#[derive(Clone, Debug)]
pub(super) struct Watch<T> {
    rule: Option<EarlyStopping>,
    patience: Option<Patience>,
    /// The least validation loss so far and its parameters, where they are kept.
    best: Option<(f64, Vec<T>)>,
}

impl<T: Clone> Watch<T> {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { rule: plan.early_stopping, patience: plan.early_stopping.map(Patience::new), best: None }
    }

    /// Takes the training loss of an epoch that ended.
    pub(super) fn see_training(&mut self, loss: f64, plan: &Plan, rate: f64) {
        if let Some(patience) = self.patience.as_mut().filter(|_| monitors(self.rule, Monitor::Loss)) {
            patience.see(loss, schedule::has_settled(&plan.schedule, plan.learning_rate, rate));
        }
    }

    /// Takes the validation loss after an epoch, and the model that has it.
    pub(super) fn see_validation(&mut self, loss: f64, model: &[T]) {
        if !monitors(self.rule, Monitor::Validation) {
            return;
        }
        if let Some(patience) = &mut self.patience {
            patience.see(loss, true);
        }
        let better = self.best.as_ref().is_none_or(|(least, _)| loss < *least);
        if better && self.rule.is_some_and(|rule| rule.keeps_best()) {
            self.best = Some((loss, model.to_vec()));
        }
    }

    pub(super) fn exhausted(&self) -> bool {
        self.patience.as_ref().is_some_and(Patience::exhausted)
    }

    /// The stored parameters of the best epoch, where they are kept.
    pub(super) fn best(&self) -> Option<&[T]> {
        self.best.as_ref().map(|(_, parameters)| &parameters[..])
    }
}

fn monitors(rule: Option<EarlyStopping>, monitor: Monitor) -> bool {
    rule.is_some_and(|rule| rule.monitor == monitor)
}
