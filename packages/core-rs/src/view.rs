//! Rows as the hot loop sees them.

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
