//! RMSprop (Tieleman and Hinton, 2012; centered: Graves, 2013), as `torch.optim.RMSprop` computes it:
//! θ ← θ − η g / (√v + ε), through a buffer when there is momentum.

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, epsilon, lerp, negligible, settle};
use crate::kernel::elementwise::{self, Pass};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) alpha: f64,
    pub(super) epsilon: f64,
    pub(super) momentum: f64,
    pub(super) centered: bool,
}

impl Factors {
    /// The mean square; with momentum its buffer; centered the mean.
    pub(super) fn memory<T: Scalar>(&self, parameters: usize) -> Memory<T> {
        Memory::zeros(1 + usize::from(self.momentum > 0.0) + usize::from(self.centered), parameters, &[])
    }

    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let step = self.next(rate);
        match (self.momentum > 0.0, self.centered) {
            (false, false) => elementwise::run(machine, &Plain(step), operands, memory.slices()),
            (true, false) => elementwise::run(machine, &WithMomentum(step), operands, memory.slices()),
            (false, true) => elementwise::run(machine, &Centered(step), operands, memory.slices()),
            (true, true) => elementwise::run(machine, &CenteredWithMomentum(step), operands, memory.slices()),
        }
    }

    /// The factors of a step.
    pub(super) fn next<T: Scalar>(&self, rate: f64) -> Step<T> {
        Step {
            rate: T::from_f64(rate),
            alpha: T::from_f64(self.alpha),
            fresh: T::from_f64(1.0 - self.alpha),
            epsilon: epsilon(self.epsilon),
            momentum: T::from_f64(self.momentum),
            negligible: negligible(),
        }
    }
}

/// The factors of one step, in the element type.
#[derive(Clone, Copy)]
pub(super) struct Step<T> {
    rate: T,
    alpha: T,
    fresh: T,
    epsilon: T,
    momentum: T,
    negligible: T,
}

impl<T: Scalar> Step<T> {
    /// In the order a device takes them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn array(&self) -> FactorArray {
        factor_array([self.rate, self.alpha, self.fresh, self.epsilon, self.momentum])
    }

    #[inline(always)]
    fn square(&self, v: T, g: T) -> T {
        settle(v * self.alpha + self.fresh * g * g, self.negligible)
    }

    #[inline(always)]
    fn mean(&self, mean: T, g: T) -> T {
        settle(lerp(mean, g, (self.alpha, self.fresh)), self.negligible)
    }

    /// g / (√v + ε).
    #[inline(always)]
    fn scaled(&self, g: T, v: T) -> T {
        g / (v.sqrt() + self.epsilon)
    }

    /// The variance of the gradient, not below 0 for its rounding; NaN stays.
    #[inline(always)]
    fn variance(v: T, mean: T) -> T {
        let variance = v - mean * mean;
        if variance < T::ZERO { T::ZERO } else { variance }
    }

    #[inline(always)]
    fn through(&self, buffer: T, scaled: T) -> T {
        settle(buffer * self.momentum + scaled, self.negligible)
    }
}

struct Plain<T>(Step<T>);

impl<T: Scalar> Pass<T, 1> for Plain<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v]: [T; 1]) -> (T, [T; 1]) {
        let v = self.0.square(v, g);
        (p - self.0.rate * self.0.scaled(g, v), [v])
    }
}

struct WithMomentum<T>(Step<T>);

impl<T: Scalar> Pass<T, 2> for WithMomentum<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v, buffer]: [T; 2]) -> (T, [T; 2]) {
        let v = self.0.square(v, g);
        let buffer = self.0.through(buffer, self.0.scaled(g, v));
        (p - self.0.rate * buffer, [v, buffer])
    }
}

struct Centered<T>(Step<T>);

impl<T: Scalar> Pass<T, 2> for Centered<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v, mean]: [T; 2]) -> (T, [T; 2]) {
        let (v, mean) = (self.0.square(v, g), self.0.mean(mean, g));
        (p - self.0.rate * self.0.scaled(g, Step::variance(v, mean)), [v, mean])
    }
}

struct CenteredWithMomentum<T>(Step<T>);

impl<T: Scalar> Pass<T, 3> for CenteredWithMomentum<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v, buffer, mean]: [T; 3]) -> (T, [T; 3]) {
        let (v, mean) = (self.0.square(v, g), self.0.mean(mean, g));
        let buffer = self.0.through(buffer, self.0.scaled(g, Step::variance(v, mean)));
        (p - self.0.rate * buffer, [v, buffer, mean])
    }
}
