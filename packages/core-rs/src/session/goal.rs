//! How far a run goes.

use serde::Deserialize;

use crate::error::{Error, Result};

/// What a run should reach.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Goal {
    epochs: Option<u64>,
    steps: Option<u64>,
}

/// The end of a run, as absolute counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Planned,
    Epoch(u64),
    Step(u64),
}

impl End {
    /// From JSON, counted from where the run stands: so many steps, so many epochs.
    pub(super) fn read(goal_json: &str, (step, epoch): (u64, u64)) -> Result<Self> {
        let goal: Goal = serde_json::from_str(goal_json).map_err(|e| {
            Error::option(format!(
                "A run takes {{ epochs }} or {{ steps }}, whole numbers of at least 1: {e}."
            ))
        })?;
        match (goal.epochs, goal.steps) {
            (None, None) => Ok(Self::Planned),
            (Some(epochs), None) => Ok(Self::Epoch(epoch.saturating_add(epochs))),
            (None, Some(steps)) => Ok(Self::Step(step.saturating_add(steps))),
            (Some(_), Some(_)) => Err(Error::option("A run takes epochs or steps, not both.")),
        }
    }
}
