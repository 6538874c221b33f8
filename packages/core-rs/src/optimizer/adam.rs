//! Adam (Kingma and Ba, 2015) and AMSGrad (Reddi, Kale and Kumar, 2018), as `torch.optim.Adam` computes them:
//! θ ← θ − (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε).

use super::{negligible, settle};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) betas: [f64; 2],
    pub(super) epsilon: f64,
    pub(super) weight_decay: f64,
    pub(super) amsgrad: bool,
}

/// Adam and its running means.
#[derive(Clone, Debug)]
pub struct Adam<T> {
    factors: Factors,
    /// β₁ᵗ and β₂ᵗ: products of t factors in order, a function of t alone.
    powers: [f64; 2],
    /// m, the running mean of the gradient.
    mean: Vec<T>,
    /// v, the running mean of its square.
    square: Vec<T>,
    /// The largest v so far; empty without amsgrad.
    largest: Vec<T>,
}

/// The factors of one step, in the element type.
#[derive(Clone, Copy)]
struct Step<T> {
    size: T,
    correction: T,
    epsilon: T,
    decay: T,
    /// 1 − β₁ and 1 − β₂.
    fresh: [T; 2],
    betas: [T; 2],
    negligible: T,
}

impl<T: Scalar> Adam<T> {
    pub(super) fn new(factors: Factors, parameters: usize) -> Self {
        let zeros = || vec![T::ZERO; parameters];
        Self {
            factors,
            powers: [1.0; 2],
            mean: zeros(),
            square: zeros(),
            largest: if factors.amsgrad { zeros() } else { Vec::new() },
        }
    }

    /// One update of all parameters.
    #[inline]
    pub(super) fn step(&mut self, parameters: &mut [T], gradient: &[T], rate: f64) {
        let Factors { betas, epsilon, weight_decay, amsgrad } = self.factors;
        for (power, beta) in self.powers.iter_mut().zip(betas) {
            // Under 1e-30 the correction is 1 to the last bit; products of denormals would only be slow.
            *power = if *power < 1e-30 { 0.0 } else { *power * beta };
        }
        let step = Step {
            size: T::from_f64(rate / (1.0 - self.powers[0])),
            correction: T::from_f64((1.0 - self.powers[1]).sqrt()),
            epsilon: T::from_f64(epsilon),
            decay: T::from_f64(weight_decay),
            fresh: betas.map(|beta| T::from_f64(1.0 - beta)),
            betas: betas.map(T::from_f64),
            negligible: negligible(),
        };
        if amsgrad {
            self.pass_amsgrad(parameters, gradient, step);
        } else {
            self.pass(parameters, gradient, step);
        }
    }

    fn pass(&mut self, parameters: &mut [T], gradient: &[T], step: Step<T>) {
        let states = self.mean.iter_mut().zip(&mut self.square);
        for ((p, &g), (m, v)) in parameters.iter_mut().zip(gradient).zip(states) {
            step.average(*p, g, m, v);
            step.apply(p, *m, *v);
        }
    }

    fn pass_amsgrad(&mut self, parameters: &mut [T], gradient: &[T], step: Step<T>) {
        let states = self.mean.iter_mut().zip(&mut self.square).zip(&mut self.largest);
        for ((p, &g), ((m, v), largest)) in parameters.iter_mut().zip(gradient).zip(states) {
            step.average(*p, g, m, v);
            // Compare and select: a NaN in v survives.
            *largest = if *largest >= *v { *largest } else { *v };
            step.apply(p, *m, *largest);
        }
    }
}

impl<T: Scalar> Step<T> {
    #[inline(always)]
    fn average(&self, p: T, g: T, m: &mut T, v: &mut T) {
        let g = if self.decay == T::ZERO { g } else { g + self.decay * p };
        // PyTorch's lerp: from the nearer end.
        let mean = if self.betas[0] > self.fresh[0] {
            *m + self.fresh[0] * (g - *m)
        } else {
            g - (g - *m) * (T::ONE - self.fresh[0])
        };
        *m = settle(mean, self.negligible);
        *v = settle(*v * self.betas[1] + self.fresh[1] * g * g, self.negligible);
    }

    #[inline(always)]
    fn apply(&self, p: &mut T, m: T, v: T) {
        *p -= self.size * m / (v.sqrt() / self.correction + self.epsilon);
    }
}
