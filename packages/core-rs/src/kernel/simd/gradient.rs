//! Rule 2 over a batch: C chunks of whole blocks, blocks in order, chunks as a balanced binary tree.

use std::ops::Range;

use super::pass::Pass;
use super::{Kernel, Simd, column, narrow, wide};
use crate::kernel::{
    BLOCK, BatchGradient, CHUNKS, LANES, LinearBatch, LinearParameters, chunk_count, chunk_start, reference,
};
use crate::loss::PointLoss;
use crate::scalar::Scalar;

/// Sums of chunks that wait for their neighbour in the tree, and the one being summed: log2(64) + 1.
const DEPTH: usize = CHUNKS.ilog2() as usize + 1;

/// The gradient of one batch.
pub(crate) struct Gradient<'a, T, L> {
    pub(crate) batch: &'a LinearBatch<'a, T>,
    pub(crate) parameters: LinearParameters<'a, T>,
    pub(crate) loss: L,
    /// Gets the sum for w (d).
    pub(crate) dw: &'a mut [T],
    /// Memory kept from batch to batch.
    pub(crate) scratch: &'a mut Vec<T>,
}

impl<T: Scalar, L: PointLoss<T>> Kernel<T> for Gradient<'_, T, L> {
    type Output = BatchGradient<T>;

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) -> BatchGradient<T> {
        let pass = Pass::new(self.batch, self.parameters, self.loss);
        // Every d fits: wide rows need whole vectors, narrow ones at most 32 lanes.
        let width = pass.d().next_multiple_of(LANES).max(LANES);
        if self.scratch.len() < (DEPTH + 1) * width {
            self.scratch.resize((DEPTH + 1) * width, T::ZERO);
        }
        let mut sums = Sums { dw: self.scratch, width, rest: [BatchGradient::default(); DEPTH + 1] };
        let count = chunk_count(pass.m());
        for c in 0..count {
            // The bits of c count the sums that wait: chunk 6 = 0b110 finds those of chunks 0..4 and 4..6.
            let mut depth = c.count_ones() as usize;
            let rows = chunk_start(c, pass.m(), count)..chunk_start(c + 1, pass.m(), count);
            let mut start = rows.start;
            loop {
                let end = rows.end.min(start + BLOCK);
                let slot = if start == rows.start { depth } else { DEPTH };
                sums.rest[slot] = block(simd, &pass, start..end, sums.slot(slot));
                if slot == DEPTH {
                    sums.add(depth, DEPTH);
                }
                start = end;
                if start == rows.end {
                    break;
                }
            }
            for _ in 0..c.trailing_ones() {
                sums.add(depth - 1, depth);
                depth -= 1;
            }
        }
        let d = self.dw.len();
        self.dw.copy_from_slice(&sums.slot(0)[..d]);
        sums.rest[0]
    }

    fn run_reference(self) -> BatchGradient<T> {
        reference::gradient(self.batch, self.parameters, self.loss, self.dw)
    }
}

/// Sums of parts of the batch, each in its slot; the last slot is a block's.
struct Sums<'a, T> {
    dw: &'a mut [T],
    width: usize,
    rest: [BatchGradient<T>; DEPTH + 1],
}

impl<T: Scalar> Sums<'_, T> {
    #[inline(always)]
    fn slot(&mut self, slot: usize) -> &mut [T] {
        &mut self.dw[slot * self.width..][..self.width]
    }

    /// Adds the sums of slot `from` to those of an earlier slot.
    #[inline(always)]
    fn add(&mut self, to: usize, from: usize) {
        let (left, right) = self.dw.split_at_mut(from * self.width);
        for (sum, &part) in left[to * self.width..][..self.width].iter_mut().zip(&right[..self.width]) {
            *sum += part;
        }
        let part = self.rest[from];
        let sum = &mut self.rest[to];
        sum.db += part.db;
        sum.loss += part.loss;
        sum.weight += part.weight;
    }
}

/// Sums of at most 256 rows, plainly in order, by the kernel for this d; `dw` is set.
#[inline(always)]
fn block<S: Simd, L: PointLoss<S::T>>(
    simd: S,
    pass: &Pass<'_, S::T, L>,
    rows: Range<usize>,
    dw: &mut [S::T],
) -> BatchGradient<S::T> {
    let d = pass.d();
    if d == 1 {
        dw[0] = S::T::ZERO;
        column::block(pass, rows, &mut dw[0])
    } else if d <= S::LANES {
        narrow::block::<S, L, 1>(simd, pass, rows, dw)
    } else if d <= 2 * S::LANES && 2 * S::LANES <= LANES {
        narrow::block::<S, L, 2>(simd, pass, rows, dw)
    } else if d <= 4 * S::LANES && 4 * S::LANES <= LANES {
        narrow::block::<S, L, 4>(simd, pass, rows, dw)
    } else {
        dw.fill(S::T::ZERO);
        wide::block(simd, pass, rows, dw)
    }
}
