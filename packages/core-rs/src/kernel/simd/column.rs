//! One feature: a row is a number, and rows lie side by side in the vectors. The compiler sees to that, compiling these
//! loops for the shell's instruction set; what is left are three chains of ordered additions.

use super::pass::Pass;
use super::prefetch::Half;
use super::strip::Strip;
use crate::kernel::BatchGradient;
use crate::scalar::Scalar;

/// x·w of the strip's rows.
#[inline(always)]
pub(super) fn dots<T: Scalar>(pass: &Pass<'_, T>, strip: &mut Strip<T>) {
    pass.fetch(strip, (0, strip.len), Half::First);
    for r in 0..strip.len {
        // SAFETY: a row of the batch holds d = 1 element. The sum starts at +0: −0 becomes +0.
        strip.dots[r] = T::ZERO + unsafe { *pass.row(strip, r) } * pass.w[0];
    }
}

/// Adds the strip's rows to dw (1) and the sums, in order.
#[inline(always)]
pub(super) fn add<T: Scalar>(
    pass: &Pass<'_, T>,
    strip: &Strip<T>,
    dw: &mut [T],
    sums: &mut BatchGradient<T>,
) {
    for r in 0..strip.len {
        // SAFETY: a row of the batch holds d = 1 element.
        dw[0] += strip.gradients[r] * unsafe { *pass.row(strip, r) };
        sums.db += strip.gradients[r];
        sums.loss += strip.losses[r];
    }
}
