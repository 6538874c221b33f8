//! The column that is predicted, and the rows' weights.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::column::Column;
use super::infer::ColumnType;
use super::names::list;
use super::origin::shown;
use super::refusal::{lacks, misread_error, target_missing};
use super::rows::Rows;
use super::view::NumberView;
use super::{Table, Task};
use crate::error::{Error, Result};
use crate::scalar::Scalar;

/// Rows looked at together.
const PIECE: usize = 1 << 16;

/// What was learnt of the target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Target {
    /// A number or date, standardised.
    Regression {
        name: String,
        /// Whether it is a date, counted in days since 1970-01-01.
        date: bool,
        mean: f64,
        /// Population standard deviation, 1 for a constant target.
        scale: f64,
    },
    /// One of the classes, as its index.
    Classification {
        name: String,
        /// As texts: numbers by value when all are numbers, else by code point.
        classes: Vec<String>,
        /// Whether all classes are numbers.
        numeric: bool,
    },
}

impl Target {
    /// Learns the target over the rows that have one; `column_type` decides between numbers and dates.
    pub(super) fn learn(table: &Table, column: &Column, task: Task, column_type: ColumnType) -> Result<Self> {
        let name = column.name.clone();
        let rows = &table.rows;
        if task == Task::Classification {
            let (classes, numeric) = sorted_classes(column, rows);
            if classes.is_empty() {
                return Err(target_missing(table, &column.name));
            }
            return Ok(Self::Classification { name, classes, numeric });
        }
        let date = column_type == ColumnType::Date;
        let view = numbers(table, column, date)?;
        let statistics = view.statistics(rows);
        if statistics.present == 0 {
            return Err(target_missing(table, &column.name));
        }
        if !statistics.is_finite() {
            return Err(table.source.origin.column_error(
                &column.name,
                "the numbers are too large to be standardised. Divide the column by a power of ten.",
            ));
        }
        let scale = if statistics.deviation > 0.0 { statistics.deviation } else { 1.0 };
        Ok(Self::Regression { name, date, mean: statistics.mean, scale })
    }

    /// Leaves a number in its own units.
    pub(super) fn keep_units(&mut self) {
        if let Self::Regression { mean, scale, .. } = self {
            (*mean, *scale) = (0.0, 1.0);
        }
    }

    /// The rows that have a target, and their y.
    pub(super) fn encode<T: Scalar>(&self, table: &Table) -> Result<(Rows, Vec<T>)> {
        Ok(keep_present(&table.rows, &self.values(table)?))
    }

    /// The rows that have a target.
    pub(super) fn present(&self, table: &Table) -> Result<Rows> {
        if self.count(table)? == table.rows() {
            return Ok(table.rows.clone());
        }
        let mut places = Vec::new();
        for (piece, rows) in table.pieces(PIECE).enumerate() {
            let values = self.values(&rows)?;
            let present = |place: &usize| !values[*place].is_nan();
            places.extend((0..values.len()).filter(present).map(|place| (piece * PIECE + place) as u32));
        }
        Ok(table.rows.select(&places))
    }

    /// How many rows have a target.
    pub(super) fn count(&self, table: &Table) -> Result<usize> {
        let mut count = 0;
        for rows in table.pieces(PIECE) {
            count += self.values(&rows)?.iter().filter(|value| !value.is_nan()).count();
        }
        Ok(count)
    }

    /// The y of each row, NaN where the target is missing.
    fn values(&self, table: &Table) -> Result<Vec<f64>> {
        let column = table.column(self.name()).ok_or_else(|| lacks(table, self.name()))?;
        match self {
            Self::Regression { date, mean, scale, .. } => {
                let view = numbers(table, column, *date)?;
                Ok(table.rows.iter().map(|row| (view.value(row) - mean) / scale).collect())
            }
            Self::Classification { classes, numeric, .. } => class_indices(table, column, classes, *numeric),
        }
    }

    pub(super) fn task(&self) -> Task {
        match self {
            Self::Regression { .. } => Task::Regression,
            Self::Classification { .. } => Task::Classification,
        }
    }

