//! The hot loops. `reference` is the plain text of the rules; the fast kernels give the same bits at every level.

pub mod dense;
pub(crate) mod elementwise;
mod level;
mod machine;
pub mod reference;
mod roof;
pub(crate) mod simd;

pub use level::Level;
pub use machine::{Attended, Machine};
pub use roof::Roof;

use std::sync::atomic::AtomicBool;

use crate::batch::Rows;
use crate::config::Numerics;
use crate::loss::RowLoss;
use crate::scalar::Scalar;
use crate::view::View;

/// Rows that one summed block holds (Numerics, rule 2).
pub const BLOCK: usize = 256;
/// Chunks at most (rule 2).
pub const CHUNKS: usize = 64;
/// Lanes of a dot product (rule 3).
pub const LANES: usize = 32;

/// The rows of one step, and what comes after them.
#[derive(Clone, Copy, Debug)]
pub struct LinearBatch<'a, T> {
    /// The data. k is 1.
    pub view: View<'a, T>,
    /// The m rows of this batch; each is below `view.n`.
    pub rows: Rows<'a>,
    /// The next batch, if known: its first rows are fetched ahead. Never changes a result.
    pub next: Option<Rows<'a>>,
    /// Ends the work where it stands once it is set: the gradient is then worth nothing. None: nobody stops it.
    pub stop: Option<&'a AtomicBool>,
}

/// Parameters of a linear model of one output: raw = x·w + b.
#[derive(Clone, Copy, Debug)]
pub struct LinearParameters<'a, T> {
    /// Weights (d).
    pub w: &'a [T],
    /// Bias.
    pub b: T,
}

/// Sums over the rows of a batch, beside the sum for `w`. Sums, not means: the caller divides once by `weight`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BatchGradient<T> {
    /// Σ weight · ∂loss/∂raw, the gradient of the bias.
    pub db: T,
    /// Σ weight · loss.
    pub loss: f64,
    /// Σ weight; m where rows carry no weights.
    pub weight: f64,
}

/// Rows one after the other in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spacing {
    /// Elements of a row.
    pub columns: usize,
    /// Elements from the start of a row to that of the next, at least as many.
    pub stride: usize,
}

impl Spacing {
    /// Rows without a gap.
    pub fn dense(columns: usize) -> Self {
        Self { columns, stride: columns }
    }
}

/// C of rule 2: the largest power of two <= max(1, m/256), at most 64.
pub fn chunk_count(m: usize) -> usize {
    let mut count = 1;
    while count < CHUNKS && count * 2 * BLOCK <= m {
        count *= 2;
    }
    count
}

/// First row of chunk c of C, ⌊cm/C⌋; for c = C the end.
pub fn chunk_start(c: usize, m: usize, count: usize) -> usize {
    // m is a count of rows in memory and C <= 64: the product stays far under 2^64, but not under 2^32 in WASM.
    ((c as u64 * m as u64) >> count.trailing_zeros()) as usize
}

/// Panics with a sentence when shapes disagree: a bug of the caller, which checks what users give.
fn assert_shapes<T: Scalar>(view: &View<'_, T>, parameters: LinearParameters<'_, T>) {
    assert_eq!(view.k, 1, "the linear kernel has one output");
    assert_eq!(parameters.w.len(), view.d, "one weight a feature");
    assert_eq!(Some(view.x.len()), view.n.checked_mul(view.d), "X is (n,d)");
    assert_eq!(view.y.len(), view.n, "y is (n,1)");
    assert!(view.weight.is_none_or(|weight| weight.len() == view.n), "one weight a row");
}

/// Sums of the gradient over the rows of a batch, at a level; see [`crate::model::linear::Linear::gradient`].
pub(crate) fn linear_gradient<T: Scalar>(
    (level, numerics): (Level, Numerics),
    batch: &LinearBatch<'_, T>,
    parameters: LinearParameters<'_, T>,
    (loss, scratch): (&dyn RowLoss<T>, &mut simd::Scratch<T>),
    dw: &mut [T],
) -> BatchGradient<T> {
    simd::run_by(level, numerics, simd::Gradient { batch, parameters, loss, dw, scratch })
}

/// Raw predictions of the rows of x (n,d) into out (n), at a level.
pub(crate) fn linear_predict<T: Scalar>(
    level: Level,
    x: &[T],
    parameters: LinearParameters<'_, T>,
    out: &mut [T],
) {
    assert_eq!(x.len(), out.len() * parameters.w.len(), "X is (n,d), out is (n)");
    simd::run(level, simd::Predict { x, parameters, out });
}
