//! The forward pass alone: raw predictions of consecutive rows.

use super::narrow::{self, masks};
use super::{Kernel, Simd, wide};
use crate::kernel::{LANES, LinearParameters, reference};
use crate::scalar::Scalar;

/// Raw predictions of the rows of x (n,d) into out (n).
pub(crate) struct Predict<'a, T> {
    pub(crate) x: &'a [T],
    pub(crate) parameters: LinearParameters<'a, T>,
    pub(crate) out: &'a mut [T],
}

impl<T: Scalar> Kernel<T> for Predict<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let d = self.parameters.w.len();
        assert_eq!(self.x.len(), self.out.len() * d, "X is (n,d), out is (n)");
        if d <= S::LANES {
            self.narrow::<S, 1>(simd);
        } else if d <= 2 * S::LANES && 2 * S::LANES <= LANES {
            self.narrow::<S, 2>(simd);
        } else if d <= 4 * S::LANES && 4 * S::LANES <= LANES {
            self.narrow::<S, 4>(simd);
        } else {
            self.wide(simd);
        }
    }

    fn run_reference(self) {
        reference::predict(self.x, self.parameters, self.out);
    }
}

impl<T: Scalar> Predict<'_, T> {
    #[inline(always)]
    fn narrow<S: Simd<T = T>, const N: usize>(self, simd: S) {
        const GROUP: usize = 16;
        let LinearParameters { w, b } = self.parameters;
        let masks = masks::<S, N>(simd, w.len());
        // SAFETY: w holds d elements, and the masks name these.
        let weights = unsafe { narrow::load(simd, w.as_ptr(), &masks) };
        let (groups, rest) = self.out.as_chunks_mut::<GROUP>();
        for (i, out) in groups.iter_mut().enumerate() {
            let x = pointers(self.x, i * GROUP, w.len());
            // SAFETY: `run` saw d elements in x for each of out.
            *out = unsafe { narrow::dots::<S, N, GROUP>(simd, &x, &weights, &masks) }.map(|dot| dot + b);
        }
        let first = groups.len() * GROUP;
        for (i, out) in rest.iter_mut().enumerate() {
            let x = pointers(self.x, first + i, w.len());
            // SAFETY: as above.
            *out = unsafe { narrow::dots::<S, N, 1>(simd, &x, &weights, &masks) }[0] + b;
        }
    }

    #[inline(always)]
    fn wide<S: Simd<T = T>>(self, simd: S) {
        const GROUP: usize = 4;
        let LinearParameters { w, b } = self.parameters;
        let (groups, rest) = self.out.as_chunks_mut::<GROUP>();
        for (i, out) in groups.iter_mut().enumerate() {
            let x = pointers(self.x, i * GROUP, w.len());
            // SAFETY: `run` saw d elements in x for each of out.
            *out = unsafe { wide::dots::<S, GROUP>(simd, &x, w) }.map(|dot| dot + b);
        }
        let first = groups.len() * GROUP;
        for (i, out) in rest.iter_mut().enumerate() {
            let x = pointers(self.x, first + i, w.len());
            // SAFETY: as above.
            *out = unsafe { wide::dots::<S, 1>(simd, &x, w) }[0] + b;
        }
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
