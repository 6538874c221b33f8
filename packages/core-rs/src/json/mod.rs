//! JSON: text to values and back, typed values out of them, and where in it a mistake stands.
//!
//! One deserializer for everything, over JSON that is read already, which asks a value for nothing but what its type
//! wants. What serde derives is compiled for each type once more for each deserializer and each form of a value: with
//! several of both it was a quarter of the browser module.

mod named;
mod reader;
mod string;
#[cfg(test)]
mod test;
mod typed;

use std::fmt::{self, Display};

use serde::Serialize;
use serde::de::{DeserializeOwned, Error, Expected, Unexpected};
use serde_json::Value;

pub(crate) use reader::read;
use typed::Json;
pub(crate) use typed::Tagged;

/// Why a value is not what it should be: one pointer, for what is read of every field is a result.
#[derive(Debug)]
pub(crate) struct Mistake(Box<Reason>);

#[derive(Debug)]
struct Reason {
    message: String,
    /// The way to it, from the inside out.
    path: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

/// The value as a T.
pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Mistake> {
    T::deserialize(Json(value))
}

/// The text as a T.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    from_value(&read(text).map_err(Mistake::custom)?)
}

/// The text of what always has one. `to_string` of a value would bring writers of its own into the module.
pub(crate) fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Mistake {
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The path, such as `hidden[0].units`; empty for the whole.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.path.iter().rev() {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// What stands there.
    pub(crate) fn found<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.0.path.iter().rev().try_fold(value, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        })
    }

    fn within(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }
}

impl Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Mistake {}

impl Error for Mistake {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Self(Box::new(Reason { message: message.to_string(), path: Vec::new() }))
    }

    #[cold]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        // JSON's word for it.
        let unexpected = if unexpected == Unexpected::Unit { Unexpected::Other("null") } else { unexpected };
        Self::custom(format_args!("invalid type: {unexpected}, expected {expected}"))
    }
}
