//! The Node addon: classes that forward to the core. No logic lives here; every export catches panics.

mod examples;
pub mod metrics;
mod model;
mod network;
mod optimizer;
mod preparation;
mod roof;
mod run;
mod session;
mod table;

use napi::bindgen_prelude::{Float32ArraySlice, Float64ArraySlice};
use napi_derive::napi;

use crate::error::Error;

impl From<Error> for napi::Error {
    fn from(error: Error) -> Self {
        Self::from_reason(error.to_json())
    }
}

/// What this binary is, as JSON.
#[napi(catch_unwind)]
pub fn info() -> napi::Result<String> {
    Ok(crate::session::info("native")?)
}

/// Whether there is a GPU to train on, as JSON.
#[napi(catch_unwind)]
pub fn cuda_info() -> napi::Result<String> {
    Ok(crate::cuda::info())
}

/// The learning rate of a schedule at one step.
#[napi(catch_unwind)]
pub fn rate(moment_json: String) -> napi::Result<f64> {
    Ok(crate::own_loop::rate(&moment_json)?)
}

/// Clips a gradient by its norm, in place, and gives the norm before.
#[napi(catch_unwind)]
pub fn clip_norm_float32(mut gradient: Float32ArraySlice<'_>, limit: f64) -> napi::Result<f64> {
    // SAFETY: JavaScript runs no line until this call is over.
    let gradient = unsafe { gradient.as_mut() };
    Ok(crate::own_loop::clip_norm(gradient, limit)?)
}

/// Clips a gradient by its norm, in place, and gives the norm before.
#[napi(catch_unwind)]
pub fn clip_norm_float64(mut gradient: Float64ArraySlice<'_>, limit: f64) -> napi::Result<f64> {
    // SAFETY: JavaScript runs no line until this call is over.
    let gradient = unsafe { gradient.as_mut() };
    Ok(crate::own_loop::clip_norm(gradient, limit)?)
}
