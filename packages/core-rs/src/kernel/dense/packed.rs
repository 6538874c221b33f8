//! Packed rows of a group of inputs, and the sums of their products with deltas: tiles of inputs × two vectors of units.

use super::tile::{Factors, Place};
use crate::kernel::simd::Simd;
use crate::scalar::Scalar;

/// Inputs of a group: whole tiles of 4, 6 and 8.
pub(super) const GROUP: usize = 48;

/// Where the sums of a group and a panel go: a line an input, and for the bias a place of its own.
pub(super) struct Target<T> {
    pub(super) to: *mut T,
    pub(super) bias: *mut T,
}

/// Rows of a group of inputs that are packed, and of the deltas.
pub(super) struct Block<T> {
    pub(super) inputs: *const T,
    pub(super) deltas: *const T,
    /// From one row of the deltas to the next.
    pub(super) stride: usize,
    pub(super) rows: usize,
    /// Whether sums go on that rest in their target.
    pub(super) goes_on: bool,
}

impl<T: Scalar> Block<T> {
    /// Adds the products of all lines of a group, so many weights and perhaps the bias after them, N vectors wide, by the
    /// largest tiles that fit.
    ///
    /// # Safety
    /// The block must hold the group's columns, the target its lines.
    #[inline(always)]
    pub(super) unsafe fn add_to<S: Simd<T = T>, const N: usize>(
        &self,
        simd: S,
        (weights, bias): (usize, bool),
        target: &Target<T>,
    ) {
        // SAFETY: the caller's promise; the tiles cover the weights, then the bias.
        unsafe {
            let mut t = 0;
            match S::TILE {
                8 => t = self.tiles::<S, 8, N>(simd, (t, weights), target.to),
                6 => t = self.tiles::<S, 6, N>(simd, (t, weights), target.to),
                _ => {}
            }
            t = self.tiles::<S, 4, N>(simd, (t, weights), target.to);
            t = self.tiles::<S, 2, N>(simd, (t, weights), target.to);
            t = self.tiles::<S, 1, N>(simd, (t, weights), target.to);
            if bias {
                self.tile::<S, 1, N>(simd, t, target.bias);
            }
        }
    }

    /// As many tiles of R lines as fit; gives the line after them.
    ///
    /// # Safety
    /// As `add_to`.
    #[inline(always)]
    unsafe fn tiles<S: Simd<T = T>, const R: usize, const N: usize>(
        &self,
        simd: S,
        (mut t, end): (usize, usize),
        to: *mut T,
    ) -> usize {
        while t + R <= end {
            // SAFETY: the caller's promise.
            unsafe { self.tile::<S, R, N>(simd, t, to.add(t * N * S::LANES)) };
            t += R;
        }
        t
    }

    /// to[r][v] (+)= Σ inputs[i][t + r] · deltas[i][v], i ascending.
    ///
    /// # Safety
    /// As `add_to`.
    #[inline(always)]
    unsafe fn tile<S: Simd<T = T>, const R: usize, const N: usize>(&self, simd: S, t: usize, to: *mut T) {
        let mut sums = [[simd.splat(T::ZERO); N]; R];
        let mut a = [self.inputs; R];
        for (r, a) in a.iter_mut().enumerate() {
            *a = self.inputs.wrapping_add(t + r);
        }
        let factors = Factors { a, a_step: GROUP, b: self.deltas, b_step: self.stride };
        let place = Place { at: to, stride: N * S::LANES };
        // SAFETY: the caller's promise, for loads, sums and stores.
        unsafe {
            if self.goes_on {
                place.load(simd, &mut sums);
            }
            sums = factors.add_to(simd, self.rows, sums);
            place.store(simd, &sums);
        }
    }
}
