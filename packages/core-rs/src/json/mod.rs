//! JSON: text to values and back, typed values out of them, and where in it a mistake stands.
//!
//! Options are read field by field (`fields`, `named`), and all else that serde derives by one deserializer (`typed`): what a
//! browser fetches before it trains was for the most part code that reads a hundred options, each by itself.

mod decimal;
mod fields;
mod named;
mod read;
mod reader;
mod string;
#[cfg(test)]
mod test;
mod typed;

use std::fmt::{self, Display};

use serde::Serialize;
use serde::de::{DeserializeOwned, Error, Expected, Unexpected};
use serde_json::Value;

pub(crate) use fields::{Fields, Named};
pub use read::Read;
pub(crate) use reader::read;
use typed::Json;

/// Why a value is not what it should be: one pointer, for what is read of every field is a result.
#[derive(Debug)]
pub struct Mistake(Box<Reason>);

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

/// The number that a text is, and nothing else.
pub(crate) fn number(text: &str) -> Option<f64> {
    read(text).ok()?.as_f64()
}

/// The value as a T.
pub(crate) fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Mistake> {
    T::deserialize(Json(value))
}

/// The text as a T.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    from_value(&read(text).map_err(Mistake::custom)?)
}

/// The same of options.
pub(crate) fn read_text<T: Read>(text: &str) -> Result<T, Mistake> {
    T::read(&read(text).map_err(Mistake::custom)?)
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

    /// Of a value whose type does not know what came; the sentence says that.
    #[cold]
    pub(crate) fn expected(what: &str) -> Self {
        Self::custom(format_args!("expected {what}"))
    }

    /// Where only the way to the whole is told.
    pub(crate) fn alone(mut self) -> Self {
        self.0.path.clear();
        self
    }

    #[cold]
    fn at(self, key: &str) -> Self {
        self.within(Step::Key(key.to_owned()))
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
