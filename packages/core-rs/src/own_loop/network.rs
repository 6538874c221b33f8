//! A network whose parameters are the caller's.

use std::sync::{Arc, Weak};

use super::batches::{check_rows, matrix_of};
use super::gradient::{Gradient, Parameters};
use super::{Either, check_length, other_dtype};
use crate::config::{
    Activation, Auto, Config, Facts, HiddenLayer, Loss, MAX_SEED, Numerics, Plan, Targets, name_to_object,
};
use crate::error::{Error, Result};
use crate::examples::{Examples, Matrix, Typed};
use crate::kernel::{Level, Machine};
use crate::model::architecture::Architecture;
use crate::model::initial;
use crate::options::{check, from_value, read_options, read_value};
use crate::read_fields;
use crate::scalar::{Dtype, Scalar};
use crate::whole::{Float64, check_layers, check_loss};
use crate::{threads, trainer};

/// The layers and the element type of a network.
#[derive(Debug)]
struct NetworkOptions {
    inputs: usize,
    outputs: usize,
    hidden: Vec<HiddenLayer>,
    dtype: Dtype,
}

read_fields!(NetworkOptions { inputs, outputs, hidden, dtype });

/// Those options of a run that a gradient depends on.
#[derive(Debug)]
struct GradientOptions {
    loss: Loss,
    l2: f64,
    clip_norm: Option<f64>,
    clip_value: Option<f64>,
    seed: u64,
}

read_fields!(GradientOptions { loss, l2 = 0.0, clip_norm = None, clip_value = None, seed = 0 });

/// A network whose parameters are the caller's, in logical order.
#[derive(Debug)]
pub struct Network {
    options: NetworkOptions,
    architecture: Architecture,
    held: Either<Gradient<f32>, Gradient<f64>>,
    config: Config,
    plan: Plan,
    /// The examples that were last found to fit.
    seen: Weak<Examples>,
    /// The plain arrays of a batch, and the numbers of their rows.
    arrays: Option<Arc<Examples>>,
    rows: Vec<u32>,
}

impl Network {
    /// Of these layers: `{ inputs, outputs, hidden, dtype }`.
    ///
    /// # Errors
    /// OPTION_INVALID, OUT_OF_MEMORY for a network that has no room.
    pub fn new(options_json: &str) -> Result<Self> {
        let options: NetworkOptions = read_options(options_json)?;
        for (index, layer) in options.hidden.iter().enumerate() {
            layer.check(index)?;
        }
        let hidden = options.hidden.iter().map(|h| (h.units as usize, h.activation, h.dropout));
        let layers = hidden.chain([(options.outputs, Activation::Identity, 0.0)]);
        let architecture = Architecture::new(options.inputs, layers);
        check_layers(architecture.is_linear())?;
        let machine = Machine::new(Level::detect()?, Numerics::Strict, threads::available());
        let held = match options.dtype {
            Dtype::Float32 => {
                trainer::check_memory::<f32>(&architecture)?;
                Either::F32(Gradient::new(architecture.clone(), machine))
            }
            Dtype::Float64 => {
                trainer::check_memory::<f64>(&architecture)?;
                Either::F64(Float64::here()?, Gradient::new(architecture.clone(), machine))
            }
        };
        let config = Config::default();
        let plan = config.plan(options.facts(&Loss::Mse))?;
        Ok(Self {
            options,
            architecture,
            held,
            config,
            plan,
            seen: Weak::new(),
            arrays: None,
            rows: Vec::new(),
        })
    }

    /// The parameters that a run with this seed starts from, as float64.
    ///
    /// # Errors
    /// OPTION_INVALID for a seed out of its range.
    pub fn initial_parameters(&self, seed: f64) -> Result<Vec<f64>> {
        let whole = (0.0..=MAX_SEED as f64).contains(&seed) && seed.fract() == 0.0;
        check(whole, "seed", "a whole number from 0 to 9007199254740991", seed)?;
        Ok(match self.options.dtype {
            Dtype::Float32 => {
                let values = initial::parameters::<f32>(&self.architecture, seed as u64);
                values.into_iter().map(f64::from).collect()
            }
            Dtype::Float64 => initial::parameters(&self.architecture, seed as u64),
        })
    }

    /// What the next gradients are of: `{ loss, l2, clipNorm, clipValue, seed }`, the seed that of dropout.
    ///
    /// # Errors
    /// OPTION_INVALID.
    pub fn configure(&mut self, options_json: &str) -> Result<()> {
        let mut json = read_value(options_json)?;
        if let Some(loss) = json.get_mut("loss") {
            name_to_object(loss);
        }
        let GradientOptions { loss, l2, clip_norm, clip_value, seed } = from_value(json)?;
        check_loss(&loss)?;
        let facts = self.options.facts(&loss);
        let config = Config {
            loss: Auto::Value(loss),
            l2: Auto::Value(l2),
            clip_norm,
            clip_value,
            seed,
            ..Config::default()
        };
        self.plan = config.plan(facts)?;
        self.config = config;
        self.seen = Weak::new();
        match &mut self.held {
            Either::F32(gradient) => gradient.set_plan(&self.plan),
            Either::F64(_, gradient) => gradient.set_plan(&self.plan),
        }
        Ok(())
    }

