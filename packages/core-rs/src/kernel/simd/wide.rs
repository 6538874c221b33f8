//! Rows of many features: their dot products, some side by side, and while they are still in the first-level cache their
//! part of dw, four rows at a time.

use std::ops::Range;

use super::Simd;
use super::fold::{fold_rows, fold_vectors};
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::{self, Strip};
use super::width::{Totals, Width};
use crate::kernel::{BatchGradient, LANES};

/// Rows between two visits of dw.
const GROUP: usize = 4;
/// Vectors of dw between two looks at the counter.
const SIDE: usize = 4;

/// Rows of more vectors than registers hold.
pub(super) struct Wide;

impl Width for Wide {
    #[inline(always)]
    fn dots<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
        let mut dots = [S::T::default(); strip::ROWS];
        let row = |r| {
            pass.fetch(strip, (r, 1), Half::First);
            pass.row(strip, r)
        };
        // SAFETY: a row of the batch holds d elements, as many as w.
        unsafe { dots_of(simd, pass.w, 0..strip.len, row, |r, dot| dots[r] = dot) };
        strip.dots = dots;
    }

    #[inline(always)]
    fn add<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, (dw, rest): Totals<'_, S::T>) {
        assert!(dw.len() >= pass.d().next_multiple_of(S::LANES));
        let BatchGradient { mut db, mut loss, .. } = *rest;
        for r in 0..strip.len {
            db += strip.gradients[r];
            loss += strip.losses[r];
        }
        (rest.db, rest.loss) = (db, loss);
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
}

/// Adds R rows from r on; dw's length was checked by `Wide::add`.
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
    let rows = (&x, &gradients);
    let mut j = 0;
    while j + SIDE * S::LANES <= d {
        for v in 0..SIDE {
            // SAFETY: so many whole vectors of each row and of dw follow j.
            unsafe { add_vector(simd, rows, dw, (j, v * S::LANES)) };
        }
        j += SIDE * S::LANES;
    }
    while j + S::LANES <= d {
        // SAFETY: a whole vector follows j.
        unsafe { add_vector(simd, rows, dw, (j, 0)) };
        j += S::LANES;
    }
    if j < d {
        let mask = simd.mask(d - j);
        // SAFETY: the mask names what is left of a row; dw goes on to a whole vector.
        unsafe {
            let mut sum = simd.load(dw.as_ptr().add(j));
            for (x, gradient) in x.iter().zip(&gradients) {
                sum = simd.mul_add(*gradient, simd.load_masked(x.add(j), mask), sum);
            }
            simd.store(dw.as_mut_ptr().add(j), sum);
        }
    }
}

/// Adds one vector of R rows, in order. The offset beyond j is a constant, which loads of WebAssembly hold.
///
/// # Safety
/// LANES elements of dw and of each row must follow j + offset.
#[inline(always)]
unsafe fn add_vector<S: Simd, const R: usize>(
    simd: S,
    (x, gradients): (&[*const S::T; R], &[S::V; R]),
    dw: &mut [S::T],
    (j, offset): (usize, usize),
) {
    // SAFETY: the caller's promise.
    unsafe {
        let dw = dw.as_mut_ptr().add(j).add(offset);
        let mut sum = simd.load(dw);
        for (x, gradient) in x.iter().zip(gradients) {
            sum = simd.mul_add(*gradient, simd.load(x.add(j).add(offset)), sum);
        }
        simd.store(dw, sum);
    }
}

/// x·w of many rows: `row` says where each starts, `out` gets its dot.
///
/// # Safety
/// `w.len()` elements must be readable from where each row starts.
#[inline(always)]
pub(crate) unsafe fn dots_of<S: Simd>(
    simd: S,
    w: &[S::T],
    rows: Range<usize>,
    row: impl Fn(usize) -> *const S::T,
    out: impl FnMut(usize, S::T),
) {
    // SAFETY: the caller's promise.
    unsafe {
        match (S::LANES, S::ROWS) {
            (16, _) => dots_by::<S, 4, 2, 16>(simd, w, rows, row, out),
            (8, 4) => dots_by::<S, 4, 2, 8>(simd, w, rows, row, out),
            (8, _) => dots_by::<S, 2, 4, 8>(simd, w, rows, row, out),
            (4, _) => dots_by::<S, 2, 4, 4>(simd, w, rows, row, out),
            _ => dots_by::<S, 2, 4, 2>(simd, w, rows, row, out),
        }
    }
}

