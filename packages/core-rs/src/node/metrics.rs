//! Metrics of arrays.

use napi::bindgen_prelude::Float64Array;
use napi_derive::napi;

use crate::session;

/// `{ r2, rmse, mae }` of numbers.
#[napi(catch_unwind)]
pub fn regression_metrics(
    truth: &[f64],
    predicted: &[f64],
    outputs: u32,
    weight: Option<Float64Array>,
) -> napi::Result<String> {
    Ok(session::regression_metrics(truth, predicted, outputs as usize, weight.as_deref())?)
}

/// A metric of labels, as JSON.
#[napi(catch_unwind)]
pub fn label_metrics(
    truth: &[u32],
    predicted: &[u32],
    options_json: String,
    weight: Option<Float64Array>,
) -> napi::Result<String> {
    Ok(session::label_metrics(truth, predicted, &options_json, weight.as_deref())?)
}

/// A metric of labels and scores, as JSON.
#[napi(catch_unwind)]
pub fn score_metrics(
    truth: &[u32],
    scores: &[f64],
    options_json: String,
    weight: Option<Float64Array>,
) -> napi::Result<String> {
    Ok(session::score_metrics(truth, scores, &options_json, weight.as_deref())?)
}
