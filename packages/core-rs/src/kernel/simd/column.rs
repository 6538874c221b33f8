//! One feature: a row is a number, and rows lie side by side in the vectors. The compiler sees to that, compiling these
//! loops for the shell's instruction set; what is left are three chains of ordered additions.

use super::Simd;
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::Strip;
use super::width::Width;
use crate::kernel::BatchGradient;
use crate::scalar::Scalar;

/// Rows of one feature.
pub(super) struct Column;

impl Width for Column {
    #[inline(always)]
    fn dots<S: Simd>(_: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
        pass.fetch(strip, (0, strip.len), Half::First);
        for r in 0..strip.len {
            // SAFETY: a row of the batch holds d = 1 element. The sum starts at +0: −0 becomes +0.
            strip.dots[r] = S::T::ZERO + unsafe { *pass.row(strip, r) } * pass.w[0];
        }
    }

    #[inline(always)]
    fn add<S: Simd>(
        _: S,
        pass: &Pass<'_, S::T>,
        strip: &Strip<S::T>,
        (dw, mut sums): (&mut [S::T], BatchGradient<S::T>),
    ) -> BatchGradient<S::T> {
        let mut total = dw[0];
        for r in 0..strip.len {
            // SAFETY: a row of the batch holds d = 1 element.
            total += strip.gradients[r] * unsafe { *pass.row(strip, r) };
            sums.db += strip.gradients[r];
            sums.loss += strip.losses[r];
        }
        dw[0] = total;
        sums
    }
}