/// R = ROWS rows side by side, V = 8 / ROWS vectors of each; F = LANES rows folded together.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn dots_by<S: Simd, const R: usize, const V: usize, const F: usize>(
    simd: S,
    w: &[S::T],
    rows: Range<usize>,
    row: impl Fn(usize) -> *const S::T,
    mut out: impl FnMut(usize, S::T),
) {
    for first in rows.clone().step_by(F) {
        let count = F.min(rows.end - first);
        // What the last rows leave empty is folded too, and given to nobody.
        let mut folded = [simd.splat(S::T::default()); F];
        let mut r = 0;
        while r + R <= count {
            let mut x = [std::ptr::null(); R];
            for (i, x) in x.iter_mut().enumerate() {
                *x = row(first + r + i);
            }
            // SAFETY: the caller's promise.
            folded[r..r + R].copy_from_slice(&unsafe { vectors_of::<S, R, V>(simd, &x, w) });
            r += R;
        }
        while r < count {
            // SAFETY: the caller's promise.
            [folded[r]] = unsafe { vectors_of::<S, 1, V>(simd, &[row(first + r)], w) };
            r += 1;
        }
        for (i, dot) in fold_rows(simd, folded).into_iter().enumerate().take(count) {
            out(first + i, dot);
        }
    }
}

/// The 32 lanes of x·w of each of R rows, folded to one vector. V vectors of a row at once: as many as leave all sums in
/// registers. A row of more is gone through again, out of the first-level cache; its parts are folded as its vectors
/// would be, by halves.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn vectors_of<S: Simd, const R: usize, const V: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::T],
) -> [S::V; R] {
    // SAFETY: the caller's promise.
    let rows = unsafe {
        match LANES / S::LANES / V {
            4 => {
                let even = sums(simd, products(simd, (x, w), 0), products(simd, (x, w), 2));
                sums(simd, even, sums(simd, products(simd, (x, w), 1), products(simd, (x, w), 3)))
            }
            2 => sums(simd, products(simd, (x, w), 0), products(simd, (x, w), 1)),
            _ => products::<S, R, V>(simd, (x, w), 0),
        }
    };
    let mut folded = [simd.splat(S::T::default()); R];
    for (folded, row) in folded.iter_mut().zip(rows) {
        *folded = fold_vectors(simd, row);
    }
    folded
}

/// left + right, vector by vector.
#[inline(always)]
fn sums<S: Simd, const R: usize, const V: usize>(
    simd: S,
    mut left: [[S::V; V]; R],
    right: [[S::V; V]; R],
) -> [[S::V; V]; R] {
    for (left, right) in left.iter_mut().zip(right) {
        for (left, right) in left.iter_mut().zip(right) {
            *left = simd.add(*left, right);
        }
    }
    left
}

/// Products of R rows with w in V vectors of the 32 lanes: those of the part of this number.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn products<S: Simd, const R: usize, const V: usize>(
    simd: S,
    (x, w): (&[*const S::T; R], &[S::T]),
    part: usize,
) -> [[S::V; V]; R] {
    let mut sums = [[simd.splat(S::T::default()); V]; R];
    let mut j = part * V * S::LANES;
    while j + V * S::LANES <= w.len() {
        for v in 0..V {
            // SAFETY: vector v ends before the row.
            unsafe {
                let w = simd.load(w.as_ptr().add(j).add(v * S::LANES));
                for (sums, x) in sums.iter_mut().zip(x) {
                    sums[v] = simd.mul_add(simd.load(x.add(j).add(v * S::LANES)), w, sums[v]);
                }
            }
        }
        j += LANES;
    }
    if j < w.len() {
        for v in 0..V {
            let mask = simd.mask((w.len() - j).saturating_sub(v * S::LANES));
            // SAFETY: the mask names what is left of a row and of w; where that is nothing, nothing is read.
            unsafe {
                let w = simd.load_masked(w.as_ptr().wrapping_add(j + v * S::LANES), mask);
                for (sums, x) in sums.iter_mut().zip(x) {
                    let x = simd.load_masked(x.wrapping_add(j + v * S::LANES), mask);
                    sums[v] = simd.mul_add(x, w, sums[v]);
                }
            }
        }
    }
    sums
}
