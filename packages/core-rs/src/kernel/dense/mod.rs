//! The three products of a dense layer: forward, the gradient of its weights, the gradient of its inputs.
//!
//! Each output element is summed in the one order of Numerics version 1, so tiles, levels and threads, which split
//! outputs and never a sum, change the time and no bit.
//!
//! `call` cuts a product into parts for the pool; `product` is the forward pass and the gradient of the inputs (through
//! `transpose`), `weight_gradient` the third, of `packed` rows; `dots` and `column_gradient` are the layers of one output or input.

mod call;
mod column_gradient;
mod dots;
mod lines;
mod packed;
mod panels;
mod product;
pub mod reference;
mod rule2;
mod split;
mod tile;
mod transpose;
mod weight_gradient;

pub use lines::Lines;
pub use panels::Panels;

use super::{Attended, simd};
use crate::batch::Rows;
use crate::scalar::Scalar;

/// Rows of a matrix with some columns: X by row numbers, or the activations of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a, T> {
    /// The matrix, row-major.
    pub values: &'a [T],
    /// From one row to the next, at least `columns`.
    pub stride: usize,
    /// Columns that count.
    pub columns: usize,
    /// The m rows.
    pub rows: Rows<'a>,
}

impl<'a, T> Inputs<'a, T> {
    /// The row at place i of the batch.
    #[inline(always)]
    pub fn row(&self, i: usize) -> &'a [T] {
        &self.values[self.rows.at(i) * self.stride..][..self.columns]
    }

    /// Where that row starts, without a check.
    ///
    /// # Safety
    /// `assert_rows` must have seen these rows, and i must be one of them.
    #[inline(always)]
    unsafe fn row_unchecked(&self, i: usize) -> *const T {
        let row = match self.rows {
            Rows::Range { start, .. } => start + i,
            // SAFETY: the caller's promise.
            Rows::Listed(rows) => unsafe { *rows.get_unchecked(i) as usize },
        };
        // SAFETY: as above.
        unsafe { self.values.as_ptr().add(row * self.stride) }
    }

    /// Panics with a sentence when a row of the batch is not in the matrix: a bug of the caller.
    fn assert_rows(&self) {
        let last = match self.rows {
            Rows::Range { start, len } => len.checked_sub(1).map(|last| start + last),
            Rows::Listed(rows) => rows.iter().max().map(|&row| row as usize),
        };
        let end = last.map_or(0, |last| last * self.stride + self.columns);
        assert!(
            self.stride >= self.columns && end <= self.values.len(),
            "each row of the batch is in the matrix"
        );
    }
}

/// A row-major matrix whose rows lie `stride` apart.
#[derive(Clone, Copy, Debug)]
pub struct Strided<'a, T> {
    /// The values.
    pub values: &'a [T],
    /// From one row to the next.
    pub stride: usize,
}

/// The same, to be written.
#[derive(Debug)]
pub struct StridedMut<'a, T> {
    /// The values.
    pub values: &'a mut [T],
    /// From one row to the next.
    pub stride: usize,
}

/// Weights and biases of a layer as they are stored.
#[derive(Clone, Copy, Debug)]
pub struct LayerWeights<'a, T> {
    /// Where each weight lies.
    pub panels: Panels,
    /// W, `panels.len()`.
    pub weights: &'a [T],
    /// b, `panels.columns()`.
    pub biases: &'a [T],
}

/// Their gradients, to be written.
#[derive(Debug)]
pub struct LayerGradient<'a, T> {
    /// Where each weight lies.
    pub panels: Panels,
    /// dW, `panels.len()`.
    pub weights: &'a mut [T],
    /// db, `panels.columns()`.
    pub biases: &'a mut [T],
}

/// From one row of activations to the next: whole cache lines, and never a multiple of 4 KiB, at which the rows of a
/// column would share one set of the cache.
pub fn stride_of<T>(columns: usize) -> usize {
    let line = 64 / size_of::<T>();
    let stride = columns.next_multiple_of(line).max(line);
    if (stride * size_of::<T>()).is_multiple_of(4096) { stride + line } else { stride }
}

/// out[i] = x[i]·W + b for the m rows of `inputs`; all stored columns of `out` are written, padding with 0.
pub fn forward<'a, T: Scalar>(
    on: impl Into<Attended<'a>>,
    inputs: &Inputs<'_, T>,
    layer: &LayerWeights<'_, T>,
    out: &mut StridedMut<'_, T>,
) {
    let out = StridedMut { values: &mut *out.values, stride: out.stride };
    let on = on.into();
    let call = call::Forward { workers: on.workers(), inputs: *inputs, layer: *layer, out };
    simd::run_by(on.machine.level, on.machine.numerics, call);
}

/// dW = Σ x[i]ᵀ delta[i] and db = Σ delta[i] over the m rows, by rule 2. Padding columns of `deltas` must hold 0.
pub fn weight_gradient<'a, T: Scalar>(
    on: impl Into<Attended<'a>>,
    inputs: &Inputs<'_, T>,
    deltas: Strided<'_, T>,
    layer: &mut LayerGradient<'_, T>,
) {
    let layer =
        LayerGradient { panels: layer.panels, weights: &mut *layer.weights, biases: &mut *layer.biases };
    let on = on.into();
    let call = call::WeightGradient { workers: on.workers(), inputs: *inputs, deltas, layer };
    simd::run_by(on.machine.level, on.machine.numerics, call);
}

/// out[i] = delta[i]·Wᵀ for m rows: the gradient of the layer's inputs; `panels.inputs` columns are written.
pub fn input_gradient<'a, T: Scalar>(
    on: impl Into<Attended<'a>>,
    (deltas, m): (Strided<'_, T>, usize),
    layer: &LayerWeights<'_, T>,
    out: &mut StridedMut<'_, T>,
) {
    let out = StridedMut { values: &mut *out.values, stride: out.stride };
    let on = on.into();
    let call = call::InputGradient { workers: on.workers(), deltas, m, layer: *layer, out };
    simd::run_by(on.machine.level, on.machine.numerics, call);
}
