//! The sizes of the data a run is made for, and what else is refused.

use crate::error::{Error, Result};
use crate::view::View;

/// Sizes of the data a run trains on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Rows.
    pub n: usize,
    /// Features.
    pub d: usize,
    /// Outputs; 1 in this version.
    pub k: usize,
}

impl Shape {
    /// The sizes of these rows.
    pub fn of<T>(view: &View<'_, T>) -> Self {
        Self { n: view.n, d: view.d, k: view.k }
    }

    /// Refuses other data than a run of this shape was made for.
    pub(super) fn check<T>(&self, data: &View<'_, T>) -> Result<()> {
        self.check_columns(data)?;
        if data.n != self.n {
            return Err(Error::shape(format!(
                "This run was made for {} rows; got {}. Make a new run for other data.",
                self.n, data.n
            )));
        }
        Ok(())
    }

    /// Refuses data of other columns, and arrays that are not what their sizes say.
    pub(super) fn check_columns<T>(&self, data: &View<'_, T>) -> Result<()> {
        self.check_widths(data.d, data.k)?;
        data.check_lengths()
    }

    /// Refuses rows of other features and targets.
    pub(super) fn check_widths(&self, d: usize, k: usize) -> Result<()> {
        if (d, k) == (self.d, self.k) {
            return Ok(());
        }
        Err(Error::shape(format!(
            "This run was made for {} features and {} target; got {d} and {k}.",
            self.d, self.k
        )))
    }
}
