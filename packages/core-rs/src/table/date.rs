//! ISO 8601 dates and date-times as numbers.

use speedate::{Date, DateTime};

const SECONDS_PER_DAY: f64 = 86_400.0;

/// Days since 1970-01-01 (UTC), with the time of day as a fraction; a time without a zone is taken as UTC.
/// None when the text is neither `2024-01-31` nor `2024-01-31T12:30[:00[.5]][Z|+01:00]` (a space may stand for `T`).
pub(super) fn days(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    if bytes.len() == 10 {
        let date = Date::parse_bytes_rfc3339(bytes).ok()?;
        return Some(date.timestamp() as f64 / SECONDS_PER_DAY);
    }
    let moment = DateTime::parse_bytes_rfc3339(bytes).ok()?;
    let seconds = moment.timestamp_tz() as f64 + f64::from(moment.time.microsecond) / 1e6;
    Some(seconds / SECONDS_PER_DAY)
}
