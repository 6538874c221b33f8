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

/// The parameters and the gradient of a pass, each element of the gradient times `scale` before it is used.
#[derive(Debug)]
pub(crate) struct Operands<'a, T> {
    pub(crate) parameters: &'a mut [T],
    pub(crate) gradient: &'a [T],
    pub(crate) scale: T,
}

/// Runs a pass over slices of one length. Gives whether every new parameter is finite.
pub(crate) fn run<T: Scalar, P: Pass<T, N>, const N: usize>(
    machine: &Machine,
    pass: &P,
    operands: Operands<'_, T>,
    buffers: [&mut [T]; N],
) -> bool {
    let Operands { parameters, gradient, scale } = operands;
    let len = parameters.len();
    assert!(gradient.len() == len && buffers.iter().all(|b| b.len() == len), "one length for all");
    let whole = Elements {
        len,
        scale,
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
        let len = self.elements.len;
        let whole = len - len % BLOCK;
        let mut finite = true;
        for start in (0..whole).step_by(BLOCK) {
            // SAFETY: start + BLOCK <= whole <= len.
            finite &= unsafe { self.take::<BLOCK>(start) };
        }
        for start in whole..len {
            // SAFETY: start < len.
            finite &= unsafe { self.take::<1>(start) };
        }
        finite
    }
}

impl<T: Scalar, P: Pass<T, N>, const N: usize> Each<'_, T, P, N> {
    /// B elements from `start` on. Gives whether their new parameters are finite.
    ///
    /// # Safety
    /// `start + B` is at most the number of elements.
    #[inline(always)]
    unsafe fn take<const B: usize>(&self, start: usize) -> bool {
        let Elements { scale, parameters, gradient, buffers, .. } = self.elements;
        // SAFETY: all pointers are valid for `start + B` elements.
        let (mut p, g) = unsafe { (load::<T, B>(parameters.add(start)), load::<T, B>(gradient.add(start))) };
        // SAFETY: as above.
        let mut values = buffers.map(|buffer| unsafe { load::<T, B>(buffer.add(start)) });
        let mut finite = true;
        for i in 0..B {
            let old = std::array::from_fn(|buffer| values[buffer][i]);
            let (parameter, new) = self.pass.apply(p[i], g[i] * scale, old);
            finite &= parameter.is_finite();
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
        finite
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
