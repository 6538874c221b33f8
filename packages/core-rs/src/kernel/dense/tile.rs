//! The sums of a tile, R rows × N vectors, in registers: what all products are made of.

use crate::kernel::simd::Simd;

/// What a tile multiplies: elements a[r] and lines b of N vectors, each so far from step to step.
pub(super) struct Factors<T, const R: usize> {
    pub(super) a: [*const T; R],
    pub(super) a_step: usize,
    pub(super) b: *const T,
    pub(super) b_step: usize,
}

/// A tile's sums.
pub(super) type Sums<S, const R: usize, const N: usize> = [[<S as Simd>::V; N]; R];

impl<T: Copy, const R: usize> Factors<T, R> {
    /// sums[r][v] += a[r] · b[v] over so many steps in order.
    ///
    /// # Safety
    /// Each step's elements and lines must be readable.
    #[inline(always)]
    pub(super) unsafe fn add_to<S: Simd<T = T>, const N: usize>(
        &self,
        simd: S,
        steps: usize,
        mut sums: Sums<S, R, N>,
    ) -> Sums<S, R, N> {
        for s in 0..steps {
            // SAFETY: the caller's promise.
            unsafe { self.step(simd, s, &mut sums) };
        }
        sums
    }

    /// # Safety
    /// The step's elements and line must be readable.
    #[inline(always)]
    unsafe fn step<S: Simd<T = T>, const N: usize>(&self, simd: S, s: usize, sums: &mut Sums<S, R, N>) {
        let mut line = [sums[0][0]; N];
        for (v, line) in line.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            *line = unsafe { simd.load(self.b.add(s * self.b_step + v * S::LANES)) };
        }
        for (a, sums) in self.a.iter().zip(sums) {
            // SAFETY: the caller's promise.
            let a = simd.splat(unsafe { *a.add(s * self.a_step) });
            simd.mul_add_line(a, &line, sums);
        }
    }
}

/// R rows × N vectors of memory, from one row to the next so far.
#[derive(Clone, Copy)]
pub(super) struct Place<T> {
    pub(super) at: *mut T,
    pub(super) stride: usize,
}

impl<T: Copy> Place<T> {
    /// # Safety
    /// R rows of N whole vectors must be readable.
    #[inline(always)]
    pub(super) unsafe fn load<S: Simd<T = T>, const R: usize, const N: usize>(
        self,
        simd: S,
        sums: &mut Sums<S, R, N>,
    ) {
        for (r, sums) in sums.iter_mut().enumerate() {
            for (v, sum) in sums.iter_mut().enumerate() {
                // SAFETY: the caller's promise.
                *sum = unsafe { simd.load(self.at.add(r * self.stride + v * S::LANES)) };
            }
        }
    }

    /// # Safety
    /// R rows of N whole vectors must be writable.
    #[inline(always)]
    pub(super) unsafe fn store<S: Simd<T = T>, const R: usize, const N: usize>(
        self,
        simd: S,
        sums: &Sums<S, R, N>,
    ) {
        for (r, sums) in sums.iter().enumerate() {
            for (v, sum) in sums.iter().enumerate() {
                // SAFETY: the caller's promise.
                unsafe { simd.store(self.at.add(r * self.stride + v * S::LANES), *sum) };
            }
        }
    }

    /// As `load`, of rows that end `last` elements into their last vector; what follows is +0.
    ///
    /// # Safety
    /// The elements named must be readable.
    #[inline(always)]
    pub(super) unsafe fn load_part<S: Simd<T = T>, const R: usize, const N: usize>(
        self,
        simd: S,
        last: usize,
        sums: &mut Sums<S, R, N>,
    ) {
        let mask = simd.mask(last);
        for (r, sums) in sums.iter_mut().enumerate() {
            for (v, sum) in sums.iter_mut().enumerate() {
                // SAFETY: the caller's promise.
                *sum = unsafe {
                    let from = self.at.add(r * self.stride + v * S::LANES);
                    if v + 1 < N { simd.load(from) } else { simd.load_masked(from, mask) }
                };
            }
        }
    }

    /// As `store`, of rows that end `last` elements into their last vector.
    ///
    /// # Safety
    /// The elements named must be writable.
    #[inline(always)]
    pub(super) unsafe fn store_part<S: Simd<T = T>, const R: usize, const N: usize>(
        self,
        simd: S,
        last: usize,
        sums: &Sums<S, R, N>,
    ) {
        for (r, sums) in sums.iter().enumerate() {
            for (v, sum) in sums.iter().enumerate() {
                let count = if v + 1 < N { S::LANES } else { last };
                // SAFETY: the caller's promise.
                unsafe { simd.store_first(self.at.add(r * self.stride + v * S::LANES), *sum, count) };
            }
        }
    }
}
