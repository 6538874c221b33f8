//! Rows of at most 32 features: w and dw stay in registers through the block, and 16 rows are folded together.

use std::ops::Range;

use super::Simd;
use super::fold::{fold_rows, fold_vectors};
use super::pass::Pass;
use super::residual::residuals;
use crate::kernel::BatchGradient;
use crate::loss::PointLoss;

/// Rows whose dot products share their folds, and whose losses are computed together.
const GROUP: usize = 16;

/// A row as N vectors, N · LANES from d up to 32: the others would hold only zeros.
struct Narrow<S: Simd, const N: usize> {
    simd: S,
    masks: [S::Mask; N],
    w: [S::V; N],
    dw: [S::V; N],
}

/// Sums of the rows at these places of the batch; `dw`, N · LANES long, is set.
#[inline(always)]
pub(super) fn block<S: Simd, L: PointLoss<S::T>, const N: usize>(
    simd: S,
    pass: &Pass<'_, S::T, L>,
    rows: Range<usize>,
    dw: &mut [S::T],
) -> BatchGradient<S::T> {
    assert!(pass.d() <= N * S::LANES && dw.len() >= N * S::LANES);
    let zero = simd.splat(S::T::default());
    let mut narrow = Narrow { simd, masks: masks(simd, pass.d()), w: [zero; N], dw: [zero; N] };
    // SAFETY: w holds d elements, and the masks name these.
    narrow.w = unsafe { load(simd, pass.w.as_ptr(), &narrow.masks) };
    let mut sums = BatchGradient::default();
    let mut at = rows.start;
    while at + GROUP <= rows.end {
        narrow.group::<L, GROUP>(pass, at, &mut sums);
        at += GROUP;
    }
    while at < rows.end {
        narrow.group::<L, 1>(pass, at, &mut sums);
        at += 1;
    }
    for (v, part) in narrow.dw.iter().zip(dw.chunks_exact_mut(S::LANES)) {
        // SAFETY: the part is LANES long.
        unsafe { simd.store(part.as_mut_ptr(), *v) };
    }
    sums
}

/// What each of N vectors holds of d elements.
#[inline(always)]
pub(super) fn masks<S: Simd, const N: usize>(simd: S, d: usize) -> [S::Mask; N] {
    let mut masks = [simd.mask(0); N];
    for (v, mask) in masks.iter_mut().enumerate() {
        *mask = simd.mask(d.saturating_sub(v * S::LANES));
    }
    masks
}

/// # Safety
/// The elements the masks name must be readable from `from` on.
#[inline(always)]
pub(super) unsafe fn load<S: Simd, const N: usize>(
    simd: S,
    from: *const S::T,
    masks: &[S::Mask; N],
) -> [S::V; N] {
    let mut vectors = [simd.splat(S::T::default()); N];
    for (v, (vector, mask)) in vectors.iter_mut().zip(masks).enumerate() {
        // SAFETY: the caller's promise; nothing is read where a mask names nothing.
        *vector = unsafe { simd.load_masked(from.wrapping_add(v * S::LANES), *mask) };
    }
    vectors
}

/// x·w of R rows, folded min(R, LANES) at a time.
///
/// # Safety
/// The elements the masks name must be readable from each pointer on.
#[inline(always)]
pub(super) unsafe fn dots<S: Simd, const N: usize, const R: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::V; N],
    masks: &[S::Mask; N],
) -> [S::T; R] {
    let mut dots = [S::T::default(); R];
    let mut rows = [simd.splat(S::T::default()); R];
    for (row, x) in rows.iter_mut().zip(x) {
        // SAFETY: the caller's promise.
        let mut products = unsafe { load(simd, *x, masks) };
        for (product, w) in products.iter_mut().zip(w) {
            *product = simd.mul(*product, *w);
        }
        *row = fold_vectors(simd, products);
    }
    match S::LANES.min(R) {
        16 => fold_parts::<S, R, 16>(simd, &rows, &mut dots),
        8 => fold_parts::<S, R, 8>(simd, &rows, &mut dots),
        4 => fold_parts::<S, R, 4>(simd, &rows, &mut dots),
        2 => fold_parts::<S, R, 2>(simd, &rows, &mut dots),
        _ => fold_parts::<S, R, 1>(simd, &rows, &mut dots),
    }
    dots
}

#[inline(always)]
fn fold_parts<S: Simd, const R: usize, const PART: usize>(simd: S, rows: &[S::V; R], dots: &mut [S::T; R]) {
    for (rows, dots) in rows.as_chunks::<PART>().0.iter().zip(dots.as_chunks_mut::<PART>().0) {
        *dots = fold_rows(simd, *rows);
    }
}

impl<S: Simd, const N: usize> Narrow<S, N> {
    #[inline(always)]
    fn group<L: PointLoss<S::T>, const R: usize>(
        &mut self,
        pass: &Pass<'_, S::T, L>,
        at: usize,
        sums: &mut BatchGradient<S::T>,
    ) {
        let simd = self.simd;
        let group = pass.group::<R>(at);
        // SAFETY: a row of the batch holds d elements, and the masks name no others.
        let dots = unsafe { dots(simd, &group.x, &self.w, &self.masks) };
        let gradients = residuals(pass, &group, dots, sums);
        for r in 0..R {
            let gradient = simd.splat(gradients[r]);
            // SAFETY: as above.
            let x = unsafe { load(simd, group.x[r], &self.masks) };
            for (dw, x) in self.dw.iter_mut().zip(x) {
                *dw = simd.add(*dw, simd.mul(gradient, x));
            }
        }
    }
}
