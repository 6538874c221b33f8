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

struct Each<'a, T, P, const N: usize> {
    pass: &'a P,
    elements: Elements<T, N>,
}

impl<T: Scalar, P: Pass<T, N>, const N: usize> simd::Loop for Each<'_, T, P, N> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let Elements { len, scale, parameters, gradient, buffers } = self.elements;
        let mut finite = true;
        for i in 0..len {
            // SAFETY: i < len, for which all pointers are valid.
            unsafe {
                let mut values = [T::ZERO; N];
                for (value, buffer) in values.iter_mut().zip(buffers) {
                    *value = *buffer.add(i);
                }
                let (parameter, values) =
                    self.pass.apply(*parameters.add(i), *gradient.add(i) * scale, values);
                finite &= parameter.is_finite();
                *parameters.add(i) = parameter;
                for (value, buffer) in values.into_iter().zip(buffers) {
                    *buffer.add(i) = value;
                }
            }
        }
        finite
    }
}
