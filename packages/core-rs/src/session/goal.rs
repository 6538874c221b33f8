//! How far a run goes.

use super::deadline::Deadline;
use crate::error::{Error, Result};
use crate::json;
use crate::read_fields;

/// What a run should reach.
#[derive(Clone, Copy, Debug, Default)]
struct Goal {
    epochs: Option<u64>,
    steps: Option<u64>,
    seconds: Option<f64>,
}

read_fields!(Goal or default { epochs, steps, seconds });

/// The end of a run, as absolute counts, whichever comes first; without any the planned one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End {
    pub(super) epoch: Option<u64>,
    pub(super) step: Option<u64>,
}

impl End {
    /// Whether nothing but the plan says where the run ends.
    pub(super) fn is_planned(&self) -> bool {
        self.epoch.is_none() && self.step.is_none()
    }
}

/// Where a run stands when it is given a goal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) step: u64,
    pub(super) epoch: u64,
    /// By the session's clock, in seconds.
    pub(super) now: f64,
}

impl Goal {
    fn from_json(goal_json: &str) -> Result<Self> {
        let goal: Self = json::read_text(goal_json).map_err(|e| {
            Error::option(format!(
                "A run takes {{ epochs }} or {{ steps }}, whole numbers of at least 1, and {{ seconds }}, a number of at \
                 least 0: {e}."
            ))
        })?;
        if let Some(seconds) = goal.seconds.filter(|s| s.is_nan() || *s < 0.0) {
            return Err(Error::option(format!("seconds must be a number of at least 0; got {seconds}.")));
        }
        Ok(goal)
    }
}

/// A goal from JSON, counted from where the run stands: so many steps or epochs, and the time it may take at most.
pub(super) fn read(goal_json: &str, from: Standing) -> Result<(End, Option<Deadline>)> {
    let Goal { epochs, steps, seconds } = Goal::from_json(goal_json)?;
    let end = End {
        epoch: epochs.map(|epochs| from.epoch.saturating_add(epochs)),
        step: steps.map(|steps| from.step.saturating_add(steps)),
    };
    Ok((end, seconds.map(|seconds| Deadline::new(from.now + seconds))))
}
