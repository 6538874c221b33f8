//! One feature: a row is a number, and rows lie side by side in the vectors. The compiler sees to that, compiling these
//! loops for the shell's instruction set; what is left are three chains of ordered additions.

use super::Simd;
use super::pass::Pass;
use super::prefetch::Half;
use super::strip::{Strip, fill};
use super::width::{Totals, Width};
use crate::kernel::BatchGradient;
use crate::scalar::Scalar;

/// Rows of one feature.
pub(super) struct Column;

impl Width for Column {
    #[inline(always)]
    fn dots<S: Simd>(_: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
        pass.fetch(strip, (0, strip.len), Half::First);
        // SAFETY: a row of the batch holds d = 1 element.
        fill(&mut strip.dots, &strip.offsets[..strip.len], |offset| unsafe { *pass.at(offset) });
        for dot in &mut strip.dots[..strip.len] {
            // The sum starts at +0: −0 becomes +0.
            *dot = S::T::ZERO + *dot * pass.w[0];
        }
    }

    #[inline(always)]
    fn add<S: Simd>(_: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, (dw, rest): Totals<'_, S::T>) {
        let mut total = dw[0];
        let BatchGradient { mut db, mut loss, .. } = *rest;
        strip.each(|r, gradient, row_loss| {
            // SAFETY: a row of the batch holds d = 1 element.
            total += gradient * unsafe { *pass.row(strip, r) };
            db += gradient;
            loss += row_loss;
        });
        (dw[0], rest.db, rest.loss) = (total, db, loss);
    }
}
