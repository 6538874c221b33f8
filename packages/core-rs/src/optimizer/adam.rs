//! Adam (Kingma and Ba, 2015), AMSGrad (Reddi, Kale and Kumar, 2018) and AdamW (Loshchilov and Hutter, 2019), as
//! `torch.optim` computes them: θ ← θ − (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε).

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
    /// Of the parameters, times the rate: AdamW's; 0 without.
    pub(super) decay: f64,
    pub(super) amsgrad: bool,
}

impl Factors {
    /// m, v and, with amsgrad, the largest v; β₁ᵗ and β₂ᵗ, products of t factors in order.
    pub(super) fn memory<T: Scalar>(&self, parameters: usize) -> Memory<T> {
        Memory::zeros(if self.amsgrad { 3 } else { 2 }, parameters, &[1.0, 1.0])
    }

    /// The factors of the next step.
    #[inline]
    pub(super) fn next<T: Scalar>(&self, numbers: &mut [f64], rate: f64) -> Step<T> {
        for (power, beta) in numbers.iter_mut().zip(self.betas) {
            *power = next_power(*power, beta);
        }
        Step {
            size: T::from_f64(rate / (1.0 - numbers[0])),
            correction: T::from_f64((1.0 - numbers[1]).sqrt()),
            epsilon: epsilon(self.epsilon),
            kept: T::from_f64(1.0 - rate * self.decay),
            betas: self.betas.map(T::from_f64),
            fresh: self.betas.map(|beta| T::from_f64(1.0 - beta)),
            negligible: negligible(),
        }
    }

    #[inline]
    pub(super) fn step<T: Scalar>(&self, memory: &mut Memory<T>, update: Update<'_, T>) -> bool {
        let Update { machine, operands, rate } = update;
        let step = self.next(&mut memory.numbers, rate);
        if self.amsgrad {
            elementwise::run(machine, &Amsgrad(step), operands, memory.slices())
        } else {
            elementwise::run(machine, &Adam(step), operands, memory.slices())
        }
    }
}

/// The factors of one step, in the element type.
#[derive(Clone, Copy)]
pub(super) struct Step<T> {
    size: T,
    correction: T,
    epsilon: T,
    /// 1 − η · decay of the parameters; 1 without.
    kept: T,
    betas: [T; 2],
    /// 1 − β₁ and 1 − β₂.
    fresh: [T; 2],
    negligible: T,
}

impl<T: Scalar> Step<T> {
    /// In the order a device takes them.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn array(&self) -> FactorArray {
        let Self { size, correction, epsilon, kept, betas, fresh, .. } = *self;
        factor_array([size, correction, epsilon, kept, betas[0], betas[1], fresh[0], fresh[1]])
    }

    /// The parameter after its own decay, and the new running means.
    #[inline(always)]
    fn average(&self, p: T, g: T, (m, v): (T, T)) -> (T, T, T) {
        let m = settle(lerp(m, g, (self.betas[0], self.fresh[0])), self.negligible);
        let v = settle(v * self.betas[1] + self.fresh[1] * g * g, self.negligible);
        (p * self.kept, m, v)
    }

    #[inline(always)]
    fn apply(&self, p: T, m: T, v: T) -> T {
        p - self.size * m / (v.sqrt() / self.correction + self.epsilon)
    }
}

struct Adam<T>(Step<T>);

impl<T: Scalar> Pass<T, 2> for Adam<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [m, v]: [T; 2]) -> (T, [T; 2]) {
        let (p, m, v) = self.0.average(p, g, (m, v));
        (self.0.apply(p, m, v), [m, v])
    }
}

struct Amsgrad<T>(Step<T>);

impl<T: Scalar> Pass<T, 3> for Amsgrad<T> {
    #[inline(always)]
    fn apply(&self, p: T, g: T, [m, v, largest]: [T; 3]) -> (T, [T; 3]) {
        let (p, m, v) = self.0.average(p, g, (m, v));
        // Compare and select: a NaN in v survives.
        let largest = if largest >= v { largest } else { v };
        (self.0.apply(p, m, largest), [m, v, largest])
    }
}
