//! The float64 nearest to a decimal number as JSON writes it, the even one of two; infinite where it is too large.

/// By the standard library, which reads whatever JSON does.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn nearest(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// By the JavaScript around the module, whose numbers these were: the standard library's powers of five are ten kilobytes
/// of the small module that nothing compresses.
#[cfg(target_arch = "wasm32")]
pub(super) fn nearest(text: &str) -> f64 {
    js_sys::parse_float(text)
}
