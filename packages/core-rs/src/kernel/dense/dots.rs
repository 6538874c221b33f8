//! out[i] = x[i]·w + b by rule 3's 32 lanes: the forward pass of one output, and the gradient of one input.

use std::ops::Range;

use super::Inputs;
use super::split::Shared;
use crate::kernel::simd::{Kernel, Simd, dots_of};
use crate::scalar::Scalar;

/// One part of the rows.
pub(super) struct Dots<'a, T> {
    pub(super) left: Inputs<'a, T>,
    /// As many as `left` has columns.
    pub(super) w: &'a [T],
    /// Added last; +0 changes no sum, for none that starts at +0 is −0.
    pub(super) bias: T,
    pub(super) out: Shared<T>,
    pub(super) stride: usize,
    pub(super) part: Range<usize>,
}

impl<T: Scalar> Kernel<T> for Dots<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let i = match S::ROWS {
            4 => self.groups::<S, 4>(simd, self.part.start),
            _ => self.groups::<S, 2>(simd, self.part.start),
        };
        self.groups::<S, 1>(simd, i);
    }
}

impl<T: Scalar> Dots<'_, T> {
    /// As many groups of R rows as fit; gives the row after them.
    #[inline(always)]
    fn groups<S: Simd<T = T>, const R: usize>(&self, simd: S, mut i: usize) -> usize {
        while i + R <= self.part.end {
            let mut rows = [std::ptr::null(); R];
            for (r, row) in rows.iter_mut().enumerate() {
                *row = self.left.row(i + r)[..self.w.len()].as_ptr();
            }
            // SAFETY: each row was just seen to be as long as w; out holds these rows, which are this part's alone.
            unsafe {
                for (r, dot) in dots_of(simd, &rows, self.w).into_iter().enumerate() {
                    self.out.at((i + r) * self.stride).write(dot + self.bias);
                }
            }
            i += R;
        }
        i
    }
}
