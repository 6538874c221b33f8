//! One pass over parameters, gradients and the buffers of an optimizer, element by element. Width and threads cannot change
//! a bit: no element knows of another. The compiler fills the vectors, compiling the loop for the shell's instruction set.

use std::sync::atomic::{AtomicBool, Ordering};

use super::Machine;
use super::simd::{self, run_loop};
use crate::scalar::Scalar;

/// What happens to one element: from the parameter, its gradient and its N buffered values to the new ones. Implementations
/// are `#[inline(always)]`.
pub(crate) trait Pass<T, const N: usize>: Sync {
    /// The new parameter and buffered values.
    fn apply(&self, parameter: T, gradient: T, buffers: [T; N]) -> (T, [T; N]);
}

/// Elements for which one more thread pays: what takes some ten times as long as handing them over.
const SHARE: usize = 1 << 16;

/// The parameters and the gradient of a pass: each element of the gradient is taken times `scale`, plus `decay` times its
/// parameter where that is not 0.
#[derive(Debug)]
pub(crate) struct Operands<'a, T> {
    pub(crate) parameters: &'a mut [T],
    pub(crate) gradient: &'a [T],
    pub(crate) scale: T,
    pub(crate) decay: T,
}

/// Runs a pass over slices of one length. Gives whether every new parameter is finite.
pub(crate) fn run<T: Scalar, P: Pass<T, N>, const N: usize>(
    machine: &Machine,
    pass: &P,
    operands: Operands<'_, T>,
    buffers: [&mut [T]; N],
) -> bool {
    let Operands { parameters, gradient, scale, decay } = operands;
    let len = parameters.len();
    assert!(gradient.len() == len && buffers.iter().all(|b| b.len() == len), "one length for all");
    let whole = Elements {
        len,
        scale,
        decay,
        parameters: parameters.as_mut_ptr(),
        gradient: gradient.as_ptr(),
        buffers: buffers.map(<[T]>::as_mut_ptr),
    };
    let parts = (len / SHARE).min(machine.pool.threads());
    if parts < 2 {
        return run_loop(machine.level, Each { pass, elements: whole });
    }
    // Whole cache lines to each, so that no two write the same one.
    let share = len.div_ceil(parts).next_multiple_of(64);
    let finite = AtomicBool::new(true);
    machine.pool.run(parts, &|part| {
        if !run_loop(machine.level, Each { pass, elements: whole.part(part * share, share) }) {
            finite.store(false, Ordering::Relaxed);
        }
    });
    finite.into_inner()
}

/// Where some elements lie; all pointers are valid for `len` elements, and no two of them overlap.
#[derive(Clone, Copy)]
struct Elements<T, const N: usize> {
    len: usize,
    scale: T,
    decay: T,
    parameters: *mut T,
    gradient: *const T,
    buffers: [*mut T; N],
}

// SAFETY: the elements belong to slices that `run` holds exclusively while its parts, which do not overlap, are at work.
unsafe impl<T: Send, const N: usize> Sync for Elements<T, N> {}

impl<T: Copy, const N: usize> Elements<T, N> {
    /// At most `len` elements from `start` on.
    fn part(&self, start: usize, len: usize) -> Self {
        let start = start.min(self.len);
        Self {
            len: len.min(self.len - start),
            scale: self.scale,
            decay: self.decay,
            parameters: self.parameters.wrapping_add(start),
            gradient: self.gradient.wrapping_add(start),
            buffers: self.buffers.map(|buffer| buffer.wrapping_add(start)),
        }
    }
}

/// Elements taken at once: copies that alias nothing, so that the compiler needs no proof that the slices lie apart.
const BLOCK: usize = 16;

struct Each<'a, T, P, const N: usize> {
    pass: &'a P,
    elements: Elements<T, N>,
}

impl<T: Scalar, P: Pass<T, N>, const N: usize> simd::Loop for Each<'_, T, P, N> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        // Outside the loops: a condition inside them keeps the compiler from whole vectors.
        if self.elements.decay == T::ZERO { self.all::<false>() } else { self.all::<true>() }
    }
}

impl<T: Scalar, P: Pass<T, N>, const N: usize> Each<'_, T, P, N> {
    /// Every element, with decay or without. Gives whether all new parameters are finite.
    #[inline(always)]
    fn all<const DECAY: bool>(&self) -> bool {
        let len = self.elements.len;
        let whole = len - len % BLOCK;
        let mut zeros = [T::ZERO; BLOCK];
        for start in (0..whole).step_by(BLOCK) {
            // SAFETY: start + BLOCK <= whole <= len.
            unsafe { self.take::<BLOCK, DECAY>(start, &mut zeros) };
            // Keeps the blocks apart: on AVX-512 the compiler takes one element of each of 16 blocks by gathers otherwise.
            std::hint::black_box(());
        }
        let mut last = [T::ZERO];
        for start in whole..len {
            // SAFETY: start < len.
            unsafe { self.take::<1, DECAY>(start, &mut last) };
        }
        // Of few parameters most sums are still the zeros that they began as.
        last[0] == T::ZERO && (whole == 0 || zeros.into_iter().all(|value| value == T::ZERO))
    }

    /// B elements from `start` on. Adds each new parameter times 0 to `zeros`: 0, but NaN of one that is not finite. A sum
    /// needs no comparison, which the compiler would not put into vectors.
    ///
    /// # Safety
    /// `start + B` is at most the number of elements.
    #[inline(always)]
    unsafe fn take<const B: usize, const DECAY: bool>(&self, start: usize, zeros: &mut [T; B]) {
        let Elements { scale, decay, parameters, gradient, buffers, .. } = self.elements;
        // SAFETY: all pointers are valid for `start + B` elements.
        let (mut p, g) = unsafe { (load::<T, B>(parameters.add(start)), load::<T, B>(gradient.add(start))) };
        // SAFETY: as above.
        let mut values = buffers.map(|buffer| unsafe { load::<T, B>(buffer.add(start)) });
        for i in 0..B {
            let old = std::array::from_fn(|buffer| values[buffer][i]);
            let g = g[i] * scale;
            let g = if DECAY { g + decay * p[i] } else { g };
            let (parameter, new) = self.pass.apply(p[i], g, old);
            zeros[i] += parameter * T::ZERO;
            p[i] = parameter;
            for (values, new) in values.iter_mut().zip(new) {
                values[i] = new;
            }
        }
        // SAFETY: as above, and writable.
        unsafe { parameters.add(start).cast::<[T; B]>().write(p) };
        for (buffer, values) in buffers.into_iter().zip(values) {
            // SAFETY: as above, and writable.
            unsafe { buffer.add(start).cast::<[T; B]>().write(values) };
        }
    }
}

/// B elements.
///
/// # Safety
/// Valid for reads of B elements.
#[inline(always)]
unsafe fn load<T: Copy, const B: usize>(from: *const T) -> [T; B] {
    // SAFETY: the caller's; an array is aligned as its elements are.
    unsafe { from.cast::<[T; B]>().read() }
}
