//! Rows of many features, four at a time: their dot products, and while they are still in the first-level cache their
//! part of dw.

use super::fold::{fold_rows, fold_vectors};
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::Strip;
use super::{Kernel, Simd};
use crate::kernel::{BatchGradient, LANES};
use crate::scalar::Scalar;

/// Rows between two visits of dw.
const GROUP: usize = 4;
/// Vectors of dw between two looks at the counter.
const SIDE: usize = 4;

/// x·w of the strip's rows.
pub(super) struct Dots<'a, T> {
    pub(super) pass: &'a Pass<'a, T>,
    pub(super) strip: &'a mut Strip<T>,
}

impl<T: Scalar> Kernel<T> for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let Self { pass, strip } = self;
        match (S::LANES, S::ROWS) {
            (16, 4) => dots_by::<S, 4, 16>(simd, pass, strip),
            (8, 4) => dots_by::<S, 4, 8>(simd, pass, strip),
            (8, _) => dots_by::<S, 2, 8>(simd, pass, strip),
            (4, _) => dots_by::<S, 2, 4>(simd, pass, strip),
            _ => dots_by::<S, 2, 2>(simd, pass, strip),
        }
    }
}

/// R rows side by side, F = LANES of them folded together.
#[inline(always)]
fn dots_by<S: Simd, const R: usize, const F: usize>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    for first in (0..strip.len).step_by(F) {
        let count = F.min(strip.len - first);
        // What the last rows of a strip leave empty is folded too, and read by nobody.
        let mut folded = [simd.splat(S::T::default()); F];
        pass.fetch(strip, (first, count), Half::First);
        let mut r = 0;
        while r + R <= count {
            let mut x = [pass.row(strip, first + r); R];
            for (i, x) in x.iter_mut().enumerate() {
                *x = pass.row(strip, first + r + i);
            }
            // SAFETY: a row of the batch holds d elements, as many as w.
            folded[r..r + R].copy_from_slice(&unsafe { vectors_of(simd, &x, pass.w) });
            r += R;
        }
        while r < count {
            // SAFETY: as above.
            [folded[r]] = unsafe { vectors_of(simd, &[pass.row(strip, first + r)], pass.w) };
            r += 1;
        }
        strip.dots[first..first + count].copy_from_slice(&fold_rows(simd, folded)[..count]);
    }
}

/// Adds the strip's rows to dw and the sums, in order. `dw` is d long, up to whole vectors.
pub(super) struct Add<'a, T> {
    pub(super) pass: &'a Pass<'a, T>,
    pub(super) strip: &'a Strip<T>,
    pub(super) dw: &'a mut [T],
    pub(super) sums: &'a mut BatchGradient<T>,
}

impl<T: Scalar> Kernel<T> for Add<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let Self { pass, strip, dw, sums } = self;
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
}

/// Adds R rows from r on; dw's length was checked by `Add`.
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

/// x·w of R rows side by side, R = 1 or `S::ROWS`.
///
/// # Safety
/// `w.len()` elements must be readable from each pointer on.
#[inline(always)]
pub(crate) unsafe fn dots_of<S: Simd, const R: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::T],
) -> [S::T; R] {
    // SAFETY: the caller's promise.
    fold_rows(simd, unsafe { vectors_of(simd, x, w) })
}

/// The 32 lanes of x·w of each of R rows, folded to one vector.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn vectors_of<S: Simd, const R: usize>(simd: S, x: &[*const S::T; R], w: &[S::T]) -> [S::V; R] {
    // SAFETY: the caller's promise.
    unsafe {
        match S::ROWS {
            4 => parts_of::<S, R, 2>(simd, x, w),
            _ => parts_of::<S, R, 4>(simd, x, w),
        }
    }
}

/// The same, V vectors of a row at once: as many as leave all sums in registers. A row of more is gone through again, out
/// of the first-level cache; its parts are folded as its vectors would be, by halves.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn parts_of<S: Simd, const R: usize, const V: usize>(
    simd: S,
    x: &[*const S::T; R],
    w: &[S::T],
) -> [S::V; R] {
    // SAFETY: the caller's promise.
    let part = |i: usize| unsafe { products::<S, R, V>(simd, (x, w), i * V * S::LANES) };
    let rows = match LANES / S::LANES / V {
        4 => sums(simd, sums(simd, part(0), part(2)), sums(simd, part(1), part(3))),
        2 => sums(simd, part(0), part(1)),
        _ => part(0),
    };
    rows.map(|row| fold_vectors(simd, row))
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

/// Products of R rows with w in V vectors of the 32 lanes, those from lane `first` on.
///
/// # Safety
/// As `dots_of`.
#[inline(always)]
unsafe fn products<S: Simd, const R: usize, const V: usize>(
    simd: S,
    (x, w): (&[*const S::T; R], &[S::T]),
    first: usize,
) -> [[S::V; V]; R] {
    let mut sums = [[simd.splat(S::T::default()); V]; R];
    let mut j = first;
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
