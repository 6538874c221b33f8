//! The browser module: classes that forward to the core. No logic lives here. What stands in `whole` is what the small module
//! is without; what nothing here forwards to, the linker leaves out.

mod allocator;
mod examples;
mod network;
mod optimizer;
mod session;
#[cfg(feature = "whole")]
pub mod whole;

use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::whole::WHOLE;

type Result<T> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        js_sys::Error::new(&error.to_json()).into()
    }
}

/// What this binary is, as JSON.
#[wasm_bindgen]
pub fn info() -> Result<String> {
    Ok(crate::session::info(if WHOLE { "wasm" } else { "wasm-small" })?)
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
