//! What was learnt of a table's columns. Serialised, it is part of the model file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Task;
use super::target::Target;
use crate::error::{Code, Error, Result};

/// Name of the level of missing cells.
pub(super) const MISSING_LEVEL: &str = "(missing)";

/// Turns rows of a table into a matrix, as learnt by [`Encoder::fit`]. Serialised, it is part of the model file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Encoder {
    /// The columns of the training table but target and weights, in its order.
    pub(super) columns: Vec<EncodedColumn>,
    pub(super) target: Option<Target>,
    pub(super) sample_weight: Option<String>,
    pub(super) warnings: Vec<String>,
}

/// A column and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EncodedColumn {
    pub(super) name: String,
    pub(super) encoding: Encoding,
}

/// What becomes of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Encoding {
    /// (x − mean)/scale; a missing cell is the mean.
    Number(Standardised),
    /// The same of days since 1970-01-01.
    Date(Standardised),
    /// A 0/1 feature a level; a level that is not here is all zeros.
    Text {
        /// Sorted by code point.
        levels: Vec<String>,
        /// Whether missing cells are one more level.
        missing: bool,
    },
    /// No feature.
    LeftOut {
        /// Why, for the report.
        reason: String,
    },
}

/// How a column of numbers is standardised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Standardised {
    /// Mean of the training rows.
    pub(super) mean: f64,
    /// Population standard deviation of the training rows; above 0.
    pub(super) scale: f64,
    /// Whether a 0/1 feature says that the cell is missing.
    pub(super) missing: bool,
}

impl Encoding {
    /// Features this column becomes.
    pub(super) fn features(&self) -> usize {
        match self {
            Self::Number(number) | Self::Date(number) => 1 + usize::from(number.missing),
            Self::Text { levels, missing } => levels.len() + usize::from(*missing),
            Self::LeftOut { .. } => 0,
        }
    }
}

impl Encoder {
    /// Features, d.
    pub fn features(&self) -> usize {
        self.columns.iter().map(|column| column.encoding.features()).sum()
    }

    /// Names of the d features: `bmi`, `bmi (missing)`, `city = Paris`.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.features());
        for EncodedColumn { name, encoding } in &self.columns {
            match encoding {
                Encoding::Number(number) | Encoding::Date(number) => {
                    names.push(name.clone());
                    names.extend(number.missing.then(|| format!("{name} {MISSING_LEVEL}")));
                }
                Encoding::Text { levels, missing } => {
                    names.extend(levels.iter().map(|level| format!("{name} = {level}")));
                    names.extend(missing.then(|| format!("{name} = {MISSING_LEVEL}")));
                }
                Encoding::LeftOut { .. } => {}
            }
        }
        names
    }

    /// The features of a column, counted from 0 among those that are not left out; none for one that is not there.
    pub fn features_of(&self, column: usize) -> Option<Range<usize>> {
        let mut taken = self
            .columns
            .iter()
            .map(|column| &column.encoding)
            .filter(|how| !matches!(how, Encoding::LeftOut { .. }));
        let before = taken.by_ref().take(column).map(Encoding::features).sum();
        taken.next().map(|how| before..before + how.features())
    }

    /// Columns that a table must have to be encoded, without the target.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.encoding.features() > 0).map(|column| column.name.as_str())
    }

    /// What a user should know: columns left out, a target that may be meant as classes.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The settled task; none without a target.
    pub fn task(&self) -> Option<Task> {
        self.target.as_ref().map(Target::task)
    }

    /// The column that is predicted.
    pub fn target_name(&self) -> Option<&str> {
        self.target.as_ref().map(Target::name)
    }

    /// The classes in the order of their indices: numbers by value, text by code point. Empty for regression.
    pub fn classes(&self) -> &[String] {
        self.target.as_ref().map_or(&[], Target::classes)
    }

    /// Whether the classes are numbers, written as text.
    pub fn classes_are_numbers(&self) -> bool {
        matches!(&self.target, Some(Target::Classification { numeric: true, .. }))
    }

    /// A standardised prediction in the target's own units; a class index as it is.
    pub fn raw_to_target(&self, raw: f64) -> f64 {
        self.target.as_ref().map_or(raw, |target| target.in_own_units(raw))
    }

    /// Refuses numbers that training cannot have learnt: for encoders from a file.
    ///
    /// # Errors
    /// MODEL_FILE_INVALID for a scale that is not above 0, or a number that is not finite.
    pub fn check(&self) -> Result<()> {
        let sound = |mean: f64, scale: f64| mean.is_finite() && scale.is_finite() && scale > 0.0;
        let columns_sound = self.columns.iter().all(|column| match &column.encoding {
            Encoding::Number(number) | Encoding::Date(number) => sound(number.mean, number.scale),
            _ => true,
        });
        let target_sound = self.target.as_ref().is_none_or(|target| match target {
            Target::Regression { mean, scale, .. } => sound(*mean, *scale),
            Target::Classification { .. } => true,
        });
        if columns_sound && target_sound {
            return Ok(());
        }
        Err(Error::new(
            Code::ModelFileInvalid,
            "The model's encoder holds a mean that is not finite or a scale that is not above 0. Train the model again.",
        ))
    }
}
