//! Rows of more than 32 features, four at a time: their dot products, their losses, and while they are still in the
//! first-level cache their part of dw.

use std::ops::Range;

use super::Simd;
use super::fold::fold_rows;
use super::pass::Pass;
use super::residual::residuals;
use crate::kernel::{BatchGradient, LANES};
use crate::loss::PointLoss;

/// Rows between two visits of dw.
const GROUP: usize = 4;

/// Sums of the rows at these places of the batch; `dw`, d up to whole vectors long, is added to.
#[inline(always)]
pub(super) fn block<S: Simd, L: PointLoss<S::T>>(
    simd: S,
    pass: &Pass<'_, S::T, L>,
    rows: Range<usize>,
    dw: &mut [S::T],
) -> BatchGradient<S::T> {
    assert!(dw.len() >= pass.d().next_multiple_of(S::LANES));
    let mut sums = BatchGradient::default();
    let mut at = rows.start;
    while at + GROUP <= rows.end {
        group::<S, L, GROUP>(simd, pass, at, (dw, &mut sums));
        at += GROUP;
    }
    while at < rows.end {
        group::<S, L, 1>(simd, pass, at, (dw, &mut sums));
        at += 1;
    }
    sums
}

/// `dw` is LANES-padded; see `block`.
#[inline(always)]
fn group<S: Simd, L: PointLoss<S::T>, const R: usize>(
    simd: S,
    pass: &Pass<'_, S::T, L>,
    at: usize,
    (dw, sums): (&mut [S::T], &mut BatchGradient<S::T>),
) {
    let group = pass.group::<R>(at);
    // SAFETY: a row of the batch holds d elements, as many as w.
    let dots = unsafe { dots(simd, &group.x, pass.w) };
    let gradients = residuals(pass, &group, dots, sums).map(|gradient| simd.splat(gradient));
    let d = pass.d();
    let mut j = 0;
    while j + S::LANES <= d {
        // SAFETY: j + LANES <= d: whole vectors of each row and of dw.
        unsafe {
            let mut sum = simd.load(dw.as_ptr().add(j));
            for r in 0..R {
                sum = simd.add(sum, simd.mul(gradients[r], simd.load(group.x[r].add(j))));
            }
            simd.store(dw.as_mut_ptr().add(j), sum);
        }
        j += S::LANES;
    }
    if j < d {
        let mask = simd.mask(d - j);
        // SAFETY: the mask names what is left of a row; `block` saw that dw goes on to a whole vector.
        unsafe {
            let mut sum = simd.load(dw.as_ptr().add(j));
            for r in 0..R {
                sum = simd.add(sum, simd.mul(gradients[r], simd.load_masked(group.x[r].add(j), mask)));
            }
            simd.store(dw.as_mut_ptr().add(j), sum);
        }
    }
}

/// x·w of R rows, as many side by side as the registers hold.
///
/// # Safety
/// `w.len()` elements must be readable from each pointer on.
#[inline(always)]
pub(super) unsafe fn dots<S: Simd, const R: usize>(simd: S, x: &[*const S::T; R], w: &[S::T]) -> [S::T; R] {
    // SAFETY: the caller's promise.
    unsafe {
        match S::ROWS.min(R) {
            4 => dots_of::<S, R, 4>(simd, x, w),
            2 => dots_of::<S, R, 2>(simd, x, w),
            _ => dots_of::<S, R, 1>(simd, x, w),
        }
    }
}

/// # Safety
/// As `dots`.
#[inline(always)]
unsafe fn dots_of<S: Simd, const R: usize, const SIDE: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::T],
) -> [S::T; R] {
    let mut dots = [S::T::default(); R];
    for (x, dots) in x.as_chunks::<SIDE>().0.iter().zip(dots.as_chunks_mut::<SIDE>().0) {
        // SAFETY: the caller's promise.
        *dots = unsafe { dots_side_by_side(simd, x, w) };
    }
    dots
}

/// # Safety
/// As `dots`.
#[inline(always)]
unsafe fn dots_side_by_side<S: Simd, const R: usize>(simd: S, x: &[*const S::T; R], w: &[S::T]) -> [S::T; R] {
    let mut lanes = [simd.zero_lanes(); R];
    let d = w.len();
    let mut j = 0;
    while j + LANES <= d {
        for v in 0..LANES / S::LANES {
            // SAFETY: j + 32 <= d, and vector v is one of the 32 / LANES that follow.
            unsafe {
                let w = simd.load(w.as_ptr().add(j + v * S::LANES));
                for r in 0..R {
                    let lane = &mut lanes[r].as_mut()[v];
                    *lane = simd.add(*lane, simd.mul(simd.load(x[r].add(j + v * S::LANES)), w));
                }
            }
        }
        j += LANES;
    }
    if j < d {
        for v in 0..LANES / S::LANES {
            let mask = simd.mask((d - j).saturating_sub(v * S::LANES));
            // SAFETY: the mask names what is left of a row and of w; where that is nothing, nothing is read.
            unsafe {
                let w = simd.load_masked(w.as_ptr().wrapping_add(j + v * S::LANES), mask);
                for r in 0..R {
                    let x = simd.load_masked(x[r].wrapping_add(j + v * S::LANES), mask);
                    let lane = &mut lanes[r].as_mut()[v];
                    *lane = simd.add(*lane, simd.mul(x, w));
                }
            }
        }
    }
    let mut rows = [simd.splat(S::T::default()); R];
    for (row, lanes) in rows.iter_mut().zip(&mut lanes) {
        *row = fold_lanes(simd, lanes.as_mut());
    }
    fold(simd, rows)
}

/// Halves the vectors of 32 lanes until one is left: lanes i and i + 16 first.
#[inline(always)]
fn fold_lanes<S: Simd>(simd: S, lanes: &mut [S::V]) -> S::V {
    let mut half = LANES / S::LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = simd.add(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
fn fold<S: Simd, const R: usize>(simd: S, rows: [S::V; R]) -> [S::T; R] {
    fold_rows(simd, rows)
}
