//! What a binary says of itself.

use serde_json::json;

use crate::NUMERICS;
use crate::error::Result;
use crate::json;
use crate::kernel::Level;

/// What a binary is, as JSON: its kind, the SIMD level that runs, threads, versions.
///
/// # Errors
/// OPTION_INVALID when MINIBATCH_SIMD names a level this machine lacks.
pub fn info(kind: &str) -> Result<String> {
    let levels: Vec<&str> = Level::available().map(Level::name).collect();
    Ok(json::write(&json!({
        "kind": kind,
        "simd": Level::detect()?.name(),
        "levels": levels,
        "threads": 1,
        "numerics": NUMERICS,
        "version": env!("CARGO_PKG_VERSION"),
    })))
}
