//! Rows as the hot loop sees them.

use crate::error::{Error, Result};

/// Borrowed rows of one element type: what batches are taken from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    /// X, row-major (n,d), never padded.
    pub x: &'a [T],
    /// y, row-major (n,k).
    pub y: &'a [T],
    /// Weights of the rows (n), or none.
    pub weight: Option<&'a [T]>,
    /// Rows.
    pub n: usize,
    /// Features.
    pub d: usize,
    /// Outputs.
    pub k: usize,
}

impl<'a, T> View<'a, T> {
    /// The same rows in pieces of so many; of an empty x each has an empty one.
    pub fn pieces(self, rows: usize) -> impl Iterator<Item = View<'a, T>> {
        (0..self.n).step_by(rows.max(1)).map(move |start| {
            let range = start..self.n.min(start + rows.max(1));
            View {
                x: if self.x.is_empty() { self.x } else { &self.x[range.start * self.d..range.end * self.d] },
                y: &self.y[range.start * self.k..range.end * self.k],
                weight: self.weight.map(|weight| &weight[range.clone()]),
                n: range.len(),
                ..self
            }
        })
    }

    /// Refuses arrays that are not what their sizes say.
    pub(crate) fn check_lengths(&self) -> Result<()> {
        let View { x, y, weight, n, d, k } = *self;
        if x.len() != n * d || y.len() != n * k || weight.is_some_and(|weight| weight.len() != n) {
            return Err(Error::shape(format!(
                "For {n} rows of {d} features expected {} values of X, {} of y and {n} weights, if any; got {}, {} \
                 and {}.",
                n * d,
                n * k,
                x.len(),
                y.len(),
                weight.map_or(0, <[T]>::len)
            )));
        }
        Ok(())
    }
}
