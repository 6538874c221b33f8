//! Optimizers: from a gradient to a step. One flat pass over all parameters, biases included, as PyTorch's.
//!
//! An optimizer's whole state is its [`Memory`]; its factors come from the config. Elements do not know of each other, so
//! the order parameters lie in changes nothing, and padding whose gradient is 0 stays 0.

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod nadam;
mod rmsprop;
mod sgd;

use crate::config;
use crate::error::{Code, Error, Result};
use crate::kernel::Machine;
use crate::kernel::elementwise::Operands;
use crate::scalar::{Dtype, Scalar};
use crate::whole::WHOLE;

/// What an optimizer remembers: all that a checkpoint has to keep of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory<T> {
    /// Buffers, each as long as the parameters.
    pub buffers: Vec<Vec<T>>,
    /// Numbers of the whole run, such as powers of the betas.
    pub numbers: Vec<f64>,
}

impl<T: Scalar> Memory<T> {
    fn zeros(buffers: usize, parameters: usize, numbers: &[f64]) -> Self {
        Self { buffers: vec![vec![T::ZERO; parameters]; buffers], numbers: numbers.to_vec() }
    }

    /// The first N buffers.
    fn slices<const N: usize>(&mut self) -> [&mut [T]; N] {
        let mut buffers = self.buffers.iter_mut();
        std::array::from_fn(|_| buffers.next().map_or(&mut [][..], |buffer| &mut buffer[..]))
    }
}

/// One update: where it runs, what it changes, by which gradient and rate.
struct Update<'a, T> {
    machine: &'a Machine,
    operands: Operands<'a, T>,
    rate: f64,
}

/// Factors of one step, in the order that `cuda::abi::optimizer` says.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type FactorArray = [f64; 8];

#[cfg(not(target_arch = "wasm32"))]
fn factor_array<T: Scalar, const N: usize>(factors: [T; N]) -> FactorArray {
    let mut array = FactorArray::default();
    for (place, factor) in array.iter_mut().zip(factors) {
        *place = factor.to_f64();
    }
    array
}

/// An optimizer's formula.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Sgd(sgd::Factors),
    Adam(adam::Factors),
    Nadam(nadam::Factors),
    Adamax(adamax::Factors),
    Rmsprop(rmsprop::Factors),
    Adagrad(adagrad::Factors),
    Adadelta(adadelta::Factors),
}

/// An optimizer with its state.
#[derive(Clone, Debug)]
pub struct Optimizer<T> {
    rule: Rule,
    /// Of the parameters, into the gradient.
    decay: T,
    memory: Memory<T>,
}

impl<T: Scalar> Optimizer<T> {
    /// For `parameters` parameters, at step 0.
    pub fn new(config: &config::Optimizer, parameters: usize) -> Self {
        let rule = Rule::of(config);
        let memory = match &rule {
            Rule::Sgd(factors) => factors.memory(parameters),
            Rule::Adam(factors) => factors.memory(parameters),
            Rule::Nadam(_) => nadam::memory(parameters),
            Rule::Adamax(_) => adamax::memory(parameters),
            Rule::Rmsprop(factors) => factors.memory(parameters),
            Rule::Adagrad(factors) => factors.memory(parameters),
            Rule::Adadelta(_) => adadelta::memory(parameters),
        };
        Self { rule, decay: T::from_f64(decay_into_gradient(config)), memory }
    }

    /// One update of all parameters at this learning rate. Gives whether all of them are finite after it.
    #[inline]
    pub fn step(&mut self, machine: &Machine, parameters: &mut [T], gradient: &[T], rate: f64) -> bool {
        self.step_scaled(machine, (parameters, gradient, T::ONE), rate)
    }

