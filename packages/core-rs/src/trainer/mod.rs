//! The training loop: batch → forward, loss and gradient in one pass → × 1/Σw → penalty → optimizer → parameters.
//!
//! All state is in [`Trainer`]; the data stays the caller's. A run may be cut into any slices of steps: the bits are
//! the same.

mod adjustment;
mod bytes;
mod diverged;
mod early_stopping;
mod epoch;
mod noise;
pub(crate) mod number;
#[cfg(not(target_arch = "wasm32"))]
mod on_device;
mod outcome;
mod record;
mod shape;
mod snapshot;
mod step;
mod update;
mod watch;

pub(crate) use adjustment::Adjustment;
pub use bytes::Bytes;
pub use record::EpochRecord;
pub use shape::Shape;
pub use snapshot::{Snapshot, Standing};

#[cfg(not(target_arch = "wasm32"))]
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::batch::{Cut, Order};
use crate::config::{Plan, Targets};
use crate::error::{Code, Error, Result};
use crate::kernel::Machine;
use crate::kernel::dense::Lines;
use crate::loss::{RowLoss, row_loss};
use crate::model::architecture::Architecture;
use crate::model::{Network, initial};
use crate::scalar::Scalar;
use crate::view::View;

use epoch::EpochSums;
use noise::Noise;
use update::Update;
use watch::Watch;

/// A training run.
#[derive(Debug)]
pub struct Trainer<T> {
    plan: Plan,
    shape: Shape,
    network: Network<T>,
    loss: Arc<dyn RowLoss<T>>,
    /// As stored by the network's layout.
    parameters: Lines<T>,
    gradient: Lines<T>,
    /// What makes `gradient` the mean of the latest update's rows.
    scale: T,
    /// The gradient of one of the batches that make an update; empty where one batch makes it.
    partial: Lines<T>,
    update: Update<T>,
    order: Order,
    at: Position,
    /// The epoch under way.
    sums: EpochSums,
    records: Vec<EpochRecord>,
    watch: Watch<T>,
    noise: Noise,
    /// Squared norms of the rows' gradients in a measured batch.
    norms: Vec<f64>,
    failure: Option<Error>,
    /// The device that takes the steps, if one does.
    #[cfg(not(target_arch = "wasm32"))]
    on_device: Option<Box<on_device::OnDevice>>,
}

/// Where a run is. All count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Position {
    step: u64,
    epoch: u32,
    /// Batch of the epoch that comes next.
    batch: usize,
    /// Learning rate of the latest step.
    #[serde(with = "number")]
    rate: f64,
    /// Mean loss of the latest batch.
    loss: Option<f64>,
}

impl<T: Scalar> Trainer<T> {
    /// A run at its start: weights drawn from the seed, biases 0.
    ///
    /// # Errors
    /// DATA_INVALID for no rows or no features, SHAPE_MISMATCH for other columns of y than the plan was made for,
    /// OUT_OF_MEMORY for a model that has no room.
    pub fn new(plan: Plan, shape: Shape, machine: Machine) -> Result<Self> {
        let Shape { d, k, .. } = shape;
        if d == 0 {
            return Err(Error::data(
                "There are no features to train on: expected at least 1 column beside the target.",
            ));
        }
        let expected = if plan.loss.targets() == Targets::Classes { 1 } else { plan.outputs };
        if k != expected {
            return Err(Error::shape(format!("The plan is for {expected} columns of y; got {k}.")));
        }
        let architecture = Architecture::of(&plan, d);
        check_memory::<T>(&architecture)?;
        let network = Network::new(architecture, machine);
        let stored = network.layout().len();
        Ok(Self {
            shape,
            loss: row_loss(&plan.loss),
            parameters: network
                .layout()
                .store(&initial::parameters(network.architecture(), plan.init_seed))
                .into(),
            gradient: Lines::new(stored),
            scale: T::ONE,
            partial: if plan.accumulate_batches > 1 { Lines::new(stored) } else { Lines::default() },
            update: Update::new(&plan, stored),
            order: order::<T>(&plan, (shape.n, shape.d))?,
            at: Position::default(),
            sums: EpochSums::default(),
            records: Vec::new(),
            watch: Watch::new(&plan),
            noise: Noise::default(),
            norms: Vec::new(),
            failure: None,
            #[cfg(not(target_arch = "wasm32"))]
            on_device: None,
            network,
            plan,
        })
    }

    /// Starts from these parameters, in logical order: layer by layer W (in,out) row-major, then b.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for another number of them, DATA_INVALID for one that is not finite.
    pub fn set_parameters(&mut self, values: &[f64]) -> Result<()> {
        let architecture = self.network.architecture();
        let expected = architecture.parameters();
        if values.len() != expected {
            let layers: Vec<String> = architecture
                .layers()
                .iter()
                .map(|l| format!("{} x {} + {}", l.inputs, l.units, l.units))
                .collect();
            return Err(Error::shape(format!(
                "Expected {expected} initial parameters (layer by layer weights, then biases: {}); got {}.",
                layers.join(", "),
                values.len()
            )));
        }
        if let Some(i) = values.iter().position(|v| !T::from_f64(*v).is_finite()) {
            return Err(Error::data(format!(
                "Initial parameter {i} is {}: expected a finite {} number.",
                values[i],
                dtype_name::<T>()
            )));
        }
        let logical: Vec<T> = values.iter().map(|&v| T::from_f64(v)).collect();
        #[cfg(not(target_arch = "wasm32"))]
        self.fetch()?;
        self.parameters = self.network.layout().store(&logical).into();
        #[cfg(not(target_arch = "wasm32"))]
        self.changed_here();
        Ok(())
    }

