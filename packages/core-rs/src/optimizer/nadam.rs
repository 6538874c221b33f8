//! NAdam (Dozat, "Incorporating Nesterov momentum into Adam", 2016), as `torch.optim.NAdam` computes it, its momentum
//! μₜ = β₁ (1 − ½ · 0.96^(t · decay)).

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, epsilon, lerp, negligible, next_power, settle};
use crate::kernel::elementwise::{self, Pass};
use crate::math;
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) betas: [f64; 2],
    pub(super) epsilon: f64,
    pub(super) momentum_decay: f64,
}

/// m and v; the step t, β₂ᵗ and the product of all μ.
pub(super) fn memory<T: Scalar>(parameters: usize) -> Memory<T> {
    Memory::zeros(2, parameters, &[0.0, 1.0, 1.0])
}

impl Factors {
    /// The factors of the next step.
    pub(super) fn next<T: Scalar>(&self, numbers: &mut [f64], rate: f64) -> Nadam<T> {
        let (t, power) = (numbers[0] + 1.0, next_power(numbers[1], self.betas[1]));
        let momentum = |t: f64| self.betas[0] * (1.0 - 0.5 * math::pow(0.96, t * self.momentum_decay));
        let (now, next) = (momentum(t), momentum(t + 1.0));
        let product = numbers[2] * now;
        numbers.copy_from_slice(&[t, power, product]);
        Nadam {
            by_gradient: T::from_f64(rate * (1.0 - now) / (1.0 - product)),
            by_mean: T::from_f64(rate * next / (1.0 - product * next)),
            correction: T::from_f64(1.0 - power),
            epsilon: epsilon(self.epsilon),
            betas: self.betas.map(T::from_f64),
            fresh: self.betas.map(|beta| T::from_f64(1.0 - beta)),
            negligible: negligible(),
        }
    }

    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let step = self.next(&mut memory.numbers, rate);
        elementwise::run(machine, &step, operands, memory.slices())
    }
}

/// The factors of one step, in the element type.
pub(super) struct Nadam<T> {
    by_gradient: T,
    by_mean: T,
    correction: T,
    epsilon: T,
    betas: [T; 2],
    fresh: [T; 2],
    negligible: T,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Scalar> Nadam<T> {
    /// In the order a device takes them.
    pub(super) fn array(&self) -> FactorArray {
        let Self { by_gradient, by_mean, correction, epsilon, betas, fresh, .. } = *self;
        factor_array([by_gradient, by_mean, correction, epsilon, betas[0], betas[1], fresh[0], fresh[1]])
    }
}

impl<T: Scalar> Pass<T, 2> for Nadam<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [m, v]: [T; 2]) -> (T, [T; 2]) {
        let m = settle(lerp(m, g, (self.betas[0], self.fresh[0])), self.negligible);
        let v = settle(v * self.betas[1] + self.fresh[1] * g * g, self.negligible);
        let scale = (v / self.correction).sqrt() + self.epsilon;
        (p - self.by_gradient * g / scale - self.by_mean * m / scale, [m, v])
    }
}