    pub(super) fn name(&self) -> &str {
        let (Self::Regression { name, .. } | Self::Classification { name, .. }) = self;
        name
    }

    pub(super) fn classes(&self) -> &[String] {
        match self {
            Self::Regression { .. } => &[],
            Self::Classification { classes, .. } => classes,
        }
    }

    /// raw · scale + mean; a class index as it is.
    pub(super) fn in_own_units(&self, raw: f64) -> f64 {
        match self {
            Self::Regression { mean, scale, .. } => raw * scale + mean,
            Self::Classification { .. } => raw,
        }
    }
}

/// Weights of rows: every one finite and at least 0.
pub(super) fn weights<T: Scalar>(table: &Table, column: &Column, rows: &Rows) -> Result<Vec<T>> {
    let expected = "expected a weight: a finite number of at least 0";
    let cure = "Fix the cell, or leave sampleWeight out.";
    let view =
        column.numbers(rows).map_err(|misread| misread_error(table, column, &misread, expected, cure))?;
    let mut weights = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        let weight = view.value(row);
        if weight.is_nan() || weight < 0.0 {
            let value = column.text(row).unwrap_or_default();
            let got =
                if value.is_empty() { "a missing cell".to_owned() } else { format!("'{}'", shown(&value)) };
            let sentence = format!("{expected}, got {got}. {cure}");
            return Err(table.source.origin.cell_error(row, &column.name, &value, &sentence));
        }
        weights.push(T::from_f64(weight));
    }
    Ok(weights)
}

/// DATA_INVALID: no row weighs anything.
pub(super) fn all_weights_zero(table: &Table, name: &str) -> Error {
    table.source.origin.column_error(name, "all weights are 0. At least one must be above 0.")
}

fn numbers<'a>(table: &'a Table, column: &'a Column, date: bool) -> Result<NumberView<'a>> {
    let (read, expected) = match date {
        true => (column.dates(&table.rows), "expected an ISO 8601 date as the target"),
        false => (column.numbers(&table.rows), "expected a number as the target"),
    };
    let cure = "Fix the cell, or empty it to drop the row; for classes use task classification.";
    read.map_err(|misread| misread_error(table, column, &misread, expected, cure))
}

/// The classes met, and whether all are numbers: then by value, else by code point.
fn sorted_classes(column: &Column, rows: &Rows) -> (Vec<String>, bool) {
    let met = column.levels(rows);
    let numeric = met.levels.iter().all(|text| matches!(cell::read(text), Cell::Number(_)));
    (met.sorted(numeric), numeric)
}

/// The class index of each row, NaN where the target is missing.
fn class_indices(table: &Table, column: &Column, classes: &[String], numeric: bool) -> Result<Vec<f64>> {
    let met = column.levels(&table.rows);
    let index_of: Vec<Option<usize>> = met
        .levels
        .iter()
        .map(|text| classes.binary_search_by(|class| cell::compare(class, text, numeric)).ok())
        .collect();
    let index = |(place, code): (usize, &u32)| match index_of.get(*code as usize) {
        None => Ok(f64::NAN),
        Some(Some(index)) => Ok(*index as f64),
        Some(None) => Err(unknown_class(table, column, table.rows.get(place), classes)),
    };
    met.codes.iter().enumerate().map(index).collect()
}

fn unknown_class(table: &Table, column: &Column, row: u32, classes: &[String]) -> Error {
    let value = column.text(row).unwrap_or_default();
    let sentence = format!(
        "expected a class met in training ({}), got '{}'.",
        list(classes.iter().map(String::as_str)),
        shown(&value)
    );
    table.source.origin.cell_error(row, &column.name, &value, &sentence)
}

/// Rows whose value is not NaN, and those values.
fn keep_present<T: Scalar>(rows: &Rows, values: &[f64]) -> (Rows, Vec<T>) {
    let y = values.iter().filter(|value| !value.is_nan()).map(|value| T::from_f64(*value)).collect();
    if !values.iter().any(|value| value.is_nan()) {
        return (rows.clone(), y);
    }
    let places: Vec<u32> =
        (0..values.len() as u32).filter(|place| !values[*place as usize].is_nan()).collect();
    (rows.select(&places), y)
}
