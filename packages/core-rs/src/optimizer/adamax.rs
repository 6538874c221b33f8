//! Adamax (Kingma and Ba, 2015, section 7.1), as `torch.optim.Adamax` computes it: u = max(β₂ u, |g| + ε),
//! θ ← θ − (η / (1 − β₁ᵗ)) m / u.

#[cfg(not(target_arch = "wasm32"))]
use super::{FactorArray, factor_array};
use super::{Memory, Update, epsilon, lerp, negligible, next_power, settle};
use crate::kernel::elementwise::{self, Pass};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) betas: [f64; 2],
    pub(super) epsilon: f64,
}

/// m and u; β₁ᵗ.
pub(super) fn memory<T: Scalar>(parameters: usize) -> Memory<T> {
    Memory::zeros(2, parameters, &[1.0])
}

impl Factors {
    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let step = self.next(&mut memory.numbers, rate);
        elementwise::run(machine, &step, operands, memory.slices())
    }

    /// The factors of the next step.
    pub(super) fn next<T: Scalar>(&self, numbers: &mut [f64], rate: f64) -> Adamax<T> {
        numbers[0] = next_power(numbers[0], self.betas[0]);
        Adamax {
            size: T::from_f64(rate / (1.0 - numbers[0])),
            epsilon: epsilon(self.epsilon),
            betas: self.betas.map(T::from_f64),
            fresh: T::from_f64(1.0 - self.betas[0]),
            negligible: negligible(),
        }
    }
}

/// The factors of one step, in the element type.
pub(super) struct Adamax<T> {
    size: T,
    epsilon: T,
    betas: [T; 2],
    fresh: T,
    negligible: T,
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Scalar> Adamax<T> {
    /// In the order a device takes them.
    pub(super) fn array(&self) -> FactorArray {
        factor_array([self.size, self.epsilon, self.betas[0], self.betas[1], self.fresh])
    }
}

impl<T: Scalar> Pass<T, 2> for Adamax<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [m, u]: [T; 2]) -> (T, [T; 2]) {
        let m = settle(lerp(m, g, (self.betas[0], self.fresh)), self.negligible);
        let (kept, fresh) = (u * self.betas[1], g.abs() + self.epsilon);
        // Compare and select: a NaN gradient survives.
        let u = if kept >= fresh { kept } else { fresh };
        (p - self.size * m / u, [m, u])
    }
}
