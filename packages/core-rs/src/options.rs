//! Reading options: strict JSON in, one sentence out when it does not fit.

use serde_json::Value;

use crate::error::{Error, Result, nearest};
use crate::json;
pub use crate::json::{Mistake, Read};

/// Reads strict JSON options: an unknown name is an error.
///
/// # Errors
/// OPTION_INVALID with the option and, for an unknown name, the nearest known one.
pub fn read_options<T: Read>(json: &str) -> Result<T> {
    from_value(read_value(json)?)
}

/// What the options hold, of any form.
///
/// # Errors
/// OPTION_INVALID for what is not JSON.
pub(crate) fn read_value(json: &str) -> Result<Value> {
    json::read(json).map_err(|mistake| Error::option(format!("The options are not JSON: {mistake}.")))
}

/// The same from JSON already read.
///
/// # Errors
/// OPTION_INVALID as [`read_options`].
pub(crate) fn from_value<T: Read>(value: Value) -> Result<T> {
    T::read(&value).map_err(|mistake| {
        let mut message = mistake.message().to_owned();
        // Neither `Mistake::expected` nor an untagged enum (`#[serde(expecting = "expected …")]`) knows what came.
        if message.starts_with("expected")
            && let Some(got) = mistake.found(&value)
        {
            let got: String = json::write(got).chars().take(MAX_QUOTED).collect();
            message = format!("{message}; got {got}");
        }
        option_error(&mistake.path(), &message)
    })
}

/// Characters of a value at most, as a sentence quotes it.
const MAX_QUOTED: usize = 80;

/// Fails unless the option holds what it must.
///
/// # Errors
/// OPTION_INVALID with the option, what was expected and what came.
pub fn check(holds: bool, option: &str, expected: &str, got: impl std::fmt::Display) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::option(format!("Option {option} must be {expected}; got {got}."))
        .with(serde_json::json!({ "option": option })))
}

/// Turns serde's `unknown field|variant `x`, expected one of `a`, `b`` into a sentence with the nearest name.
fn option_error(path: &str, message: &str) -> Error {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    // The path of an unknown field ends with its own name.
    let place = if message.starts_with("unknown field") {
        path.rsplit_once('.').map_or("", |(at, _)| at)
    } else {
        path
    };
    let at = if place.is_empty() || place == "." { String::new() } else { format!(" in '{place}'") };
    let sentence = match quoted.split_first() {
        Some((name, known)) if message.starts_with("unknown") => {
            let what = if message.starts_with("unknown field") { "option" } else { "value" };
            let list = known.join(", ");
            format!("Unknown {what} '{name}'{at}.{} Known: {list}.", nearest(name, known.iter().copied()))
        }
        _ => format!("Option{at} is not understood: {message}."),
    };
    Error::option(sentence).with(serde_json::json!({ "option": path }))
}
