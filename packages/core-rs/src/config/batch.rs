//! The size of batches, the order of rows, the weights of classes.

use serde::{Deserialize, Serialize};

/// Rows per update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged, expecting = "expected a whole number of at least 1, or 'full'")]
pub enum BatchSize {
    /// That many rows.
    Rows(u64),
    /// All rows: batch gradient descent.
    Full(FullWord),
}

/// The word `"full"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum FullWord {
    /// All rows.
    Full,
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

/// Weights of the classes, times the rows' own weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged, expecting = "expected 'balanced', or a list of one number of at least 0 a class")]
pub enum ClassWeight {
    /// n / (classes × rows of the class), so that each class weighs the same.
    Balanced(BalancedWord),
    /// One weight ≥ 0 a class, in the order of the classes.
    Values(Vec<f64>),
}

/// The word `"balanced"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum BalancedWord {
    /// Each class weighs the same.
    Balanced,
}
