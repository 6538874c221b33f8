//! The Node addon: classes that forward to the core. No logic lives here; every export catches panics.

mod examples;
pub mod metrics;
mod model;
mod network;
mod optimizer;
mod run;
mod session;
mod table;

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

/// The learning rate of a schedule at one step.
#[napi(catch_unwind)]
pub fn rate(moment_json: String) -> napi::Result<f64> {
    Ok(crate::own_loop::rate(&moment_json)?)
}
