//! The word `"auto"`, and a value that may be it.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{self, Mistake, Read};

/// The word `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum AutoWord {
    /// Settled from the data and the seed alone; the settled value is stored with the model.
    Auto,
}

/// A value, or `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum Auto<T> {
    /// `"auto"`.
    Auto(AutoWord),
    /// The value itself.
    Value(T),
}

/// As below.
impl<T: Read> Read for Auto<T> {
    fn read(value: &serde_json::Value) -> Result<Self, Mistake> {
        if value == "auto" {
            return Ok(Self::AUTO);
        }
        T::read(value).map(Self::Value).map_err(Mistake::alone)
    }
}

/// What is not the word is the value, and its mistake is the value's: an untagged enum would only say that nothing fits.
impl<'de, T: DeserializeOwned> Deserialize<'de> for Auto<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        if value == "auto" {
            return Ok(Self::AUTO);
        }
        json::from_value(&value).map(Self::Value).map_err(D::Error::custom)
    }
}

impl<T> Auto<T> {
    /// The word.
    pub const AUTO: Self = Self::Auto(AutoWord::Auto);

    /// The value, or what `settle` says for `"auto"`.
    pub fn or_else(self, settle: impl FnOnce() -> T) -> T {
        match self {
            Self::Auto(_) => settle(),
            Self::Value(value) => value,
        }
    }
}

impl<T> Default for Auto<T> {
    fn default() -> Self {
        Self::AUTO
    }
}
