//! An optimizer alone: any parameters, their gradient, a step.

use super::{Either, check_length, other_dtype};
use crate::config::Numerics;
use crate::config::{self, name_to_object};
use crate::error::{Code, Error, Result};
use crate::kernel::{Level, Machine};
use crate::optimizer::{self, Memory};
use crate::options::{check, from_value, read_value};
use crate::scalar::{Dtype, Scalar};
use crate::threads;
use crate::whole::{Float64, check_optimizer};

/// An optimizer of either element type.
type Held = Either<optimizer::Optimizer<f32>, optimizer::Optimizer<f64>>;

/// An optimizer whose parameters are the caller's.
#[derive(Debug)]
pub struct Optimizer {
    config: config::Optimizer,
    rate: f64,
    machine: Machine,
    /// From the first step on, with how many parameters it has.
    held: Option<(Held, usize)>,
    steps: u64,
}

impl Optimizer {
    /// With these options: an optimizer's of a run, or its name. A learning rate of `auto` is that of a network with
    /// hidden layers.
    ///
    /// # Errors
    /// OPTION_INVALID.
    pub fn new(options_json: &str) -> Result<Self> {
        let mut json = read_value(options_json)?;
        name_to_object(&mut json);
        let mut config: config::Optimizer = from_value(json)?;
        config.check()?;
        check_optimizer(&config)?;
        let auto = config.default_rate(true);
        let rate = config.learning_rate_mut().or_else(|| auto);
        let machine = Machine::new(Level::detect()?, Numerics::Strict, threads::available());
        let optimizer = Self { config, rate, machine, held: None, steps: 0 };
        optimizer.check_rate(rate)?;
        Ok(optimizer)
    }

    /// One step of all parameters in place, at this learning rate or at the optimizer's own.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for a gradient of another length, or for other parameters than those of its first step; DIVERGED
    /// once a parameter is not finite.
    pub fn step<T: Scalar>(&mut self, parameters: &mut [T], gradient: &[T], rate: Option<f64>) -> Result<()> {
        check_length("gradient", (parameters.len(), gradient.len()))?;
        let rate = rate.unwrap_or(self.rate);
        self.check_rate(rate)?;
        let Self { config, machine, held, steps, .. } = self;
        if held.is_none() {
            *held = Some((fresh(config, T::DTYPE, parameters.len())?, parameters.len()));
        }
        let Some((held, count)) = held else { unreachable!("made above") };
        check_length("parameters", (*count, parameters.len())).map_err(|error| {
            followed(
                error,
                "An optimizer steps the parameters of its first step: make another one, or call reset().",
            )
        })?;
        let optimizer = of(held)?;
        *steps += 1;
        if optimizer.step(machine, parameters, gradient, rate) {
            return Ok(());
        }
        let index = parameters.iter().position(|p| !p.is_finite()).unwrap_or_default();
        Err(Error::new(
            Code::Diverged,
            format!(
                "Parameter {index} is {} after step {steps} of the optimizer; its gradient was {}. Take a smaller learning rate than {rate}.",
                parameters[index].to_f64(),
                gradient[index].to_f64()
            ),
        )
        .with(serde_json::json!({ "step": steps, "parameter": index, "learningRate": rate })))
    }

    /// Steps done, and the numbers of the whole run that it remembers.
    pub fn numbers(&self) -> Vec<f64> {
        let numbers = match &self.held {
            None => &[][..],
            Some((Either::F32(optimizer), _)) => &optimizer.memory().numbers,
            Some((Either::F64(_, optimizer), _)) => &optimizer.memory().numbers,
        };
        [&[self.steps as f64], numbers].concat()
    }

    /// The buffers it remembers, one after the other, each as long as the parameters.
    ///
    /// # Errors
    /// SHAPE_MISMATCH where it steps parameters of the other dtype.
    pub fn buffers<T: Scalar>(&mut self) -> Result<Vec<T>> {
        let Some((held, _)) = &mut self.held else { return Ok(Vec::new()) };
        Ok(of::<T>(held)?.memory().buffers.concat())
    }

    /// Goes on from what another one with these options remembered of so many parameters.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID for what no optimizer with these options remembers.
    pub fn restore<T: Scalar>(&mut self, count: usize, buffers: &[T], numbers: &[f64]) -> Result<()> {
        let Some((&steps, numbers)) = numbers.split_first() else {
            return Err(Error::new(Code::CheckpointInvalid, "The optimizer's state has no steps."));
        };
        let mut held = fresh(&self.config, T::DTYPE, count)?;
        let buffers = buffers.chunks(count.max(1)).map(<[T]>::to_vec).collect();
        of::<T>(&mut held)?.restore(Memory { buffers, numbers: numbers.to_vec() })?;
        (self.held, self.steps) = (Some((held, count)), steps as u64);
        Ok(())
    }

    fn check_rate(&self, rate: f64) -> Result<()> {
        check(rate >= 0.0 && rate.is_finite(), "learningRate", "a finite number of at least 0", rate)
    }
}

/// At its first step, for parameters of this dtype.
fn fresh(config: &config::Optimizer, dtype: Dtype, parameters: usize) -> Result<Held> {
    Ok(match dtype {
        Dtype::Float32 => Either::F32(optimizer::Optimizer::new(config, parameters)),
        Dtype::Float64 => Either::F64(Float64::here()?, optimizer::Optimizer::new(config, parameters)),
    })
}

/// The optimizer for parameters of this dtype.
fn of<T: Scalar>(held: &mut Held) -> Result<&mut optimizer::Optimizer<T>> {
    let dtype = held.dtype();
    held.of().ok_or_else(|| other_dtype("The parameters of this optimizer", (dtype, T::DTYPE)))
}

fn followed(mut error: Error, sentence: &str) -> Error {
    error.message = format!("{} {sentence}", error.message);
    error
}
