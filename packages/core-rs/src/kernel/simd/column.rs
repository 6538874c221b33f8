//! One feature: a row is a number, so rows lie side by side in the vectors. The compiler sees to that: these are loops
//! over arrays of 16, compiled for the shell's instruction set. What is left is three chains of ordered additions.

use std::ops::Range;

use super::pass::Pass;
use super::residual::residuals;
use crate::kernel::BatchGradient;
use crate::loss::PointLoss;
use crate::scalar::Scalar;

const GROUP: usize = 16;

/// Sums of the rows at these places of the batch; dw (1) is added to.
#[inline(always)]
pub(super) fn block<T: Scalar, L: PointLoss<T>>(
    pass: &Pass<'_, T, L>,
    rows: Range<usize>,
    dw: &mut T,
) -> BatchGradient<T> {
    let mut sums = BatchGradient::default();
    let mut at = rows.start;
    while at + GROUP <= rows.end {
        group::<T, L, GROUP>(pass, at, (dw, &mut sums));
        at += GROUP;
    }
    while at < rows.end {
        group::<T, L, 1>(pass, at, (dw, &mut sums));
        at += 1;
    }
    sums
}

#[inline(always)]
fn group<T: Scalar, L: PointLoss<T>, const R: usize>(
    pass: &Pass<'_, T, L>,
    at: usize,
    (dw, sums): (&mut T, &mut BatchGradient<T>),
) {
    let group = pass.group::<R>(at);
    let mut x = [T::ZERO; R];
    for r in 0..R {
        // SAFETY: a row of the batch holds d = 1 element.
        x[r] = unsafe { *group.x[r] };
    }
    let mut dots = [T::ZERO; R];
    for r in 0..R {
        dots[r] += x[r] * pass.w[0];
    }
    let gradients = residuals(pass, &group, dots, sums);
    for r in 0..R {
        *dw += gradients[r] * x[r];
    }
}
