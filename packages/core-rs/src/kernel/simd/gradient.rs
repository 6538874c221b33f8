//! Rule 2 over a batch: C chunks of whole blocks, blocks in order, chunks as a balanced binary tree.

use std::hint::black_box;
use std::ops::Range;
use std::sync::atomic::Ordering;

use super::pass::Pass;
use super::strip::Strip;
use super::width::Totals;
use super::{Kernel, Naive, Simd, width};
use crate::kernel::{
    BLOCK, BatchGradient, CHUNKS, LinearBatch, LinearParameters, chunk_count, chunk_start, reference,
};
use crate::loss::RowLoss;
use crate::scalar::Scalar;

/// Sums of chunks that wait for their neighbour in the tree, and the one being summed: log2(64) + 1.
const DEPTH: usize = CHUNKS.ilog2() as usize + 1;

/// Memory that steps reuse.
#[derive(Clone, Debug)]
pub(crate) struct Scratch<T> {
    /// Sums of w's gradient, slot after slot.
    sums: Vec<T>,
    strip: Box<Strip<T>>,
}

impl<T: Scalar> Scratch<T> {
    pub(crate) fn new() -> Self {
        Self { sums: Vec::new(), strip: Box::new(Strip::new()) }
    }
}

/// The gradient of one batch.
pub(crate) struct Gradient<'a, T> {
    pub(crate) batch: &'a LinearBatch<'a, T>,
    pub(crate) parameters: LinearParameters<'a, T>,
    pub(crate) loss: &'a dyn RowLoss<T>,
    /// Gets the sum for w (d).
    pub(crate) dw: &'a mut [T],
    /// Memory kept from batch to batch.
    pub(crate) scratch: &'a mut Scratch<T>,
}

impl<T: Scalar> Kernel<T> for Gradient<'_, T> {
    type Output = BatchGradient<T>;

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) -> BatchGradient<T> {
        let pass = Pass::new(self.batch, self.parameters);
        let Scratch { sums, strip } = self.scratch;
        // Whole vectors of any level.
        let width = pass.d().next_multiple_of(PIECE);
        if sums.len() < (DEPTH + 1) * width {
            sums.resize((DEPTH + 1) * width, T::ZERO);
        }
        let mut sums = Sums { dw: sums, width, rest: [BatchGradient::default(); DEPTH + 1] };
        let count = chunk_count(pass.m());
        for c in 0..count {
            if self.batch.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                break;
            }
            // The bits of c count the sums that wait: chunk 6 = 0b110 finds those of chunks 0..4 and 4..6.
            let mut depth = c.count_ones() as usize;
            let rows = chunk_start(c, pass.m(), count)..chunk_start(c + 1, pass.m(), count);
            let mut start = rows.start;
            loop {
                let end = rows.end.min(start + BLOCK);
                let slot = if start == rows.start { depth } else { DEPTH };
                block(simd, &pass, (start..end, self.loss), (strip, sums.slot(slot)));
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
        copy(sums.slot(0).0, self.dw);
        sums.rest[0]
    }
}

impl<T: Scalar> Naive<T> for Gradient<'_, T> {
    fn is_column(&self) -> bool {
        self.parameters.w.len() == 1
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
    fn slot(&mut self, slot: usize) -> Totals<'_, T> {
        (&mut self.dw[slot * self.width..][..self.width], &mut self.rest[slot])
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

/// Sums of at most 256 rows, plainly in order, strip by strip; all that `sums` holds is set.
#[inline(always)]
fn block<S: Simd>(
    simd: S,
    pass: &Pass<'_, S::T>,
    (rows, loss): (Range<usize>, &dyn RowLoss<S::T>),
    (strip, (dw, rest)): (&mut Strip<S::T>, Totals<'_, S::T>),
) {
    clear(dw);
    *rest = BatchGradient::default();
    let mut weight = 0.0;
    let most = Strip::<S::T>::rows_of(pass.d());
    let mut start = rows.start;
    while start < rows.end {
        let end = rows.end.min(start + most);
        pass.fill(strip, start..end);
        width::dots(simd, pass, strip);
        strip.residuals(S::LEVEL, pass.b, loss, pass.weighted());
        if pass.weighted() {
            for one in &strip.weight[..strip.len] {
                weight += one.to_f64();
            }
        } else {
            weight += strip.len as f64; // whole numbers: exact in any order
        }
        width::add(simd, pass, strip, (dw, rest));
        start = end;
    }
    rest.weight = weight;
}

/// Elements that are set or copied at once. Their number is known, so that a compiler has no reason to call a function
/// for any length, which in WebAssembly takes longer than all the rest does for a short row.
const PIECE: usize = 16;

/// Sets all to 0; a multiple of `PIECE`.
#[inline(always)]
fn clear<T: Scalar>(values: &mut [T]) {
    for piece in values.as_chunks_mut::<PIECE>().0 {
        *piece = [T::ZERO; PIECE];
        black_box(());
    }
}

/// Copies as many as `to` takes.
#[inline(always)]
fn copy<T: Scalar>(from: &[T], to: &mut [T]) {
    let from = &from[..to.len()];
    let (pieces, last) = to.as_chunks_mut::<PIECE>();
    let (from, from_last) = from.as_chunks::<PIECE>();
    for (piece, from) in pieces.iter_mut().zip(from) {
        *piece = *from;
        black_box(());
    }
    for (value, from) in last.iter_mut().zip(from_last) {
        *value = *from;
        black_box(());
    }
}
