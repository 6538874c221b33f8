//! Rows of few features, in N whole vectors and the last one masked: w and dw stay in registers through a strip, and
//! LANES rows are folded together.

use super::Simd;
use super::fold::{fold_rows, fold_vectors};
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::Strip;
use super::width::{Totals, Width};
use crate::kernel::BatchGradient;

/// Vectors a narrow row has at most.
pub(super) const VECTORS: usize = 8;

/// Rows of N vectors.
pub(super) struct Narrow<const N: usize>;

impl<const N: usize> Width for Narrow<N> {
    #[inline(always)]
    fn dots<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
        match S::LANES {
            16 => dots_by::<S, N, 16>(simd, pass, strip),
            8 => dots_by::<S, N, 8>(simd, pass, strip),
            4 => dots_by::<S, N, 4>(simd, pass, strip),
            _ => dots_by::<S, N, 2>(simd, pass, strip),
        }
    }

    #[inline(always)]
    fn add<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, (dw, rest): Totals<'_, S::T>) {
        let row = Row::<S, N>::new(simd, pass.d());
        let dw = &mut dw[..N * S::LANES];
        let mut total = [simd.splat(S::T::default()); N];
        for (v, total) in total.iter_mut().enumerate() {
            // SAFETY: dw was just seen to be N vectors long.
            *total = unsafe { simd.load(dw.as_ptr().add(v * S::LANES)) };
        }
        let BatchGradient { mut db, mut loss, .. } = *rest;
        for r in 0..strip.len {
            pass.fetch(strip, (r, 1), Half::Second);
            let gradient = simd.splat(strip.gradients[r]);
            // SAFETY: d elements follow each row's start.
            let x = unsafe { row.load(pass.row(strip, r)) };
            for (total, x) in total.iter_mut().zip(x) {
                *total = simd.mul_add(gradient, x, *total);
            }
            db += strip.gradients[r];
            loss += strip.losses[r];
        }
        for (v, total) in total.iter().enumerate() {
            // SAFETY: as above.
            unsafe { simd.store(dw.as_mut_ptr().add(v * S::LANES), *total) };
        }
        (rest.db, rest.loss) = (db, loss);
    }
}

/// R = LANES rows folded together.
#[inline(always)]
fn dots_by<S: Simd, const N: usize, const R: usize>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    let row = Row::<S, N>::new(simd, pass.d());
    // SAFETY: w holds d elements.
    let w = unsafe { row.load(pass.w.as_ptr()) };
    let mut r = 0;
    while r + R <= strip.len {
        pass.fetch(strip, (r, R), Half::First);
        let mut x = [pass.row(strip, r); R];
        for (i, x) in x.iter_mut().enumerate() {
            *x = pass.row(strip, r + i);
        }
        // SAFETY: d elements follow each row's start.
        let dots = unsafe { row.dots(&x, &w) };
        strip.dots[r..r + R].copy_from_slice(&dots);
        r += R;
    }
    pass.fetch(strip, (r, strip.len - r), Half::First);
    while r < strip.len {
        // SAFETY: as above.
        [strip.dots[r]] = unsafe { row.dots(&[pass.row(strip, r)], &w) };
        r += 1;
    }
}

/// How a row of d elements lies in N vectors.
pub(super) struct Row<S: Simd, const N: usize> {
    simd: S,
    last: S::Mask,
}

impl<S: Simd, const N: usize> Row<S, N> {
    /// (N − 1) · LANES < d <= N · LANES.
    #[inline(always)]
    pub(super) fn new(simd: S, d: usize) -> Self {
        Self { simd, last: simd.mask(d - (N - 1) * S::LANES) }
    }

    /// # Safety
    /// The row's d elements must be readable from here.
    #[inline(always)]
    pub(super) unsafe fn load(&self, from: *const S::T) -> [S::V; N] {
        let mut vectors = [self.simd.splat(S::T::default()); N];
        for (v, vector) in vectors.iter_mut().enumerate() {
            // SAFETY: the caller's promise; the mask ends with the row.
            *vector = unsafe {
                let from = from.add(v * S::LANES);
                if v + 1 < N { self.simd.load(from) } else { self.simd.load_masked(from, self.last) }
            };
        }
        vectors
    }

    /// x·w of R <= LANES rows.
    ///
    /// # Safety
    /// As `load`, for each row.
    #[inline(always)]
    pub(super) unsafe fn dots<const R: usize>(&self, x: &[*const S::T; R], w: &[S::V; N]) -> [S::T; R] {
        let mut rows = [w[0]; R];
        for (row, x) in rows.iter_mut().zip(x) {
            // SAFETY: the caller's promise.
            let mut products = unsafe { self.load(*x) };
            for (product, w) in products.iter_mut().zip(w) {
                *product = self.simd.mul(*product, *w);
            }
            *row = fold_vectors(self.simd, products);
        }
        fold_rows(self.simd, rows)
    }
}
