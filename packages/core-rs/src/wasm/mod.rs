//! The browser module: classes that forward to the core. No logic lives here.

mod allocator;
mod examples;
pub mod metrics;
mod model;
mod network;
mod optimizer;
mod roof;
mod session;
mod table;

use wasm_bindgen::prelude::*;

use crate::error::Error;

type Result<T> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        js_sys::Error::new(&error.to_json()).into()
    }
}

/// What this binary is, as JSON.
#[wasm_bindgen]
pub fn info() -> Result<String> {
    Ok(crate::session::info("wasm")?)
}

/// Bytes of memory that could not be had when they were last asked for; 0 while all could. It says why a call trapped.
#[wasm_bindgen(js_name = refusedBytes)]
pub fn refused_bytes() -> f64 {
    allocator::refused() as f64
}

/// The learning rate of a schedule at one step.
#[wasm_bindgen]
pub fn rate(moment_json: &str) -> Result<f64> {
    Ok(crate::own_loop::rate(moment_json)?)
}

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
