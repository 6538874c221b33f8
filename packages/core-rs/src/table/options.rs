//! Options of reading, splitting and encoding tables.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::Auto;
use crate::scalar::Dtype;

/// How a table is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReadOptions {
    /// Name of the file or the data, for messages. Default empty.
    pub name: String,
    /// What separates the fields: one character, or `tab`. Left out: the one of `,` `;` tab `|` found most often in
    /// the header line.
    #[serde(with = "delimiter", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub delimiter: Option<u8>,
    /// How much memory cells may take; more goes to files. Default: all there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub memory: Option<MemoryOptions>,
}

/// A bound of memory, which changes no result. Only where there are files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MemoryOptions {
    /// Bytes for the table, its encoded rows and what training them needs.
    pub bytes: usize,
    /// Where files without a name lie that take what is more.
    pub directory: PathBuf,
}

/// A delimiter is written as text in JSON.
mod delimiter {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Option<u8>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(byte) => to.serialize_str(&char::from(*byte).to_string()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<u8>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        match text.as_bytes() {
            [byte] if byte.is_ascii() => Ok(Some(*byte)),
            _ if text == "tab" || text == "\\t" => Ok(Some(b'\t')),
            _ => Err(D::Error::custom(format!(
                "a delimiter is one ASCII character such as ',' or ';', or the word tab; got '{text}'"
            ))),
        }
    }
}

/// How rows are divided into two parts. The same rows, options and seed give the same parts everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SplitOptions {
    /// Share of the rows in the test part, above 0 and below 1; rounded up to whole rows. Default 0.2.
    pub test: f64,
    /// Seed of the permutation, 0 … 2^53 − 1. Default 0.
    pub seed: u64,
    /// A column whose levels both parts hold in the same proportion. Default none.
    pub stratify: Option<String>,
    /// Draw the test rows by the seed; false takes the last rows. Both parts keep the order of the file. Default true.
    pub shuffle: bool,
}

impl Default for SplitOptions {
    fn default() -> Self {
        Self { test: 0.2, seed: 0, stratify: None, shuffle: true }
    }
}

/// How rows are divided into folds. The same rows, options and seed give the same folds everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FoldOptions {
    /// Folds, from 2 to the number of rows. Default 5.
    pub folds: u32,
    /// The fold whose rows are the test part, from 0. Default 0.
    pub fold: u32,
    /// Seed of the permutation, 0 … 2^53 − 1. Default 0.
    pub seed: u64,
    /// Folds that hold the same share of each level: of a column by its name, or of the target for true. `auto`: of the
    /// target where it holds classes.
    pub stratify: Auto<Stratum>,
    /// Rows of the train part at most, ≥ 1, with levels in proportion. Default all.
    pub train_rows: Option<u64>,
}

impl Default for FoldOptions {
    fn default() -> Self {
        Self { folds: 5, fold: 0, seed: 0, stratify: Auto::AUTO, train_rows: None }
    }
}

/// What levels are held in proportion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged, expecting = "expected 'auto', true, false, or the name of a column")]
pub enum Stratum {
    /// The classes of the target, or none.
    Target(bool),
    /// The levels of a column.
    Column(String),
}

/// One part of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The rows to learn from.
    Train,
    /// The rows held out.
    Test,
}

/// What is predicted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Classification for a text or boolean target, regression for numbers and dates.
    #[default]
    Auto,
    /// A number.
    Regression,
    /// One of several classes.
    Classification,
}

/// How a table becomes a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EncodeOptions {
    /// The column to predict. Default none: only features are encoded.
    pub target: Option<String>,
    /// What is predicted: `auto`, `regression` or `classification`. Default `auto`.
    pub task: Task,
    /// Standardise a numeric target; false keeps its units, as the poisson loss needs them for counts. Default true.
    pub standardize_target: bool,
    /// Columns to leave out. Default none.
    pub exclude: Vec<String>,
    /// Columns to take as text, one 0/1 feature a level. Default none.
    pub categorical: Vec<String>,
    /// Columns to take as numbers; every cell must be a number or missing. Default none.
    pub numeric: Vec<String>,
    /// Column with the rows' weights, each a finite number of at least 0. Default none.
    pub sample_weight: Option<String>,
    /// Element type of the matrix: `float32` or `float64`. Default `float32`.
    pub dtype: Dtype,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self {
            target: None,
            task: Task::Auto,
            standardize_target: true,
            exclude: Vec::new(),
            categorical: Vec::new(),
            numeric: Vec::new(),
            sample_weight: None,
            dtype: Dtype::Float32,
        }
    }
}

crate::read_by_serde!(ReadOptions, SplitOptions, FoldOptions, EncodeOptions);
