//! Optimizers: from a gradient to a step. One flat pass over all parameters, biases included, as PyTorch's.

mod adam;
mod sgd;

pub use adam::Adam;
pub use sgd::Sgd;

use crate::config;
use crate::scalar::{Dtype, Scalar};

/// An optimizer with its state.
#[derive(Clone, Debug)]
pub enum Optimizer<T> {
    /// Gradient descent with momentum.
    Sgd(Sgd<T>),
    /// Adam.
    Adam(Adam<T>),
}

impl<T: Scalar> Optimizer<T> {
    /// For `parameters` parameters, at step 0.
    pub fn new(config: &config::Optimizer, parameters: usize) -> Self {
        match *config {
            config::Optimizer::Sgd { momentum, dampening, nesterov, weight_decay, .. } => {
                Self::Sgd(Sgd::new(sgd::Factors { momentum, dampening, nesterov, weight_decay }, parameters))
            }
            config::Optimizer::Adam { betas, epsilon, weight_decay, amsgrad, .. } => {
                Self::Adam(Adam::new(adam::Factors { betas, epsilon, weight_decay, amsgrad }, parameters))
            }
            _ => unimplemented!("the other optimizers"),
        }
    }

    /// One update of all parameters at this learning rate.
    #[inline]
    pub fn step(&mut self, parameters: &mut [T], gradient: &[T], rate: f64) {
        match self {
            Self::Sgd(sgd) => sgd.step(parameters, gradient, rate),
            Self::Adam(adam) => adam.step(parameters, gradient, rate),
        }
    }
}

/// Running means under this are taken as 0: the smallest normal number. A gradient that stays 0 would else leave them
/// denormal for ever, where one product takes a hundred times as long; no step of any size can tell.
fn negligible<T: Scalar>() -> T {
    T::from_f64(match T::DTYPE {
        Dtype::Float32 => f32::MIN_POSITIVE.into(),
        Dtype::Float64 => f64::MIN_POSITIVE,
    })
}

/// 0 for a value under the limit, else the value; NaN stays.
#[inline(always)]
fn settle<T: Scalar>(value: T, limit: T) -> T {
    if value.abs() < limit { T::ZERO } else { value }
}
