//! What a run watches from epoch to epoch: whether the loss still falls, and the parameters of its best epoch.

use serde::{Deserialize, Serialize};

use super::early_stopping::{Patience, Waited};
use super::number;
use crate::config::{EarlyStopping, Monitor, Plan, Schedule};
use crate::schedule::{self, Plateau};

/// The watch over a run.
#[derive(Clone, Debug)]
pub(super) struct Watch<T> {
    rule: Option<EarlyStopping>,
    patience: Option<Patience>,
    plateau: Option<Plateau>,
    /// The least validation loss so far and its parameters, where they are kept.
    best: Option<(f64, Vec<T>)>,
}

/// What a watch remembers, but the parameters of the best epoch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WatchState {
    waited: Option<Waited>,
    plateau: Option<Plateau>,
    /// The best epoch's validation loss.
    #[serde(default, with = "number::optional")]
    pub(super) best: Option<f64>,
}

impl WatchState {
    /// Whether so many epochs can have led here.
    pub(super) fn is_possible_after(&self, epochs: u32) -> bool {
        self.plateau.as_ref().is_none_or(|plateau| plateau.is_possible_after(epochs))
    }
}

impl<T: Clone> Watch<T> {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            rule: plan.early_stopping,
            patience: plan.early_stopping.map(Patience::new),
            plateau: Plateau::new(&plan.schedule),
            best: None,
        }
    }

    pub(super) fn state(&self) -> WatchState {
        WatchState {
            waited: self.patience.as_ref().map(Patience::waited),
            plateau: self.plateau.clone(),
            best: self.best.as_ref().map(|(loss, _)| *loss),
        }
    }

    pub(super) fn restore(&mut self, state: WatchState, best: Option<Vec<T>>) {
        let WatchState { waited, plateau, best: loss } = state;
        if let (Some(patience), Some(waited)) = (&mut self.patience, waited) {
            patience.restore(waited);
        }
        if self.plateau.is_some() && plateau.is_some() {
            self.plateau = plateau;
        }
        self.best = loss.zip(best);
    }

    /// The base rate that the schedule starts from: lower after a plateau.
    pub(super) fn base_rate(&self, rate: f64) -> f64 {
        self.plateau.as_ref().map_or(rate, |plateau| plateau.rate(rate))
    }

    /// Takes the training loss of an epoch that ended.
    pub(super) fn see_training(&mut self, loss: f64, plan: &Plan, rate: f64) {
        self.see_plateau(loss, plan, Monitor::Loss);
        if let Some(patience) = self.patience.as_mut().filter(|_| monitors(self.rule, Monitor::Loss)) {
            patience.see(loss, schedule::has_settled(&plan.schedule, plan.learning_rate, rate));
        }
    }

    /// Takes the validation loss after an epoch, and the model that has it.
    pub(super) fn see_validation(&mut self, loss: f64, plan: &Plan, model: &[T]) {
        self.see_plateau(loss, plan, Monitor::Validation);
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

    fn see_plateau(&mut self, loss: f64, plan: &Plan, seen: Monitor) {
        if let (Some(plateau), Schedule::Plateau { monitor, .. }) = (&mut self.plateau, &plan.schedule)
            && *monitor == seen
        {
            plateau.see(loss);
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
