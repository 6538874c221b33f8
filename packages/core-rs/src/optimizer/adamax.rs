//! Adamax (Kingma and Ba, 2015, section 7.1), as `torch.optim.Adamax` computes it: u = max(β₂ u, |g| + ε),
//! θ ← θ − (η / (1 − β₁ᵗ)) m / u.

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
        memory.numbers[0] = next_power(memory.numbers[0], self.betas[0]);
        let step = Adamax {
            size: T::from_f64(rate / (1.0 - memory.numbers[0])),
            epsilon: epsilon(self.epsilon),
            betas: self.betas.map(T::from_f64),
            fresh: T::from_f64(1.0 - self.betas[0]),
            negligible: negligible(),
        };
        elementwise::run(machine, &step, operands, memory.slices())
    }
}

/// The factors of one step, in the element type.
struct Adamax<T> {
    size: T,
    epsilon: T,
    betas: [T; 2],
    fresh: T,
    negligible: T,
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
