//! What holds of the metadata of every file: its format, and its checksum.
//!
//! The checksum closes a file's metadata: SHA-256 over its JSON text without it, then the tensors' bytes. The text
//! itself is sealed, not what it says: 0.3 and 0.30 would say the same.

use serde::Deserialize;

use crate::hash::sha256_hex;
use crate::json;

const KEY: &str = ",\"sha256\":\"";

/// The JSON object with its checksum as the last member.
pub(crate) fn close(json: &str, tensors: &[&[u8]]) -> String {
    let open = json.strip_suffix('}').unwrap_or(json);
    format!("{open}{KEY}{}\"}}", digits(json, tensors))
}

/// Whether the text ends with its own checksum.
pub(crate) fn holds(json: &str, tensors: &[&[u8]]) -> bool {
    let parts = json.strip_suffix("\"}").and_then(|open| open.rsplit_once(KEY));
    parts.is_some_and(|(open, sealed)| digits(&format!("{open}}}"), tensors) == sealed)
}

fn digits(json: &str, tensors: &[&[u8]]) -> String {
    sha256_hex(&[&[json.as_bytes()], tensors].concat())
}

/// Only what must be known of metadata before the rest can be read.
#[derive(Deserialize)]
struct Versions {
    format: u32,
    #[serde(default)]
    version: String,
}

/// Refuses metadata of a format newer than the one known; the error is a sentence about the file.
pub(crate) fn check_format(json: &str, known: u32) -> Result<(), String> {
    let Versions { format, version } =
        json::from_text(json).map_err(|error| format!("Its metadata cannot be read ({error})."))?;
    if format <= known {
        return Ok(());
    }
    Err(format!(
        "It has format {format} and this build reads up to {known}. Install minibatch {version} or newer."
    ))
}
