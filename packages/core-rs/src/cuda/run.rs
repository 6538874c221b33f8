//! A run on a device: its rows, parameters and states in the device's memory, and launches of whole updates.

use super::abi::{Address, Layer, Outcome, Pass, Run, Status, activation, loss};
use super::device::{Kernel, Launch};
use super::memory::Memory;
use crate::config::{self, Plan};
use crate::error::Result;
use crate::kernel::{BLOCK, chunk_count};
use crate::model::architecture::Architecture;
use crate::scalar::Scalar;
use crate::view::View;

/// Passes of one launch at most, unless one update takes more.
const PASSES: usize = 1024;

/// So many parameters a block updates in the time that blocks wait for each other.
const PARAMETERS_OF_A_BLOCK: usize = 1024;

/// What a run is made of, beside its rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) architecture: &'a Architecture,
    /// Rows of a batch at most.
    pub(crate) batch: usize,
    /// Batches of an update at most.
    pub(crate) accumulated: usize,
    /// The number of the optimizer's pass, and its decay.
    pub(crate) optimizer: (u32, f64),
    /// The optimizer's buffers.
    pub(crate) buffers: usize,
    pub(crate) averages: bool,
}

impl Setup<'_> {
    fn most_passes(&self) -> usize {
        PASSES.max(self.accumulated)
    }
}

/// Parameters and what goes with them, in logical order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State<T> {
    pub(crate) parameters: Vec<T>,
    pub(crate) buffers: Vec<Vec<T>>,
    pub(crate) average: Option<Vec<T>>,
}

/// A run on a device.
#[derive(Debug)]
pub(crate) struct DeviceRun {
    kernel: Kernel,
    blocks: u32,
    run: Run,
    buffers: usize,
    /// Room for so many passes.
    most_passes: usize,
    passes: Address,
    /// Room for the row numbers of an epoch, and the epoch they are of.
    order: Address,
    epoch: Option<u32>,
}

impl DeviceRun {
    /// Brings the rows to the device and makes room for all else.
    ///
    /// # Errors
    /// OUT_OF_MEMORY, BACKEND_UNAVAILABLE.
    pub(crate) fn new<T: Scalar>(memory: &mut Memory, setup: &Setup<'_>, data: &View<'_, T>) -> Result<Self> {
        let kernel = Kernel { dtype: T::DTYPE, numerics: setup.plan.numerics };
        let most = memory.device().blocks(kernel)?;
        let run = place::<T>(memory, setup, data)?;
        let blocks = if setup.architecture.is_linear() { most.min(linear_blocks(setup)) } else { most };
        let most_passes = setup.most_passes();
        let (passes, order) = (memory.room::<Pass>(most_passes)?, memory.room::<u32>(data.n)?);
        Ok(Self { kernel, blocks, run, buffers: setup.buffers, most_passes, passes, order, epoch: None })
    }

    /// Passes that a launch takes at most: those of one update at least.
    pub(crate) fn most_passes(&self) -> usize {
        self.most_passes
    }

    /// Takes the order of an epoch; no numbers for rows as they lie.
    pub(crate) fn set_order(&mut self, memory: &mut Memory, epoch: u32, rows: &[u32]) -> Result<()> {
        if self.epoch == Some(epoch) {
            return Ok(());
        }
        memory.write(self.order, rows)?;
        self.run.order = if rows.is_empty() { 0 } else { self.order };
        self.epoch = Some(epoch);
        Ok(())
    }

    /// The order of the epoch is another one from here on.
    pub(crate) fn forget_order(&mut self) {
        self.epoch = None;
    }

    /// Takes parameters and states.
    pub(crate) fn write<T: Scalar>(&self, memory: &mut Memory, state: &State<T>) -> Result<()> {
        memory.write(self.run.parameters, &state.parameters)?;
        for (&to, values) in self.run.buffers.iter().zip(&state.buffers) {
            memory.write(to, values)?;
        }
        state.average.iter().try_for_each(|values| memory.write(self.run.average, values))
    }

    /// Parameters and states as they stand.
    pub(crate) fn read<T: Scalar>(&self, memory: &mut Memory) -> Result<State<T>> {
        let count = self.run.parameter_count as usize;
        let parameters = memory.read(self.run.parameters, count)?;
        let of = &self.run.buffers[..self.buffers];
        let buffers = of.iter().map(|&from| memory.read(from, count)).collect::<Result<_>>()?;
        let average = match self.run.average {
            0 => None,
            from => Some(memory.read(from, count)?),
        };
        Ok(State { parameters, buffers, average })
    }

    /// The mean gradient that a pass kept last.
    pub(crate) fn gradient<T: Scalar>(&self, memory: &mut Memory) -> Result<Vec<T>> {
        memory.read(self.run.gradient, self.run.parameter_count as usize)
    }

    /// Runs these passes, at most [`DeviceRun::most_passes`], whole updates, by this L2 penalty. Gives what they say, and after which one
    /// the run failed.
    pub(crate) fn launch(
        &mut self,
        memory: &mut Memory,
        passes: &[Pass],
        l2: f64,
    ) -> Result<(Vec<Outcome>, Option<usize>)> {
        self.run.l2 = l2;
        memory.write(self.passes, passes)?;
        memory.write(self.run.status, &[Status::default()])?;
        let launch = Launch {
            kernel: self.kernel,
            blocks: self.blocks,
            run: &self.run,
            passes: self.passes,
            count: passes.len() as u32,
        };
        memory.launch(&launch)?;
        let outcomes = memory.read(self.run.outcomes, passes.len())?;
        let status: Vec<Status> = memory.read(self.run.status, 1)?;
        let failed = status.first().and_then(|status| (status.failed as usize).checked_sub(1));
        Ok((outcomes, failed))
    }
}

