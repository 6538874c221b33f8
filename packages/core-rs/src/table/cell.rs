//! What one cell's text says: missing, a number, or text.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A cell, read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// Empty, or one of the words for missing.
    Missing,
    /// A finite number.
    Number(f64),
    /// A number whose digits carry more than its value: leading zeros (`00501`), or more digits than a float keeps.
    Identifier(f64),
    /// Infinity, or a number too large for a float.
    Infinite,
    /// Anything else.
    Text,
}

const MISSING: [&str; 6] = ["na", "n/a", "nan", "null", "none", "#n/a"];

/// Every text that stands for a missing cell, in small letters: their case does not matter.
pub(super) fn missing_marks() -> impl Iterator<Item = &'static str> {
    ["", "?", "+nan", "-nan"].into_iter().chain(MISSING)
}

/// Digits every float64 integer keeps exactly.
const EXACT_DIGITS: usize = 15;

/// Reads a trimmed text.
#[inline]
pub(super) fn read(text: &str) -> Cell {
    match text.as_bytes() {
        [] | [b'?'] => Cell::Missing,
        [b'0'..=b'9' | b'.' | b'-' | b'+', ..] => read_number(text),
        [b'n' | b'N' | b'#', ..] if is_missing_word(text) => Cell::Missing,
        [b'i' | b'I', ..] if text.parse::<f64>().is_ok() => Cell::Infinite,
        _ => Cell::Text,
    }
}

#[inline]
fn read_number(text: &str) -> Cell {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            if is_identifier(text.as_bytes()) {
                Cell::Identifier(value)
            } else {
                Cell::Number(value)
            }
        }
        Ok(value) if value.is_nan() => Cell::Missing,
        Ok(_) => Cell::Infinite,
        Err(_) => Cell::Text,
    }
}

/// Whether a trimmed text stands for a missing cell.
#[inline]
pub(super) fn is_missing(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'?'] => true,
        [b'n' | b'N' | b'#', ..] => is_missing_word(text),
        [b'-' | b'+', b'n' | b'N', ..] => text[1..].eq_ignore_ascii_case("nan"),
        _ => false,
    }
}

fn is_missing_word(text: &str) -> bool {
    MISSING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[inline]
fn is_identifier(bytes: &[u8]) -> bool {
    let digits = match bytes {
        [b'-' | b'+', rest @ ..] => rest,
        all => all,
    };
    let suspicious = digits.len() > EXACT_DIGITS || matches!(digits, [b'0', b'0'..=b'9', ..]);
    suspicious && digits.iter().all(u8::is_ascii_digit)
}

/// The finite number a text stands for.
pub(super) fn number(text: &str) -> Option<f64> {
    match read(text) {
        Cell::Number(value) | Cell::Identifier(value) => Some(value),
        _ => None,
    }
}

/// The order of levels: numbers by value where all are, else by code point.
pub(super) fn compare(a: &str, b: &str, numeric: bool) -> Ordering {
    match (number(a), number(b)) {
        (Some(a), Some(b)) if numeric => a.total_cmp(&b),
        _ => a.cmp(b),
    }
}

/// Without spaces at its ends.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if is_plain(*first) && is_plain(*last) => text,
        [only] if is_plain(*only) => text,
        _ => text.trim(),
    }
}

#[inline]
fn is_plain(byte: u8) -> bool {
    (b'!'..=b'~').contains(&byte)
}

/// A number as text, the same wherever the number came from: `1.0` and `1` are both `1`.
pub(super) fn number_text(value: f64) -> String {
    let value = value + 0.0; // -0 is 0
    let size = value.abs();
    if size == 0.0 || (1e-7..1e16).contains(&size) { format!("{value}") } else { format!("{value:e}") }
}

/// A cell's text as a level of a text column: numbers by value, identifiers and all else as they stand.
pub(super) fn level_text(text: &str) -> Cow<'_, str> {
    match read(text) {
        Cell::Number(value) => number_text(value).into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_missing_are_read_as_such() {
        for mark in missing_marks() {
            for text in [mark.to_owned(), mark.to_uppercase()] {
                assert!(is_missing(&text), "{text}");
                assert_eq!(read(&text), Cell::Missing, "{text}");
            }
        }
    }
}