    /// The same by a gradient whose elements are each to be multiplied by a scale first.
    #[inline]
    pub(crate) fn step_scaled(
        &mut self,
        machine: &Machine,
        (parameters, gradient, scale): (&mut [T], &[T], T),
        rate: f64,
    ) -> bool {
        let operands = Operands { parameters, gradient, scale, decay: self.decay };
        let update = Update { machine, operands, rate };
        match &self.rule {
            Rule::Sgd(factors) => factors.step(&mut self.memory, update),
            _ if !WHOLE => unreachable!("refused with the options"),
            Rule::Adam(factors) => factors.step(&mut self.memory, update),
            Rule::Nadam(factors) => factors.step(&mut self.memory, update),
            Rule::Adamax(factors) => factors.step(&mut self.memory, update),
            Rule::Rmsprop(factors) => factors.step(&mut self.memory, update),
            Rule::Adagrad(factors) => factors.step(&mut self.memory, update),
            Rule::Adadelta(factors) => factors.step(&mut self.memory, update),
        }
    }

    /// The number of its pass on a device, and the factor of the parameters that goes into the gradient.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn device_rule(&self) -> (u32, f64) {
        use crate::cuda::abi::optimizer as number;
        let rule = match &self.rule {
            Rule::Sgd(factors) if factors.momentum == 0.0 => number::SGD,
            Rule::Sgd(_) => number::MOMENTUM,
            Rule::Adam(factors) if factors.amsgrad => number::AMSGRAD,
            Rule::Adam(_) => number::ADAM,
            Rule::Nadam(_) => number::NADAM,
            Rule::Adamax(_) => number::ADAMAX,
            Rule::Rmsprop(factors) => match (factors.momentum > 0.0, factors.centered) {
                (false, false) => number::RMSPROP,
                (true, false) => number::RMSPROP_MOMENTUM,
                (false, true) => number::RMSPROP_CENTERED,
                (true, true) => number::RMSPROP_CENTERED_MOMENTUM,
            },
            Rule::Adagrad(_) => number::ADAGRAD,
            Rule::Adadelta(_) => number::ADADELTA,
        };
        (rule, self.decay.to_f64())
    }

    /// The factors of the next step, which a device takes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn next_factors(&mut self, rate: f64) -> FactorArray {
        let numbers = &mut self.memory.numbers[..];
        match &self.rule {
            Rule::Sgd(factors) => {
                let (step, started) = factors.next::<T>(numbers, rate);
                step.array(!started, factors.nesterov)
            }
            Rule::Adam(factors) => factors.next::<T>(numbers, rate).array(),
            Rule::Nadam(factors) => factors.next::<T>(numbers, rate).array(),
            Rule::Adamax(factors) => factors.next::<T>(numbers, rate).array(),
            Rule::Rmsprop(factors) => factors.next::<T>(rate).array(),
            Rule::Adagrad(factors) => factors.next::<T>(numbers, rate).array(),
            Rule::Adadelta(factors) => factors.next::<T>(rate).array(),
        }
    }

    /// What a device changes and gives back.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn memory_mut(&mut self) -> &mut Memory<T> {
        &mut self.memory
    }

    /// All that it remembers.
    pub fn memory(&self) -> &Memory<T> {
        &self.memory
    }

    /// Goes on from what another one of the same config remembered.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID for another number of buffers or numbers, another length, a number that is not finite, or NaN in
    /// a buffer: a square of a large gradient may have become infinite.
    pub fn restore(&mut self, memory: Memory<T>) -> Result<()> {
        let shape = |memory: &Memory<T>| {
            let lengths: Vec<String> = memory.buffers.iter().map(|buffer| buffer.len().to_string()).collect();
            format!(
                "{} buffers of {} values and {} numbers",
                lengths.len(),
                lengths.join(", "),
                memory.numbers.len()
            )
        };
        let sound = memory.numbers.iter().all(|number| number.is_finite())
            && memory.buffers.iter().flatten().all(|value| !value.to_f64().is_nan());
        if shape(&memory) != shape(&self.memory) || !sound {
            return Err(Error::new(
                Code::CheckpointInvalid,
                format!(
                    "The optimizer remembers {}, none of them NaN; got {}. Resume with the options the checkpoint was saved with.",
                    shape(&self.memory),
                    if sound {
                        shape(&memory)
                    } else {
                        "one that is NaN, or a number that is not finite".to_owned()
                    }
                ),
            ));
        }
        self.memory = memory;
        Ok(())
    }
}