    /// Takes the rows' orders from the caller: n row numbers an epoch, one epoch after the other.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when they are not whole epochs, DATA_INVALID for a row number out of range.
    pub fn set_orders(&mut self, orders: Vec<u32>) -> Result<()> {
        self.order.give(orders)?;
        #[cfg(not(target_arch = "wasm32"))]
        self.changed_order();
        Ok(())
    }

    /// Goes on over n other rows of the same columns, in batches of so many: the epoch under way is left, everything
    /// else goes on.
    ///
    /// # Errors
    /// DATA_INVALID for no rows.
    pub fn set_rows(&mut self, n: usize, batch_size: usize) -> Result<()> {
        #[cfg(not(target_arch = "wasm32"))]
        self.empty_device()?;
        (self.shape.n, self.plan.batch_size) = (n, batch_size);
        self.order = order::<T>(&self.plan, (self.shape.n, self.shape.d))?;
        self.at.batch = 0;
        self.sums = EpochSums::default();
        Ok(())
    }

    /// Trains with this penalty λ from here on.
    pub fn set_l2(&mut self, l2: f64) {
        self.plan.l2 = l2;
        self.update.adjustment.l2 = l2;
    }

    /// Makes the order of the epoch under way.
    pub(crate) fn prepare_order(&mut self) -> Result<()> {
        self.order.prepare(self.at.epoch)
    }

    /// Takes the order another run has made for the same epoch.
    pub(crate) fn share_order(&mut self, other: &Self) {
        self.order.share(&other.order);
    }

    /// Sizes of the rows the run is made for.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Takes at most `max_steps` steps, at most to the end of the epoch, and gives how many it took. It goes on past
    /// the planned end when asked: [`Trainer::finished`] says where that is.
    ///
    /// # Errors
    /// DIVERGED in the step in which the loss or a parameter stops being finite, with `step`, `epoch`,
    /// `learningRate`, `feature`, `scale` and `safeLearningRate` in its details; ABORTED once `stop` is set, after
    /// whole steps; SHAPE_MISMATCH for other data than the run was made for.
    pub fn advance(&mut self, data: &View<'_, T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        self.shape.check(data)?;
        self.order.prepare(self.at.epoch)?;
        let end = self.order.cut().batches();
        #[cfg(not(target_arch = "wasm32"))]
        if self.on_device.is_some() {
            return self.take_steps_on_device(data, (max_steps, end), stop);
        }
        self.take_steps(data, (max_steps, end), stop)
    }

    /// The same over rows that come in the order of the epoch: those of some whole batches, the next one among them.
    ///
    /// # Errors
    /// As [`Trainer::advance`].
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn advance_within(
        &mut self,
        batches: Range<usize>,
        data: &View<'_, T>,
        max_steps: u64,
        stop: &AtomicBool,
    ) -> Result<u64> {
        self.shape.check_columns(data)?;
        self.order.deliver(batches.start, data.n);
        self.take_steps(data, (max_steps, batches.end), stop)
    }

    /// Takes steps up to a batch of the epoch.
    fn take_steps(
        &mut self,
        data: &View<'_, T>,
        (max_steps, end): (u64, usize),
        stop: &AtomicBool,
    ) -> Result<u64> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let mut done = 0;
        while done < max_steps && self.at.batch < end {
            if stop.load(Ordering::Relaxed) {
                return Err(self.stopped());
            }
            self.step(data, stop)?;
            done += 1;
        }
        if self.at.batch == self.order.cut().batches() {
            self.end_epoch()?;
        }
        Ok(done)
    }

    /// Where the run is: the epoch under way and its next batch, from 0.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn place(&self) -> (u32, usize) {
        (self.at.epoch, self.at.batch)
    }

    #[cold]
    fn stopped(&self) -> Error {
        Error::new(Code::Aborted, format!("The run was stopped after {} steps.", self.at.step))
    }

    #[cold]
    fn diverged(&mut self, data: &View<'_, T>) -> Error {
        let moment =
            diverged::Moment { step: self.at.step + 1, epoch: self.at.epoch + 1, rate: self.at.rate };
        let error = diverged::explain(data, &self.plan, moment);
        self.failure = Some(error.clone());
        error
    }
}

/// The order of n rows of d features, epoch by epoch, as a run takes them.
pub(crate) fn order<T>(plan: &Plan, sizes: (usize, usize)) -> Result<Order> {
    Order::new(cut::<T>(plan, sizes), plan.shuffle, plan.seed)
}

/// How a run cuts an epoch of n rows of d features into batches.
pub(crate) fn cut<T>(plan: &Plan, (n, d): (usize, usize)) -> Cut {
    Cut { n, batch_size: plan.batch_size.max(1), drop_last: plan.drop_last, row_bytes: d * size_of::<T>() }
}

/// Refuses a model whose parameters, gradient and optimizer have no room: the allocations themselves would abort.
pub(crate) fn check_memory<T>(architecture: &Architecture) -> Result<()> {
    /// Parameters as drawn and as stored, their gradient, two buffers of the optimizer: those of most runs.
    const BUFFERS: usize = 5;
    let parameters = architecture.parameters();
    let mut room: Vec<T> = Vec::new();
    room.try_reserve_exact(parameters.saturating_mul(BUFFERS)).map_err(|_| {
        let megabytes = parameters.saturating_mul(BUFFERS).saturating_mul(size_of::<T>()) >> 20;
        Error::new(
            Code::OutOfMemory,
            format!(
                "The model has {parameters} parameters, and {megabytes} MB of memory to train it could not be had; use \
                 fewer hidden units."
            ),
        )
    })
}

pub(crate) fn dtype_name<T: Scalar>() -> &'static str {
    match T::DTYPE {
        crate::scalar::Dtype::Float32 => "float32",
        crate::scalar::Dtype::Float64 => "float64",
    }
}
