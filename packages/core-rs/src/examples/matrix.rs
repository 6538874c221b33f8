//! Rows of one element type: their lengths agree, and every value is finite.

use std::ops::Range;

use serde_json::json;

use crate::error::{Error, Result};
use crate::memory::{copied, with_room};
use crate::row_blocks::{RowBlocks, Visit};
use crate::scalar::Scalar;
use crate::view::View;

/// Rows of one element type, owned.
#[derive(Clone, Debug)]
pub struct Matrix<T> {
    pub(super) x: Vec<T>,
    pub(super) y: Vec<T>,
    pub(super) weight: Option<Vec<T>>,
    pub(super) n: usize,
    pub(super) d: usize,
    pub(super) k: usize,
}

impl<T: Scalar> Matrix<T> {
    /// Checks that the lengths agree and that every value is finite.
    ///
    /// # Errors
    /// SHAPE_MISMATCH, or DATA_INVALID with row and column of the first value that is not finite.
    pub fn new(x: Vec<T>, y: Vec<T>, weight: Option<Vec<T>>, d: usize) -> Result<Self> {
        if d == 0 || x.is_empty() {
            return Err(Error::shape("x has no rows or no columns; give at least one of each."));
        }
        if !x.len().is_multiple_of(d) {
            return Err(Error::shape(format!(
                "x holds {} values, not a multiple of its {d} columns.",
                x.len()
            )));
        }
        let n = x.len() / d;
        if y.is_empty() || !y.len().is_multiple_of(n) {
            return Err(Error::shape(format!(
                "x has {n} rows and y has {} values; they must agree.",
                y.len()
            )));
        }
        if let Some(weight) = &weight {
            if weight.len() != n {
                return Err(Error::shape(format!(
                    "sampleWeight has {} values for {n} rows; give one a row.",
                    weight.len()
                )));
            }
            if let Some(row) = weight.iter().position(|w| *w < T::ZERO) {
                return Err(Error::data(format!(
                    "sampleWeight is negative in row {}; weights start at 0.",
                    row + 1
                )));
            }
        }
        let k = y.len() / n;
        check_finite("x", &x, d)?;
        check_finite("y", &y, k)?;
        check_finite("sampleWeight", weight.as_deref().unwrap_or(&[]), 1)?;
        Ok(Self { x, y, weight, n, d, k })
    }

    /// The rows, borrowed.
    pub fn view(&self) -> View<'_, T> {
        View { x: &self.x, y: &self.y, weight: self.weight.as_deref(), n: self.n, d: self.d, k: self.k }
    }

    /// These rows, in this order, copied.
    pub(super) fn rows(&self, rows: &[u32]) -> Result<Self> {
        let take = |values: &[T], width: usize| -> Result<Vec<T>> {
            let mut taken = with_room(rows.len() * width)?;
            for &row in rows {
                taken.extend_from_slice(&values[row as usize * width..][..width]);
            }
            Ok(taken)
        };
        Ok(Self {
            x: take(&self.x, self.d)?,
            y: take(&self.y, self.k)?,
            weight: self.weight.as_deref().map(|weight| take(weight, 1)).transpose()?,
            n: rows.len(),
            ..*self
        })
    }

    /// These rows, copied, with these features of each taken from the row that `order` has in its place.
    pub(super) fn permuted(&self, features: Range<usize>, order: &[u32]) -> Result<Self> {
        let mut x = copied(&self.x)?;
        for (row, &from) in x.chunks_exact_mut(self.d).zip(order) {
            row[features.clone()].copy_from_slice(&self.x[from as usize * self.d..][features.clone()]);
        }
        let weight = self.weight.as_deref().map(copied).transpose()?;
        Ok(Self { x, y: copied(&self.y)?, weight, ..*self })
    }
}

/// One block, as its view is.
impl<T: Scalar> RowBlocks<T> for Matrix<T> {
    fn rows(&self) -> usize {
        self.n
    }

    fn features(&self) -> usize {
        self.d
    }

    fn targets(&self) -> usize {
        self.k
    }

    fn is_weighted(&self) -> bool {
        self.weight.is_some()
    }

    fn each(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        visit(&self.view())
    }
}

fn check_finite<T: Scalar>(what: &str, values: &[T], columns: usize) -> Result<()> {
    // One flag without an early exit, so that the scan runs at the speed of memory.
    if values.iter().fold(true, |finite, value| finite & value.is_finite()) {
        return Ok(());
    }
    let at = values.iter().position(|value| !value.is_finite()).unwrap_or_default();
    let (row, column) = (at / columns + 1, at % columns + 1);
    let value = values[at].to_f64();
    Err(Error::data(format!(
        "{what} is {value} in row {row}, column {column}; every value must be finite. Fill or drop such rows, or use a Dataset, which fills missing cells."
    ))
    .with(json!({ "row": row, "column": column })))
}
