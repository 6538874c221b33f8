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
        let Self { left, w, bias, out, stride, part } = self;
        let row = |i| left.row(i)[..w.len()].as_ptr();
        // SAFETY: each row was just seen to be as long as w; out holds these rows, which are this part's alone.
        unsafe { dots_of(simd, w, part, row, |i, dot| out.at(i * stride).write(dot + bias)) };
    }
}
