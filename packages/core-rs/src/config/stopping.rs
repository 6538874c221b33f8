//! When a run stops early, and which loss it watches.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::options::check;
use crate::{read_by_serde, read_fields};

/// A loss that is watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Monitor {
    /// The mean loss of the epoch's batches, each before its update.
    #[default]
    Loss,
    /// The mean loss of the validation rows after the epoch.
    Validation,
}

/// When to stop before the planned epochs are done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EarlyStopping {
    /// The loss that must go on falling: `loss`, or `validation`, which needs validation rows. Default `loss`.
    pub monitor: Monitor,
    /// Epochs without improvement before the run stops, ≥ 1. With `loss` they count only once the learning rate is at
    /// most a tenth of the base rate (or as low as the schedule goes): while steps are long the loss stalls for their
    /// noise, not for want of progress. Default 10.
    pub patience: u32,
    /// Share of the best loss that counts as an improvement, ≥ 0. Default 1e-4.
    pub min_delta: f64,
    /// With `validation`: take the parameters of the epoch with the least validation loss when the run ends, whatever
    /// ended it. Default true.
    pub restore_best: bool,
}

read_by_serde!(Monitor);
read_fields!(EarlyStopping or default { monitor, patience, min_delta, restore_best });

impl Default for EarlyStopping {
    fn default() -> Self {
        Self { monitor: Monitor::Loss, patience: 10, min_delta: 1e-4, restore_best: true }
    }
}

impl EarlyStopping {
    /// Whether the best parameters are kept beside the current ones.
    pub fn keeps_best(&self) -> bool {
        self.restore_best && self.monitor == Monitor::Validation
    }

    pub(crate) fn check(&self) -> Result<()> {
        let Self { patience, min_delta, .. } = *self;
        check(patience >= 1, "earlyStopping.patience", "a whole number of at least 1", patience)?;
        check(
            min_delta >= 0.0 && min_delta.is_finite(),
            "earlyStopping.minDelta",
            "a finite number of at least 0",
            min_delta,
        )
    }
}