    /// The step, from 0, whose dropout the next gradient draws.
    pub fn set_step(&mut self, step: u64) {
        match &mut self.held {
            Either::F32(gradient) => gradient.set_step(step),
            Either::F64(_, gradient) => gradient.set_step(step),
        }
    }

    /// The mean loss of these rows, without penalty; its gradient goes to `gradient`. Parameters and gradient lie in
    /// logical order.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for other columns, lengths or another dtype; DATA_INVALID for targets the loss does not take;
    /// DIVERGED for a loss that is not finite.
    pub fn loss_and_gradient<T: Scalar>(
        &mut self,
        examples: &Arc<Examples>,
        rows: &[u32],
        parameters: &[T],
        gradient: &mut [T],
    ) -> Result<f64> {
        self.check_examples(examples)?;
        let view = matrix_of::<T>(examples, "The parameters")?.view();
        check_rows(rows, view.n)?;
        let of = rows.iter().map(|&row| row as usize);
        examples.check_targets_of(&self.plan.loss, self.options.outputs, of)?;
        self.held::<T>()?.take(view, rows, Parameters { values: parameters, gradient })
    }

    /// Takes the plain arrays of a batch, in place of those before: x (m,d), y (m,k) and weights (m).
    ///
    /// # Errors
    /// SHAPE_MISMATCH, DATA_INVALID for values that are not finite.
    pub fn set_arrays<T: Scalar>(&mut self, x: Vec<T>, y: Vec<T>, weight: Option<Vec<T>>) -> Result<()>
    where
        Typed: From<Matrix<T>>,
    {
        self.arrays = None;
        let matrix = Matrix::new(x, y, weight, self.options.inputs)?;
        self.rows = (0..matrix.view().n as u32).collect();
        self.arrays = Some(Arc::new(Examples::from_arrays(matrix.into())));
        Ok(())
    }

    /// As [`Network::loss_and_gradient`], over the arrays that were set.
    ///
    /// # Errors
    /// As there.
    pub fn loss_and_gradient_of_arrays<T: Scalar>(
        &mut self,
        parameters: &[T],
        gradient: &mut [T],
    ) -> Result<f64> {
        let Some(arrays) = self.arrays.clone() else {
            return Err(Error::data("There is no batch yet: set its arrays first."));
        };
        let rows = std::mem::take(&mut self.rows);
        let loss = self.loss_and_gradient(&arrays, &rows, parameters, gradient);
        self.rows = rows;
        loss
    }

    /// Raw predictions (m,k) of rows x (m,d), row-major, into `out`.
    ///
    /// # Errors
    /// SHAPE_MISMATCH, DATA_INVALID for a value that is not finite.
    pub fn forward<T: Scalar>(&mut self, parameters: &[T], x: &[T], out: &mut [T]) -> Result<()> {
        self.held::<T>()?.forward(parameters, x, out)
    }

    /// The weights hash of parameters.
    ///
    /// # Errors
    /// SHAPE_MISMATCH.
    pub fn weights_hash<T: Scalar>(&mut self, parameters: &[T]) -> Result<String> {
        self.held::<T>()?.weights_hash(parameters)
    }

    fn held<T: Scalar>(&mut self) -> Result<&mut Gradient<T>> {
        let own = self.options.dtype;
        self.held.of().ok_or_else(|| other_dtype("The arrays", (own, T::DTYPE)))
    }

    /// Refuses examples of other columns, and a loss that a run over them would refuse.
    fn check_examples(&mut self, examples: &Arc<Examples>) -> Result<()> {
        if std::ptr::eq(self.seen.as_ptr(), Arc::as_ptr(examples)) {
            return Ok(());
        }
        let facts = examples.facts();
        check_length("A row of x", (self.options.inputs, facts.features))?;
        if facts.dtype != self.options.dtype {
            return Err(other_dtype("The rows of a batch", (self.options.dtype, facts.dtype)));
        }
        let own = self.options.facts(&self.plan.loss);
        check_length("A row of y", (own.targets, facts.targets))?;
        if facts.classes.is_some() {
            let plan = self.config.plan(facts)?;
            if plan.outputs != self.options.outputs {
                return Err(Error::shape(format!(
                    "The network has {} outputs and the loss on this dataset needs {}.",
                    self.options.outputs, plan.outputs
                )));
            }
        }
        self.seen = Arc::downgrade(examples);
        Ok(())
    }
}

impl NetworkOptions {
    /// What a run over rows for this network and this loss would know of them.
    fn facts(&self, loss: &Loss) -> Facts {
        let classes = loss.targets() == Targets::Classes;
        Facts {
            rows: 1,
            features: self.inputs,
            targets: if classes { 1 } else { self.outputs },
            classes: classes.then_some(self.outputs),
            dtype: self.dtype,
            encoded: false,
        }
    }
}
