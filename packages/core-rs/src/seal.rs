//! The checksum that closes a file's metadata: SHA-256 over its JSON text without it, then the tensors' bytes. The text
//! itself is sealed, not what it says: 0.3 and 0.30 would say the same.

use crate::hash::sha256_hex;

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
