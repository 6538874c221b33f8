//! Metrics of arrays.

use wasm_bindgen::prelude::*;

use crate::session;
use crate::wasm::Result;

/// `{ r2, rmse, mae }` of numbers.
#[wasm_bindgen(js_name = regressionMetrics)]
pub fn regression_metrics(
    truth: &[f64],
    predicted: &[f64],
    outputs: u32,
    weight: Option<Vec<f64>>,
) -> Result<String> {
    Ok(session::regression_metrics(truth, predicted, outputs as usize, weight.as_deref())?)
}

/// A metric of labels, as JSON.
#[wasm_bindgen(js_name = labelMetrics)]
pub fn label_metrics(
    truth: &[u32],
    predicted: &[u32],
    options_json: &str,
    weight: Option<Vec<f64>>,
) -> Result<String> {
    Ok(session::label_metrics(truth, predicted, options_json, weight.as_deref())?)
}

/// A metric of labels and scores, as JSON.
#[wasm_bindgen(js_name = scoreMetrics)]
pub fn score_metrics(
    truth: &[u32],
    scores: &[f64],
    options_json: &str,
    weight: Option<Vec<f64>>,
) -> Result<String> {
    Ok(session::score_metrics(truth, scores, options_json, weight.as_deref())?)
}
