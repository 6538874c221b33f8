//! The forward pass alone: raw predictions of consecutive rows.

use super::narrow::Row;
use super::width::vectors;
use super::{Kernel, Naive, Simd, wide};
use crate::kernel::{LANES, LinearParameters, reference};
use crate::scalar::Scalar;

/// Raw predictions of the rows of x (n,d) into out (n).
pub(crate) struct Predict<'a, T> {
    pub(crate) x: &'a [T],
    pub(crate) parameters: LinearParameters<'a, T>,
    pub(crate) out: &'a mut [T],
}

/// Rows whose folds are shared.
const GROUP: usize = 4;

impl<T: Scalar> Kernel<T> for Predict<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let d = self.parameters.w.len();
        assert_eq!(Some(self.x.len()), self.out.len().checked_mul(d), "X is (n,d), out is (n)");
        match vectors::<S>(d) {
            1 if S::LANES >= GROUP => self.narrow::<S, 1>(simd),
            2 if 2 * S::LANES <= LANES && S::LANES >= GROUP => self.narrow::<S, 2>(simd),
            _ => self.wide(simd),
        }
    }
}

impl<T: Scalar> Naive<T> for Predict<'_, T> {
    fn is_column(&self) -> bool {
        self.parameters.w.len() == 1
    }

    fn run_reference(self) {
        reference::predict(self.x, self.parameters, self.out);
    }
}

impl<T: Scalar> Predict<'_, T> {
    #[inline(always)]
    fn narrow<S: Simd<T = T>, const N: usize>(self, simd: S) {
        let LinearParameters { w, b } = self.parameters;
        let row = Row::<S, N>::new(simd, w.len());
        // SAFETY: w holds d elements.
        let weights = unsafe { row.load(w.as_ptr()) };
        let (groups, rest) = self.out.as_chunks_mut::<GROUP>();
        for (i, out) in groups.iter_mut().enumerate() {
            let x = pointers(self.x, i * GROUP, w.len());
            // SAFETY: `run` saw d elements in x for each of out.
            *out = unsafe { row.dots(&x, &weights) }.map(|dot| dot + b);
        }
        let first = groups.len() * GROUP;
        for (i, out) in rest.iter_mut().enumerate() {
            let x = pointers(self.x, first + i, w.len());
            // SAFETY: as above.
            *out = unsafe { row.dots::<1>(&x, &weights) }[0] + b;
        }
    }

    #[inline(always)]
    fn wide<S: Simd<T = T>>(self, simd: S) {
        let Self { x, parameters: LinearParameters { w, b }, out } = self;
        let row = |i: usize| x[i * w.len()..][..w.len()].as_ptr();
        // SAFETY: each row was just seen to be as long as w.
        unsafe { wide::dots_of(simd, w, 0..out.len(), row, |i, dot| out[i] = dot + b) };
    }
}

/// Where R rows from `first` on start.
#[inline(always)]
fn pointers<T, const R: usize>(x: &[T], first: usize, d: usize) -> [*const T; R] {
    let mut pointers = [x.as_ptr(); R];
    for (i, pointer) in pointers.iter_mut().enumerate() {
        *pointer = x.as_ptr().wrapping_add((first + i) * d);
    }
    pointers
}