/// Blocks that a linear model has work for: more would only be waited for, most of the time of a small step.
fn linear_blocks(setup: &Setup<'_>) -> u32 {
    let chunks = chunk_count(setup.batch);
    let of_rows = chunks * setup.batch.div_ceil(chunks).div_ceil(BLOCK);
    let of_parameters = setup.architecture.parameters().div_ceil(PARAMETERS_OF_A_BLOCK);
    u32::try_from(of_rows.max(of_parameters)).unwrap_or(u32::MAX)
}

/// Makes room for all that a run needs, and brings its rows.
fn place<T: Scalar>(memory: &mut Memory, setup: &Setup<'_>, data: &View<'_, T>) -> Result<Run> {
    let Setup { plan, architecture, batch: m, .. } = *setup;
    let (p, chunks) = (architecture.parameters(), chunk_count(m));
    // A shorter batch may have chunks of two blocks where a full one has twice as many chunks.
    let blocks = chunks * m.div_ceil(chunks).div_ceil(BLOCK).max(2);
    let parts = if architecture.is_linear() { blocks } else { chunks };
    let columns: usize = 2 * architecture.layers().iter().map(|layer| layer.units).sum::<usize>();
    let layers = place_layers::<T>(memory, architecture, m)?;
    let (loss, loss_option) = loss_number(&plan.loss);
    let (optimizer, decay) = setup.optimizer;
    let mut buffers = [0; 3];
    for buffer in &mut buffers[..setup.buffers] {
        *buffer = memory.room::<T>(p)?;
    }
    Ok(Run {
        x: memory.hold(data.x)?,
        y: memory.hold(data.y)?,
        weight: data.weight.map_or(Ok(0), |weight| memory.hold(weight))?,
        order: 0,
        parameters: memory.room::<T>(p)?,
        gradient: memory.room::<T>(p)?,
        partials: memory.room::<T>(parts * p)?,
        average: if setup.averages { memory.room::<T>(p)? } else { 0 },
        buffers,
        row_loss: memory.room::<f64>(m)?,
        row_weight: memory.room::<f64>(m)?,
        row_norm: memory.room::<f64>(m)?,
        block_loss: memory.room::<f64>(blocks)?,
        block_weight: memory.room::<f64>(blocks)?,
        columns: memory.room::<f64>(2 * columns)?,
        outcomes: memory.room::<Outcome>(setup.most_passes())?,
        status: memory.room::<Status>(1)?,
        layers: memory.hold(&layers)?,
        parameter_count: p as u64,
        seed: plan.seed,
        loss_option,
        decay,
        l2: plan.l2,
        clip_norm: plan.clip_norm.unwrap_or(0.0),
        clip_value: plan.clip_value.unwrap_or(0.0),
        d: data.d as u32,
        targets: data.k as u32,
        layer_count: layers.len() as u32,
        loss,
        optimizer,
        column_count: columns as u32,
    })
}

fn place_layers<T: Scalar>(memory: &mut Memory, architecture: &Architecture, m: usize) -> Result<Vec<Layer>> {
    let mut place = |layer: &crate::model::architecture::Layer| {
        let values = m.saturating_mul(layer.units);
        let dropout = (layer.dropout > 0.0).then(|| crate::model::dropout::limit_and_scale(layer.dropout));
        let (dropout_limit, dropout_scale) = dropout.unwrap_or((0, 1.0));
        Ok(Layer {
            inputs: layer.inputs as u32,
            units: layer.units as u32,
            activation: activation_number(layer.activation),
            dropout_limit,
            dropout_scale,
            weights: layer.weights().start as u64,
            biases: layer.biases().start as u64,
            outputs: memory.room::<T>(values)?,
            deltas: memory.room::<T>(values)?,
        })
    };
    architecture.layers().iter().map(&mut place).collect()
}

fn activation_number(name: config::Activation) -> u32 {
    use config::Activation;
    match name {
        Activation::Identity => activation::IDENTITY,
        Activation::Relu => activation::RELU,
        Activation::LeakyRelu => activation::LEAKY_RELU,
        Activation::Elu => activation::ELU,
        Activation::Tanh => activation::TANH,
        Activation::Sigmoid => activation::SIGMOID,
        Activation::Gelu => activation::GELU,
        Activation::GeluTanh => activation::GELU_TANH,
        Activation::Silu => activation::SILU,
        Activation::Softplus => activation::SOFTPLUS,
    }
}

/// The number of a loss, and its option.
fn loss_number(name: &config::Loss) -> (u32, f64) {
    use config::Loss;
    match *name {
        Loss::Mse => (loss::MSE, 0.0),
        Loss::HalfSquaredError => (loss::HALF_SQUARED_ERROR, 0.0),
        Loss::Mae => (loss::MAE, 0.0),
        Loss::Huber { delta } => (loss::HUBER, delta),
        Loss::LogCosh => (loss::LOG_COSH, 0.0),
        Loss::Quantile { quantile } => (loss::QUANTILE, quantile),
        Loss::EpsilonInsensitive { epsilon } => (loss::EPSILON_INSENSITIVE, epsilon),
        Loss::Poisson => (loss::POISSON, 0.0),
        Loss::BinaryCrossEntropy => (loss::BINARY_CROSS_ENTROPY, 0.0),
        Loss::Hinge => (loss::HINGE, 0.0),
        Loss::SquaredHinge => (loss::SQUARED_HINGE, 0.0),
        Loss::CrossEntropy { label_smoothing } => (loss::CROSS_ENTROPY, label_smoothing),
    }
}
