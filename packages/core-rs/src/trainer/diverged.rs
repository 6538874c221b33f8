//! Why a run diverged, and what to set instead.

use serde_json::json;

use crate::config::Plan;
use crate::error::{Code, Error};
use crate::examples::View;
use crate::scalar::Scalar;

/// When it happened; step and epoch count from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) step: u64,
    pub(super) epoch: u32,
    pub(super) rate: f64,
}

/// The DIVERGED error.
pub(super) fn explain<T: Scalar>(_data: &View<'_, T>, _plan: &Plan, at: Moment) -> Error {
    Error::new(
        Code::Diverged,
        format!("The loss is no longer finite at step {} of epoch {}.", at.step, at.epoch),
    )
    .with(json!({ "step": at.step, "epoch": at.epoch, "learningRate": at.rate }))
}
