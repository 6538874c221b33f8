//! The matrix an encoder makes of a table's rows.

use serde_json::json;

use super::Table;
use super::column::{Column, MISSING};
use super::encoder::{EncodedColumn, Encoder, Encoding, Standardised};
use super::refusal::{lacks, misread_error, target_missing};
use super::rows::Rows;
use super::target::{Target, all_weights_zero, weights};
use super::view::{Misread, NumberView};
use crate::error::{Error, Result};
use crate::memory::with_room;
use crate::scalar::Scalar;

/// Rows encoded together, so that the part of the matrix being written stays in cache while columns alternate.
const BLOCK: usize = 1024;

/// The encoded matrix of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoded<T> {
    /// X, row-major (n,d).
    pub x: Vec<T>,
    /// y (n): standardised targets or class indices; empty when no target was asked for.
    pub y: Vec<T>,
    /// Weights of the rows (n), when there is such a column.
    pub weight: Option<Vec<T>>,
    /// Rows.
    pub n: usize,
    /// Features.
    pub d: usize,
    /// Rows left out because their target is missing.
    pub dropped_rows: usize,
}

impl Encoder {
    /// Encodes the rows of a table. Types of columns are those of the training, whatever the cells look like; columns
    /// the training did not have are ignored. With the target, rows whose target is missing are dropped and counted,
    /// and weights are taken when the table has their column.
    ///
    /// # Errors
    /// DATA_INVALID for a table without a needed column, or a cell that is not what its column was in training.
    pub fn encode<T: Scalar>(&self, table: &Table, with_target: bool) -> Result<Encoded<T>> {
        let encoded = self.encode_piece(table, with_target)?;
        if with_target {
            self.check_encoded(table, &encoded)?;
        }
        Ok(encoded)
    }

    /// Rows with a target that weigh something.
    fn check_encoded<T: Scalar>(&self, table: &Table, Encoded { n, weight, .. }: &Encoded<T>) -> Result<()> {
        self.check_some(table, *n, weight.as_ref().is_none_or(|weight| weight.iter().any(|w| *w > T::ZERO)))
    }

    /// Fails where a table has no row with a target, or none that weighs anything.
    ///
    /// # Errors
    /// DATA_INVALID.
    pub(crate) fn check_some(&self, table: &Table, n: usize, weighs: bool) -> Result<()> {
        if n == 0 {
            return Err(target_missing(table, self.target_name().unwrap_or_default()));
        }
        if !weighs {
            return Err(all_weights_zero(table, self.sample_weight.as_deref().unwrap_or_default()));
        }
        Ok(())
    }

    /// Rows of a table that have a target.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "for rows in files"))]
    pub(crate) fn count_rows(&self, table: &Table) -> Result<usize> {
        self.target()?.count(table)
    }

    /// Whether the rows of a table come with weights.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "for rows in files"))]
    pub(crate) fn weighs(&self, table: &Table) -> bool {
        self.sample_weight.as_deref().is_some_and(|name| table.column(name).is_some())
    }

    fn target(&self) -> Result<&Target> {
        self.target.as_ref().ok_or_else(|| {
            Error::option("The rows have no target: name the column to predict with target.")
                .with(json!({ "option": "target" }))
        })
    }

