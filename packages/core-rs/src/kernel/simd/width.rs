//! The two phases of a strip, by how wide its rows are. Each phase of each width is a function of its own: in one of all
//! widths the sums would not stay in registers.

use std::marker::PhantomData;

use super::column::Column;
use super::narrow::{self, Narrow};
use super::pass::Pass;
use super::strip::Strip;
use super::wide::Wide;
use super::{Kernel, Simd};
use crate::kernel::{BatchGradient, LANES};
use crate::scalar::Scalar;

/// Sums that rows are added to: those for w, and the rest.
pub(super) type Totals<'a, T> = (&'a mut [T], &'a mut BatchGradient<T>);

/// The phases for one width of rows. Implementations are `#[inline(always)]`.
pub(super) trait Width {
    /// x·w of the strip's rows.
    fn dots<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>);
    /// Adds the strip's rows to dw and the other sums, in order. `dw` is d long, up to whole vectors. While the rows come
    /// the sums are values: through a pointer each row would wait for the store of the one before.
    fn add<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, sums: Totals<'_, S::T>);
}

/// Calls a function of a width with the one that rows of d features have.
macro_rules! by_width {
    ($d:expr, $phase:ident $arguments:tt) => {
        match vectors::<S>($d) {
            _ if $d == 1 => $phase::<S, Column> $arguments,
            1 => $phase::<S, Narrow<1>> $arguments,
            2 if 2 * S::LANES <= LANES => $phase::<S, Narrow<2>> $arguments,
            3 if 3 * S::LANES <= LANES => $phase::<S, Narrow<3>> $arguments,
            4 if 4 * S::LANES <= LANES => $phase::<S, Narrow<4>> $arguments,
            5 if 5 * S::LANES <= LANES => $phase::<S, Narrow<5>> $arguments,
            6 if 6 * S::LANES <= LANES => $phase::<S, Narrow<6>> $arguments,
            7 if 7 * S::LANES <= LANES => $phase::<S, Narrow<7>> $arguments,
            8 if 8 * S::LANES <= LANES => $phase::<S, Narrow<8>> $arguments,
            _ => $phase::<S, Wide> $arguments,
        }
    };
}

/// x·w of the strip's rows.
#[inline(always)]
pub(super) fn dots<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    by_width!(pass.d(), dots_by(simd, pass, strip));
}

/// Adds the strip's rows to dw and the other sums, in order. `dw` is d long, up to whole vectors.
#[inline(always)]
pub(super) fn add<S: Simd>(simd: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, sums: Totals<'_, S::T>) {
    by_width!(pass.d(), add_by(simd, pass, strip, sums));
}

/// Vectors that hold a narrow row of d elements; 0 where the row is wide, or empty.
#[inline(always)]
pub(super) fn vectors<S: Simd>(d: usize) -> usize {
    if d <= S::LANES * narrow::VECTORS { d.div_ceil(S::LANES) } else { 0 }
}

#[inline(always)]
fn dots_by<S: Simd, W: Width>(simd: S, pass: &Pass<'_, S::T>, strip: &mut Strip<S::T>) {
    simd.shell(Dots { pass, strip, width: PhantomData::<W> });
}

#[inline(always)]
fn add_by<S: Simd, W: Width>(simd: S, pass: &Pass<'_, S::T>, strip: &Strip<S::T>, sums: Totals<'_, S::T>) {
    simd.shell(Add { pass, strip, sums, width: PhantomData::<W> });
}

struct Dots<'a, T, W> {
    pass: &'a Pass<'a, T>,
    strip: &'a mut Strip<T>,
    width: PhantomData<W>,
}

impl<T: Scalar, W: Width> Kernel<T> for Dots<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        W::dots(simd, self.pass, self.strip);
    }
}

struct Add<'a, T, W> {
    pass: &'a Pass<'a, T>,
    strip: &'a Strip<T>,
    sums: Totals<'a, T>,
    width: PhantomData<W>,
}

impl<T: Scalar, W: Width> Kernel<T> for Add<'_, T, W> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        W::add(simd, self.pass, self.strip, self.sums);
    }
}
