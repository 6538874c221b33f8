//! The encoded matrix a run trains on: X row-major (n,d), y (n,k), and weights of rows when there are any.

use crate::error::Result;
use crate::scalar::Scalar;

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
