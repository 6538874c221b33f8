//! What an epoch leaves behind.

use serde::{Deserialize, Serialize};

use super::number;

/// One epoch, done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochRecord {
    /// Number of the epoch, from 1.
    pub number: u32,
    /// Σ batch loss × weight over the epoch's batches, divided by Σ weight; without penalty. Each batch before its update.
    #[serde(with = "number")]
    pub loss: f64,
    /// Learning rate of the epoch's last step.
    #[serde(with = "number")]
    pub learning_rate: f64,
    /// ‖gradient‖ of the epoch's last update as the optimizer took it, penalty and clipping included.
    #[serde(default, with = "number")]
    pub gradient_norm: f64,
    /// The gradient noise scale, in rows: the running estimate at the epoch's end, from every 32nd batch. None before two
    /// rows were measured, and where the gradient is lost in its noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noise_scale: Option<f64>,
    /// Steps of the run up to here.
    pub steps: u64,
    /// Rows trained on: all of them, unless a short last batch was left out or the epoch was cut short.
    #[serde(default)]
    pub rows: u64,
    /// Mean loss over the validation rows after the epoch, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "number::optional")]
    pub validation: Option<f64>,
}
