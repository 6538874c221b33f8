//! Wᵀ in panels, block by block: what `product` multiplies deltas with. A block is read once and used for every row.

use std::ops::Range;

use super::LayerWeights;
use super::panels::VECTORS;
use crate::kernel::simd::{Simd, fetch_far};
use crate::scalar::Scalar;

/// Some rows (units of the layer) and columns (inputs of the layer) of Wᵀ.
pub(super) struct Transposed<'a, 'w, T> {
    pub(super) layer: &'a LayerWeights<'w, T>,
    /// Inputs of the layer: at most two vectors.
    pub(super) columns: Range<usize>,
    /// Units, from the start of a panel on.
    pub(super) depth: Range<usize>,
}

impl<T: Scalar> Transposed<'_, '_, T> {
    /// Writes the block line by line, whole vectors; columns past the layer's inputs hold 0.
    ///
    /// # Safety
    /// `to` must have room for `depth` rounded up to whole vectors × `columns` rounded up likewise.
    #[inline(always)]
    pub(super) unsafe fn pack<S: Simd<T = T>>(&self, simd: S, to: *mut T) {
        let line = self.columns.len().next_multiple_of(S::LANES);
        let panels = self.layer.panels;
        if panels.units == 1 {
            // SAFETY: one line of whole vectors, of which the first elements are the weights.
            unsafe {
                std::ptr::write_bytes(to, 0, line);
                let from = self.layer.weights[self.columns.clone()].as_ptr();
                std::ptr::copy_nonoverlapping(from, to, self.columns.len());
            }
            return;
        }
        let mut j = self.depth.start;
        while j < self.depth.end {
            let stored = panels.panel(j / panels.width());
            let mut p = self.columns.start;
            while p < self.columns.end {
                let rows = S::LANES.min(self.columns.end - p);
                let from = panels.inputs * stored.start + p * stored.len() + (j - stored.start);
                // The square must be there: its last row's vector ends the slice.
                let from = &self.layer.weights[from..][..(rows - 1) * stored.len() + S::LANES];
                // SAFETY: LANES lines from unit j on, one vector of each: inside the block by the caller's promise.
                unsafe {
                    let to = to.add((j - self.depth.start) * line + (p - self.columns.start));
                    square(simd, (from, stored.len()), rows, (to, line));
                }
                p += S::LANES;
            }
            j += S::LANES;
        }
    }
}

/// to[c][r] = from[r][c] for LANES × LANES elements, of which `rows` rows are there and the others 0.
///
/// # Safety
/// `from` must hold `rows` rows of a vector, `to` LANES lines of one.
#[inline(always)]
unsafe fn square<S: Simd>(
    simd: S,
    (from, stride): (&[S::T], usize),
    rows: usize,
    (to, line): (*mut S::T, usize),
) {
    let mut vectors = [simd.splat(S::T::ZERO); 16];
    let vectors = &mut vectors[..S::LANES];
    for (r, vector) in vectors.iter_mut().enumerate().take(rows) {
        // The next columns of Wᵀ are the rows that follow in this panel; no hardware foresees them.
        fetch_far(from.as_ptr().wrapping_add((r + VECTORS * S::LANES) * stride).cast());
        // SAFETY: the caller's promise.
        *vector = unsafe { simd.load(from.as_ptr().add(r * stride)) };
    }
    let mut half = S::LANES / 2;
    while half > 0 {
        for r in 0..S::LANES {
            if r & half == 0 {
                (vectors[r], vectors[r + half]) = simd.exchange(half, vectors[r], vectors[r + half]);
            }
        }
        half /= 2;
    }
    for (c, vector) in vectors.iter().enumerate() {
        // SAFETY: the caller's promise.
        unsafe { simd.store(to.add(c * line), *vector) };
    }
}