    /// [`Encoder::encode`] of rows that are a part of a table: none of them need have a target, or weigh anything.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub(crate) fn encode_piece<T: Scalar>(&self, table: &Table, with_target: bool) -> Result<Encoded<T>> {
        let mut rows = table.rows.clone();
        let mut y = Vec::new();
        let mut weight = None;
        if with_target {
            (rows, y) = self.target()?.encode(table)?;
            if let Some(name) = &self.sample_weight
                && let Some(column) = table.column(name)
            {
                weight = Some(weights(table, column, &rows)?);
            }
        }
        let (n, d) = (rows.len(), self.features());
        let x = self.matrix(table, &rows)?;
        Ok(Encoded { x, y, weight, n, d, dropped_rows: table.rows() - n })
    }

    fn matrix<T: Scalar>(&self, table: &Table, rows: &Rows) -> Result<Vec<T>> {
        let (n, d) = (rows.len(), self.features());
        let mut sources = Vec::new();
        let mut first = 0;
        for EncodedColumn { name, encoding } in &self.columns {
            let features = encoding.features();
            if features > 0 {
                sources.push((first, Source::new(table, rows, name, encoding)?));
                first += features;
            }
        }
        let mut x = self.zeros(n, d)?;
        for (block, part) in x.chunks_mut((BLOCK * d).max(1)).enumerate() {
            for (first, source) in &sources {
                source.fill(rows, block * BLOCK, part.chunks_exact_mut(d), *first);
            }
        }
        Ok(x)
    }

    /// A matrix of zeros, or a sentence where the memory for it cannot be had.
    fn zeros<T: Scalar>(&self, n: usize, d: usize) -> Result<Vec<T>> {
        let mut x = with_room(n.saturating_mul(d)).map_err(|error| {
            let widest = self.columns.iter().max_by_key(|column| column.encoding.features());
            Error::new(
                error.code,
                format!(
                    "The encoded table of {n} rows and {d} features does not fit into memory. Column '{}' alone becomes {} \
                     features: leave it out with exclude.",
                    widest.map_or("", |column| &column.name),
                    widest.map_or(0, |column| column.encoding.features()),
                ),
            )
        })?;
        x.resize(n * d, T::ZERO);
        Ok(x)
    }
}

/// A column of the table at hand, ready to be written into the matrix.
enum Source<'a> {
    Number {
        view: NumberView<'a>,
        how: Standardised,
    },
    /// Feature of each row, `MISSING` for none.
    Text {
        features: Vec<u32>,
    },
}

impl<'a> Source<'a> {
    fn new(table: &'a Table, rows: &Rows, name: &str, encoding: &Encoding) -> Result<Self> {
        let column = table.column(name).ok_or_else(|| lacks(table, name))?;
        let misread = |expected: &str| {
            let sentence = format!("expected {expected} as in training");
            move |misread: Misread| {
                misread_error(table, column, &misread, &sentence, "Fix the cell, or empty it.")
            }
        };
        match encoding {
            Encoding::Number(how) => {
                Ok(Self::Number { view: column.numbers(rows).map_err(misread("a number"))?, how: *how })
            }
            Encoding::Date(how) => {
                Ok(Self::Number { view: column.dates(rows).map_err(misread("an ISO 8601 date"))?, how: *how })
            }
            Encoding::Text { levels, missing } => {
                Ok(Self::Text { features: text_features(column, rows, levels, *missing) })
            }
            Encoding::LeftOut { .. } => Ok(Self::Text { features: vec![MISSING; rows.len()] }),
        }
    }

    /// Writes rows of a block, from row `start` of the selection on, at feature `first`.
    #[inline]
    fn fill<'b, T: Scalar>(
        &self,
        rows: &Rows,
        start: usize,
        block: impl Iterator<Item = &'b mut [T]>,
        first: usize,
    ) {
        match self {
            Self::Number { view, how } => {
                for (place, x) in (start..).zip(block) {
                    let value = view.value(rows.get(place));
                    if !value.is_nan() {
                        x[first] = T::from_f64((value - how.mean) / how.scale);
                    } else if how.missing {
                        x[first + 1] = T::ONE;
                    }
                }
            }
            Self::Text { features } => {
                for (feature, x) in features[start..].iter().zip(block) {
                    if *feature != MISSING {
                        x[first + *feature as usize] = T::ONE;
                    }
                }
            }
        }
    }
}

/// For each row the place of its level among the learnt ones, `MISSING` for a level that was not learnt.
fn text_features(column: &Column, rows: &Rows, learnt: &[String], missing: bool) -> Vec<u32> {
    let met = column.levels(rows);
    let place = |text: &str| {
        learnt.binary_search_by(|level| level.as_str().cmp(text)).map_or(MISSING, |at| at as u32)
    };
    let places: Vec<u32> = met.levels.iter().map(place).collect();
    let of_missing = if missing { learnt.len() as u32 } else { MISSING };
    met.codes.iter().map(|code| places.get(*code as usize).copied().unwrap_or(of_missing)).collect()
}
