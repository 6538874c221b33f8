//! What the small browser module is without: tables, float64, models and their files, checkpoints, metrics of arrays, the
//! machine's limits.

mod examples;
pub mod metrics;
mod model;
mod network;
mod optimizer;
mod roof;
mod session;
mod table;

use wasm_bindgen::prelude::*;

use super::Result;

/// Clips a gradient by its norm, in place, and gives the norm before.
#[wasm_bindgen(js_name = clipNormFloat32)]
pub fn clip_norm_float32(gradient: &mut [f32], limit: f64) -> Result<f64> {
    Ok(crate::own_loop::clip_norm(gradient, limit)?)
}

/// Clips a gradient by its norm, in place, and gives the norm before.
#[wasm_bindgen(js_name = clipNormFloat64)]
pub fn clip_norm_float64(gradient: &mut [f64], limit: f64) -> Result<f64> {
    Ok(crate::own_loop::clip_norm(gradient, limit)?)
}
