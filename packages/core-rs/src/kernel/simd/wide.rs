//! Rows of many features, four at a time: their dot products, and while they are still in the first-level cache their
//! part of dw.

use super::Simd;
use super::fold::{fold_rows, fold_vectors};
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::Strip;
use crate::kernel::{BatchGradient, LANES};

/// Rows between two visits of dw.
const GROUP: usize = 4;

/// x·w of the strip's rows.
#[inline(always)]
pub(super) fn dots<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    match S::ROWS {
        4 => dots_by::<S, 4>(simd, pass, strip),
        2 => dots_by::<S, 2>(simd, pass, strip),
        _ => dots_by::<S, 1>(simd, pass, strip),
    }
}

/// R rows side by side: as many as the registers hold.
#[inline(always)]
fn dots_by<S: Simd, const R: usize>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    let mut r = 0;
    while r + R <= strip.len {
        pass.fetch(strip, (r, R), Half::First);
        let mut x = [pass.row(strip, r); R];
        for (i, x) in x.iter_mut().enumerate() {
            *x = pass.row(strip, r + i);
        }
        // SAFETY: a row of the batch holds d elements, as many as w.
        let dots = unsafe { dots_of(simd, &x, pass.w) };
        strip.dots[r..r + R].copy_from_slice(&dots);
        r += R;
    }
    pass.fetch(strip, (r, strip.len - r), Half::First);
    while r < strip.len {
        // SAFETY: as above.
        [strip.dots[r]] = unsafe { dots_of(simd, &[pass.row(strip, r)], pass.w) };
        r += 1;
    }
}

/// Adds the strip's rows to dw and the sums, in order. `dw` is d long, up to whole vectors.
#[inline(always)]
pub(super) fn add<S: Simd>(
    simd: S,
    pass: &Pass<'_, S::T>,
    strip: &Strip<S::T>,
    (dw, sums): (&mut [S::T], &mut BatchGradient<S::T>),
) {
    assert!(dw.len() >= pass.d().next_multiple_of(S::LANES));
    for r in 0..strip.len {
        sums.db += strip.gradients[r];
        sums.loss += strip.losses[r];
    }
    let mut r = 0;
    while r + GROUP <= strip.len {
        add_rows::<S, GROUP>(simd, pass, strip, (r, dw));
        r += GROUP;
    }
    while r < strip.len {
        add_rows::<S, 1>(simd, pass, strip, (r, dw));
        r += 1;
    }
}

/// Adds R rows from r on; dw's length was checked by `add`.
#[inline(always)]
fn add_rows<S: Simd, const R: usize>(
    simd: S,
    pass: &Pass<'_, S::T>,
    strip: &Strip<S::T>,
    (r, dw): (usize, &mut [S::T]),
) {
    pass.fetch(strip, (r, R), Half::Second);
    let d = pass.d();
    let mut x = [pass.row(strip, r); R];
    let mut gradients = [simd.splat(S::T::default()); R];
    for i in 0..R {
        x[i] = pass.row(strip, r + i);
        gradients[i] = simd.splat(strip.gradients[r + i]);
    }
    let rows = x.iter().zip(&gradients);
    let mut j = 0;
    while j + S::LANES <= d {
        // SAFETY: j + LANES <= d: whole vectors of each row and of dw.
        unsafe {
            let mut sum = simd.load(dw.as_ptr().add(j));
            for (x, gradient) in rows.clone() {
                sum = simd.mul_add(*gradient, simd.load(x.add(j)), sum);
            }
            simd.store(dw.as_mut_ptr().add(j), sum);
        }
        j += S::LANES;
    }
    if j < d {
        let mask = simd.mask(d - j);
        // SAFETY: the mask names what is left of a row; dw goes on to a whole vector.
        unsafe {
            let mut sum = simd.load(dw.as_ptr().add(j));
            for (x, gradient) in rows {
                sum = simd.mul_add(*gradient, simd.load_masked(x.add(j), mask), sum);
            }
            simd.store(dw.as_mut_ptr().add(j), sum);
        }
    }
}

/// x·w of R rows side by side.
///
/// # Safety
/// `w.len()` elements must be readable from each pointer on.
#[inline(always)]
pub(crate) unsafe fn dots_of<S: Simd, const R: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::T],
) -> [S::T; R] {
    let mut lanes = [simd.zero_lanes(); R];
    let d = w.len();
    let mut j = 0;
    while j + LANES <= d {
        for v in 0..LANES / S::LANES {
            // SAFETY: j + 32 <= d, and vector v is one of the 32 / LANES that follow.
            unsafe {
                let w = simd.load(w.as_ptr().add(j + v * S::LANES));
                for (lanes, x) in lanes.iter_mut().zip(x) {
                    let lane = &mut lanes.as_mut()[v];
                    *lane = simd.mul_add(simd.load(x.add(j + v * S::LANES)), w, *lane);
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
                for (lanes, x) in lanes.iter_mut().zip(x) {
                    let x = simd.load_masked(x.wrapping_add(j + v * S::LANES), mask);
                    let lane = &mut lanes.as_mut()[v];
                    *lane = simd.mul_add(x, w, *lane);
                }
            }
        }
    }
    let mut rows = [simd.splat(S::T::default()); R];
    for (row, lanes) in rows.iter_mut().zip(&mut lanes) {
        *row = fold_vectors(simd, lanes.as_mut());
    }
    fold_rows(simd, rows)
}
