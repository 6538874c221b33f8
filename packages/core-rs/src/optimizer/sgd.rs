//! Gradient descent, with momentum (Polyak, 1964) or Nesterov's look-ahead (Sutskever et al., 2013), as
//! `torch.optim.SGD` computes it: the first momentum buffer is the first gradient, without dampening.

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, negligible, settle};
use crate::kernel::elementwise::{self, Pass};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) momentum: f64,
    pub(super) dampening: f64,
    pub(super) nesterov: bool,
}

impl Factors {
    /// With momentum a buffer, and whether it holds a gradient yet.
    pub(super) fn memory<T: Scalar>(&self, parameters: usize) -> Memory<T> {
        if self.momentum == 0.0 { Memory::default() } else { Memory::zeros(1, parameters, &[0.0]) }
    }

    /// θ ← θ − η g, g the gradient, through the buffer when there is momentum.
    #[inline]
    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let (step, started) = self.next(&mut memory.numbers, rate);
        if memory.buffers.is_empty() {
            return elementwise::run(machine, &Plain(step), operands, []);
        }
        let buffers = memory.slices::<1>();
        match (started, self.nesterov) {
            (false, false) => elementwise::run(machine, &Momentum::<T, true, false>(step), operands, buffers),
            (false, true) => elementwise::run(machine, &Momentum::<T, true, true>(step), operands, buffers),
            (true, false) => elementwise::run(machine, &Momentum::<T, false, false>(step), operands, buffers),
            (true, true) => elementwise::run(machine, &Momentum::<T, false, true>(step), operands, buffers),
        }
    }

    /// The factors of the next step, and whether the buffer holds a gradient before it.
    #[inline]
    pub(super) fn next<T: Scalar>(&self, numbers: &mut [f64], rate: f64) -> (Step<T>, bool) {
        let started = numbers.first_mut().is_some_and(|started| std::mem::replace(started, 1.0) != 0.0);
        let step = Step {
            rate: T::from_f64(rate),
            momentum: T::from_f64(self.momentum),
            share: T::from_f64(1.0 - self.dampening),
            negligible: negligible(),
        };
        (step, started)
    }
}

/// The factors of one step, in the element type.
#[derive(Clone, Copy)]
pub(super) struct Step<T> {
    rate: T,
    momentum: T,
    /// 1 − dampening.
    share: T,
    negligible: T,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Scalar> Step<T> {
    /// In the order a device takes them, with whether this step is the first and whether it is Nesterov's.
    pub(super) fn array(&self, first: bool, nesterov: bool) -> FactorArray {
        let flag = |on: bool| if on { T::ONE } else { T::ZERO };
        factor_array([self.rate, self.momentum, self.share, flag(first), flag(nesterov)])
    }
}

struct Plain<T>(Step<T>);

impl<T: Scalar> Pass<T, 0> for Plain<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, _: [T; 0]) -> (T, [T; 0]) {
        (p - self.0.rate * g, [])
    }
}

struct Momentum<T, const FIRST: bool, const NESTEROV: bool>(Step<T>);

impl<T: Scalar, const FIRST: bool, const NESTEROV: bool> Pass<T, 1> for Momentum<T, FIRST, NESTEROV> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v]: [T; 1]) -> (T, [T; 1]) {
        let Step { rate, momentum, share, negligible } = self.0;
        let v = settle(if FIRST { g } else { v * momentum + share * g }, negligible);
        (p - rate * if NESTEROV { g + momentum * v } else { v }, [v])
    }
}