impl Rule {
    fn of(config: &config::Optimizer) -> Self {
        use config::Optimizer as Config;
        match *config {
            Config::Sgd { momentum, dampening, nesterov, .. } => {
                Self::Sgd(sgd::Factors { momentum, dampening, nesterov })
            }
            Config::Adam { betas, epsilon, amsgrad, .. } => {
                Self::Adam(adam::Factors { betas, epsilon, decay: 0.0, amsgrad })
            }
            Config::Adamw { betas, epsilon, weight_decay, amsgrad, .. } => {
                Self::Adam(adam::Factors { betas, epsilon, decay: weight_decay, amsgrad })
            }
            Config::Nadam { betas, epsilon, momentum_decay, .. } => {
                Self::Nadam(nadam::Factors { betas, epsilon, momentum_decay })
            }
            Config::Adamax { betas, epsilon, .. } => Self::Adamax(adamax::Factors { betas, epsilon }),
            Config::Rmsprop { alpha, epsilon, momentum, centered, .. } => {
                Self::Rmsprop(rmsprop::Factors { alpha, epsilon, momentum, centered })
            }
            Config::Adagrad { learning_rate_decay, initial_accumulator, epsilon, .. } => {
                Self::Adagrad(adagrad::Factors { learning_rate_decay, initial_accumulator, epsilon })
            }
            Config::Adadelta { rho, epsilon, .. } => Self::Adadelta(adadelta::Factors { rho, epsilon }),
        }
    }
}

/// The factor of the parameters that goes into the gradient, as all of PyTorch's do it but AdamW.
fn decay_into_gradient(config: &config::Optimizer) -> f64 {
    use config::Optimizer as Config;
    match *config {
        Config::Sgd { weight_decay, .. }
        | Config::Adam { weight_decay, .. }
        | Config::Nadam { weight_decay, .. }
        | Config::Adamax { weight_decay, .. }
        | Config::Rmsprop { weight_decay, .. }
        | Config::Adagrad { weight_decay, .. }
        | Config::Adadelta { weight_decay, .. } => weight_decay,
        Config::Adamw { .. } => 0.0,
    }
}

/// PyTorch's lerp(mean, gradient, fresh): from the nearer end. `kept` is the decay, `fresh` 1 − decay.
#[inline(always)]
fn lerp<T: Scalar>(mean: T, gradient: T, (kept, fresh): (T, T)) -> T {
    if kept > fresh {
        mean + fresh * (gradient - mean)
    } else {
        gradient - (gradient - mean) * (T::ONE - fresh)
    }
}

/// β₁ᵗ⁺¹ from β₁ᵗ. Under 1e-30 a correction 1 − βᵗ is 1 to the last bit; products of denormals would only be slow.
fn next_power(power: f64, beta: f64) -> f64 {
    if power < 1e-30 { 0.0 } else { power * beta }
}

/// Running means under this are taken as 0: the smallest normal number. A gradient that stays 0 would else leave them
/// denormal for ever, where one product takes a hundred times as long; no step of any size can tell.
fn negligible<T: Scalar>() -> T {
    T::from_f64(match T::DTYPE {
        Dtype::Float32 => f32::MIN_POSITIVE.into(),
        Dtype::Float64 => f64::MIN_POSITIVE,
    })
}

/// ε in the element type, above 0 also where float32 would round it to 0: a parameter without gradient must not become
/// 0 / 0.
fn epsilon<T: Scalar>(epsilon: f64) -> T {
    let rounded = T::from_f64(epsilon);
    if rounded == T::ZERO { negligible() } else { rounded }
}

/// 0 for a value under the limit, else the value; NaN stays.
#[inline(always)]
fn settle<T: Scalar>(value: T, limit: T) -> T {
    if value.abs() < limit { T::ZERO } else { value }
}
