//! The size of batches, the order of rows, the weights of classes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::{Mistake, Read};
use crate::read_by_serde;

/// Rows per update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum BatchSize {
    /// That many rows.
    Rows(u64),
    /// All rows: batch gradient descent.
    Full(FullWord),
}

/// The word `"full"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum FullWord {
    /// All rows.
    Full,
}

impl Read for BatchSize {
    fn read(value: &Value) -> Result<Self, Mistake> {
        match value.as_u64() {
            Some(rows) => Ok(Self::Rows(rows)),
            None if value == "full" => Ok(Self::Full(FullWord::Full)),
            None => Err(Mistake::expected("a whole number of at least 1, or 'full'")),
        }
    }
}

impl Default for BatchSize {
    fn default() -> Self {
        Self::Rows(64)
    }
}

/// Order of the rows in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shuffle {
    /// A new permutation of all rows each epoch.
    #[default]
    Full,
    /// A new order each epoch that reads memory in blocks: 64 stripes of the table give each batch its rows, and each
    /// stripe shuffles blocks of 64 KiB inside a window of 16 (after CorgiPile, Xu et al., 2022).
    Block,
    /// The order of the data.
    None,
    /// Each row drawn anew from all rows.
    Replacement,
}

read_by_serde!(Shuffle);

/// Weights of the classes, times the rows' own weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum ClassWeight {
    /// n / (classes × rows of the class), so that each class weighs the same.
    Balanced(BalancedWord),
    /// One weight ≥ 0 a class, in the order of the classes.
    Values(Vec<f64>),
}

impl Read for ClassWeight {
    fn read(value: &Value) -> Result<Self, Mistake> {
        if value == "balanced" {
            return Ok(Self::Balanced(BalancedWord::Balanced));
        }
        let values = value.as_array().and_then(|values| values.iter().map(Value::as_f64).collect());
        let expected = || Mistake::expected("'balanced', or a list of one number of at least 0 a class");
        values.map(Self::Values).ok_or_else(expected)
    }
}

/// The word `"balanced"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum BalancedWord {
    /// Each class weighs the same.
    Balanced,
}
