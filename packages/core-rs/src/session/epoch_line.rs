//! An epoch as it crosses to JavaScript.

use serde::Serialize;

use crate::trainer::EpochRecord;

/// What the trainer recorded, with the time it took.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EpochLine {
    number: u32,
    loss: f64,
    learning_rate: f64,
    gradient_norm: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    noise_scale: Option<f64>,
    steps: u64,
    rows: u64,
    seconds: f64,
    /// None where the clock saw no time pass.
    rows_per_second: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation: Option<Validation>,
}

#[derive(Serialize)]
struct Validation {
    loss: f64,
}

impl EpochLine {
    /// The record of an epoch that took so many seconds.
    pub(super) fn new(record: &EpochRecord, seconds: f64) -> Self {
        let EpochRecord { number, loss, learning_rate, gradient_norm, noise_scale, steps, rows, validation } =
            *record;
        let rows_per_second = (seconds > 0.0).then(|| rows as f64 / seconds);
        let validation = validation.map(|loss| Validation { loss });
        Self {
            number,
            loss,
            learning_rate,
            gradient_norm,
            noise_scale,
            steps,
            rows,
            seconds,
            rows_per_second,
            validation,
        }
    }
}
