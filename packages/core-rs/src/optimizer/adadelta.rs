//! Adadelta (Zeiler, 2012), as `torch.optim.Adadelta` computes it: v ← ρ v + (1 − ρ) g², Δ = √(u + ε) / √(v + ε) · g,
//! u ← ρ u + (1 − ρ) Δ², θ ← θ − η Δ.

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, epsilon, negligible, settle};
use crate::kernel::elementwise::{self, Pass};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) rho: f64,
    pub(super) epsilon: f64,
}

/// v and u.
pub(super) fn memory<T: Scalar>(parameters: usize) -> Memory<T> {
    Memory::zeros(2, parameters, &[])
}

impl Factors {
    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        elementwise::run(machine, &self.next(rate), operands, memory.slices())
    }

    /// The factors of a step.
    pub(super) fn next<T: Scalar>(&self, rate: f64) -> Adadelta<T> {
        Adadelta {
            rate: T::from_f64(rate),
            rho: T::from_f64(self.rho),
            fresh: T::from_f64(1.0 - self.rho),
            epsilon: epsilon(self.epsilon),
            negligible: negligible(),
        }
    }
}

/// The factors of one step, in the element type.
pub(super) struct Adadelta<T> {
    rate: T,
    rho: T,
    fresh: T,
    epsilon: T,
    negligible: T,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Scalar> Adadelta<T> {
    /// In the order a device takes them.
    pub(super) fn array(&self) -> FactorArray {
        factor_array([self.rate, self.rho, self.fresh, self.epsilon])
    }
}

impl<T: Scalar> Pass<T, 2> for Adadelta<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [v, u]: [T; 2]) -> (T, [T; 2]) {
        let v = settle(v * self.rho + self.fresh * g * g, self.negligible);
        let delta = (u + self.epsilon).sqrt() / (v + self.epsilon).sqrt() * g;
        let u = settle(u * self.rho + self.fresh * delta * delta, self.negligible);
        (p - self.rate * delta, [v, u])
    }
}
