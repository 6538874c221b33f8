//! dW and db of a layer of one output: its weights lie side by side, so vectors run over the inputs.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::rule2::{SLOTS, Step, Steps};
use super::split::Shared;
use super::{Inputs, Strided};
use crate::kernel::simd::{Kernel, Simd};
use crate::scalar::Scalar;

/// Vectors summed side by side: additions of one sum wait for each other.
const VECTORS: usize = 8;
/// Inputs of a group: 8 vectors of at most 16 lanes.
pub(super) const GROUP: usize = VECTORS * 16;

/// The gradients of one part.
pub(super) struct ColumnGradient<'a, T> {
    pub(super) inputs: Inputs<'a, T>,
    pub(super) deltas: Strided<'a, T>,
    pub(super) dw: Shared<T>,
    pub(super) db: Shared<T>,
    /// Groups of inputs.
    pub(super) part: Range<usize>,
}

impl<T: Scalar> Kernel<T> for ColumnGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let mut p = self.part.start * GROUP;
        let end = (self.part.end * GROUP).min(self.inputs.columns);
        if self.part.start == 0 {
            self.bias();
        }
        while p + VECTORS * S::LANES <= end {
            self.inputs_of::<S, VECTORS>(simd, p, VECTORS * S::LANES);
            p += VECTORS * S::LANES;
        }
        while p < end {
            self.inputs_of::<S, 1>(simd, p, S::LANES.min(end - p));
            p += S::LANES;
        }
    }
}

impl<T: Scalar> ColumnGradient<'_, T> {
    #[inline(always)]
    fn delta(&self, i: usize) -> T {
        self.deltas.values[i * self.deltas.stride]
    }

    /// db.
    #[inline(always)]
    fn bias(&self) {
        let mut slots = [T::ZERO; SLOTS];
        for step in Steps::new(self.inputs.rows.len()) {
            match step {
                Step::Sum(rows, to) => slots[to] = rows.fold(T::ZERO, |sum, i| sum + self.delta(i)),
                Step::Add(to, from) => slots[to] += slots[from],
            }
        }
        // SAFETY: `weight_gradient` saw one bias; the first part alone writes it.
        unsafe { self.db.at(0).write(slots[0]) };
    }

    /// dW of `count` inputs from p on, in N vectors; in one alone, its first elements.
    #[inline(always)]
    fn inputs_of<S: Simd<T = T>, const N: usize>(&self, simd: S, p: usize, count: usize) {
        let mut slots = [const { MaybeUninit::<[S::V; N]>::uninit() }; SLOTS];
        for step in Steps::new(self.inputs.rows.len()) {
            match step {
                Step::Sum(rows, to) => _ = slots[to].write(self.sum(simd, rows, (p, count))),
                Step::Add(to, from) => {
                    // SAFETY: `Steps` adds slots it has had set.
                    let (mut sum, part) = unsafe { (slots[to].assume_init(), slots[from].assume_init()) };
                    for (sum, part) in sum.iter_mut().zip(part) {
                        *sum = simd.add(*sum, part);
                    }
                    slots[to].write(sum);
                }
            }
        }
        // SAFETY: `Steps` ends with the sum in slot 0; dW holds the inputs, and no other part writes these.
        unsafe {
            for (v, sum) in slots[0].assume_init().into_iter().enumerate() {
                simd.store_first(self.dw.at(p + v * S::LANES), sum, count - v * S::LANES);
            }
        }
    }

    /// The plain sum over some rows.
    #[inline(always)]
    fn sum<S: Simd<T = T>, const N: usize>(
        &self,
        simd: S,
        rows: Range<usize>,
        (p, count): (usize, usize),
    ) -> [S::V; N] {
        let mut sums = [simd.splat(T::ZERO); N];
        let mask = simd.mask(count);
        for i in rows {
            let x = &self.inputs.row(i)[p..p + count];
            let delta = simd.splat(self.delta(i));
            for (v, sum) in sums.iter_mut().enumerate() {
                // SAFETY: N vectors of elements, or as many as the mask names.
                let x = unsafe {
                    if N == 1 {
                        simd.load_masked(x.as_ptr(), mask)
                    } else {
                        simd.load(x.as_ptr().add(v * S::LANES))
                    }
                };
                *sum = simd.mul_add(delta, x, *sum);
            }
        }
        sums
    }
}
