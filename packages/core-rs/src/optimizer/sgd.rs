//! Gradient descent, with momentum (Polyak, 1964) or Nesterov's look-ahead (Sutskever et al., 2013), as
//! `torch.optim.SGD` computes it: the first momentum buffer is the first gradient, without dampening.

use super::{negligible, settle};
use crate::scalar::Scalar;

/// The hyper-parameters; ranges in `config`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factors {
    pub(super) momentum: f64,
    pub(super) dampening: f64,
    pub(super) nesterov: bool,
    pub(super) weight_decay: f64,
}

/// Gradient descent and its momentum buffer.
#[derive(Clone, Debug)]
pub struct Sgd<T> {
    momentum: T,
    /// 1 − dampening.
    share: T,
    nesterov: bool,
    weight_decay: T,
    /// Empty without momentum.
    buffer: Vec<T>,
    started: bool,
}

impl<T: Scalar> Sgd<T> {
    pub(super) fn new(factors: Factors, parameters: usize) -> Self {
        let Factors { momentum, dampening, nesterov, weight_decay } = factors;
        Self {
            momentum: T::from_f64(momentum),
            share: T::from_f64(1.0 - dampening),
            nesterov,
            weight_decay: T::from_f64(weight_decay),
            buffer: if momentum == 0.0 { Vec::new() } else { vec![T::ZERO; parameters] },
            started: false,
        }
    }

    /// θ ← θ − η g, g the gradient plus decay, through the buffer when there is momentum.
    #[inline]
    pub(super) fn step(&mut self, parameters: &mut [T], gradient: &[T], rate: f64) {
        let rate = T::from_f64(rate);
        if self.buffer.is_empty() {
            let decay = self.weight_decay;
            if decay == T::ZERO {
                for (p, &g) in parameters.iter_mut().zip(gradient) {
                    *p -= rate * g;
                }
            } else {
                for (p, &g) in parameters.iter_mut().zip(gradient) {
                    *p -= rate * (g + decay * *p);
                }
            }
            return;
        }
        match (self.started, self.nesterov) {
            (false, false) => self.pass::<true, false>(parameters, gradient, rate),
            (false, true) => self.pass::<true, true>(parameters, gradient, rate),
            (true, false) => self.pass::<false, false>(parameters, gradient, rate),
            (true, true) => self.pass::<false, true>(parameters, gradient, rate),
        }
        self.started = true;
    }

    fn pass<const FIRST: bool, const NESTEROV: bool>(
        &mut self,
        parameters: &mut [T],
        gradient: &[T],
        rate: T,
    ) {
        let Self { momentum, share, weight_decay, .. } = *self;
        let limit = negligible();
        for ((p, &g), v) in parameters.iter_mut().zip(gradient).zip(&mut self.buffer) {
            let g = if weight_decay == T::ZERO { g } else { g + weight_decay * *p };
            *v = settle(if FIRST { g } else { *v * momentum + share * g }, limit);
            *p -= rate * if NESTEROV { g + momentum * *v } else { *v };
        }
    }
}
