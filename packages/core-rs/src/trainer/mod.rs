//! The training loop: batch → forward, loss and gradient in one pass → × 1/Σw → penalty → optimizer → parameters.
//!
//! All state is in [`Trainer`]; the data stays the caller's. A run may be cut into any slices of steps: the bits are
//! the same.

mod diverged;
mod early_stopping;
mod initial;
mod outcome;
mod record;
mod shape;

pub use record::EpochRecord;
pub use shape::Shape;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use early_stopping::Patience;

use crate::batch::{Cut, Order};
use crate::config::Plan;
use crate::error::{Code, Error, Result};
use crate::kernel::{BatchGradient, Level, LinearBatch, LinearParameters};
use crate::loss::{RowLoss, row_loss};
use crate::model::linear::Linear;
use crate::optimizer::Optimizer;
use crate::penalty::add_l2;
use crate::scalar::Scalar;
use crate::schedule;
use crate::view::View;

/// A training run of a linear model.
#[derive(Clone, Debug)]
pub struct Trainer<T> {
    plan: Plan,
    shape: Shape,
    model: Linear<T>,
    loss: Arc<dyn RowLoss<T>>,
    /// w (d), then b.
    parameters: Vec<T>,
    /// dw (d), then db.
    gradient: Vec<T>,
    optimizer: Optimizer<T>,
    order: Order,
    at: Position,
    /// The epoch under way.
    sums: EpochSums,
    records: Vec<EpochRecord>,
    patience: Option<Patience>,
    failure: Option<Error>,
}

/// Where a run is. All count from 0.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    step: u64,
    epoch: u32,
    /// Batch of the epoch that comes next.
    batch: usize,
    /// Learning rate of the latest step.
    rate: f64,
    /// Mean loss of the latest batch.
    loss: Option<f64>,
}

/// Σ batch loss × weight and Σ weight of the epoch's batches, in order.
#[derive(Clone, Copy, Debug, Default)]
struct EpochSums {
    loss: f64,
    weight: f64,
}

impl<T: Scalar> Trainer<T> {
    /// A run at its start: weights drawn from the seed (uniform, Glorot), bias 0.
    ///
    /// # Errors
    /// OPTION_INVALID for more than one output, DATA_INVALID for no rows or no features.
    pub fn new(plan: Plan, shape: Shape, level: Level) -> Result<Self> {
        let Shape { n, d, k } = shape;
        if k != 1 {
            return Err(Error::option(format!(
                "A linear model has one target in this version; got {k}. Train one model for each target."
            )));
        }
        if d == 0 {
            return Err(Error::data(
                "There are no features to train on: expected at least 1 column beside the target.",
            ));
        }
        let cut = Cut { n, batch_size: plan.batch_size.max(1), drop_last: plan.drop_last };
        Ok(Self {
            shape,
            model: Linear::new(level, d),
            loss: row_loss(&plan.loss),
            parameters: initial::linear(plan.seed, d),
            gradient: vec![T::ZERO; d + 1],
            optimizer: Optimizer::new(&plan.optimizer, d + 1),
            order: Order::new(cut, plan.shuffle, plan.seed)?,
            at: Position::default(),
            sums: EpochSums::default(),
            records: Vec::new(),
            patience: plan.early_stopping.map(Patience::new),
            failure: None,
            plan,
        })
    }

    /// Starts from these parameters: w (d), then b.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for another number of them, DATA_INVALID for one that is not finite.
    pub fn set_parameters(&mut self, values: &[f64]) -> Result<()> {
        let expected = self.parameters.len();
        if values.len() != expected {
            return Err(Error::shape(format!(
                "Expected {expected} initial parameters ({} weights, then the bias); got {}.",
                self.shape.d,
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
        self.parameters = values.iter().map(|&v| T::from_f64(v)).collect();
        Ok(())
    }

    /// Takes the rows' orders from the caller: n row numbers an epoch, one epoch after the other.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when they are not whole epochs, DATA_INVALID for a row number out of range.
    pub fn set_orders(&mut self, orders: Vec<u32>) -> Result<()> {
        self.order.give(orders)
    }

    /// Trains with this penalty λ from here on.
    pub fn set_l2(&mut self, l2: f64) {
        self.plan.l2 = l2;
    }

    /// Takes at most `max_steps` steps, at most to the end of the epoch, and gives how many it took. It goes on past
    /// the planned end when asked: [`Trainer::finished`] says where that is.
    ///
    /// # Errors
    /// DIVERGED in the step in which the loss or a parameter stops being finite, with `step`, `epoch`,
    /// `learningRate`, `feature`, `scale` and `safeLearningRate` in its details; ABORTED once `stop` is set, after
    /// whole steps; SHAPE_MISMATCH for other data than the run was made for.
    pub fn advance(&mut self, data: &View<'_, T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.shape.check(data)?;
        let batches = self.order.cut().batches();
        self.order.prepare(self.at.epoch)?;
        let mut done = 0;
        while done < max_steps && self.at.batch < batches {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::new(
                    Code::Aborted,
                    format!("The run was stopped after {} steps.", self.at.step),
                ));
            }
            self.step(data)?;
            done += 1;
        }
        if self.at.batch == batches {
            self.end_epoch();
        }
        Ok(done)
    }

    /// One update.
    #[inline]
    fn step(&mut self, data: &View<'_, T>) -> Result<()> {
        self.settle_rate();
        let d = self.shape.d;
        let batch = LinearBatch {
            view: *data,
            rows: self.order.batch(self.at.batch),
            next: Some(self.order.batch(self.at.batch + 1)).filter(|next| !next.is_empty()),
        };
        let (w, b) = self.parameters.split_at(d);
        let (dw, db) = self.gradient.split_at_mut(d);
        let sums = self.model.gradient(&batch, LinearParameters { w, b: b[0] }, &*self.loss, dw);
        db[0] = sums.db;

        let batch_loss = self.mean(sums);
        if self.plan.l2 > 0.0 {
            add_l2(T::from_f64(self.plan.l2), &self.parameters[..d], &mut self.gradient[..d]);
        }
        self.optimizer.step(&mut self.parameters, &self.gradient, self.at.rate);

        if !(batch_loss.is_finite() && all_finite(&self.parameters)) {
            return Err(self.diverged(data));
        }
        self.sums.loss += batch_loss * sums.weight;
        self.sums.weight += sums.weight;
        self.at.loss = Some(batch_loss);
        self.at.batch += 1;
        self.at.step += 1;
        Ok(())
    }

    /// Turns the sums of a batch into means: the gradient in place, and the loss. A batch without weight says nothing.
    #[inline]
    fn mean(&mut self, sums: BatchGradient<T>) -> f64 {
        let inverse = if sums.weight == 0.0 { 0.0 } else { 1.0 / sums.weight };
        let scale = T::from_f64(inverse);
        for g in &mut self.gradient {
            *g *= scale;
        }
        sums.loss * inverse
    }

    #[inline]
    fn settle_rate(&mut self) {
        if self.at.batch == 0 || schedule::changes_every_step(&self.plan.schedule) {
            let Position { step, epoch, .. } = self.at;
            self.at.rate =
                schedule::rate(&self.plan.schedule, self.plan.learning_rate, step, u64::from(epoch));
        }
    }

    fn end_epoch(&mut self) {
        let EpochSums { loss, weight } = std::mem::take(&mut self.sums);
        let loss = if weight == 0.0 { 0.0 } else { loss / weight };
        self.at.epoch += 1;
        self.at.batch = 0;
        self.records.push(EpochRecord {
            number: self.at.epoch,
            loss,
            learning_rate: self.at.rate,
            steps: self.at.step,
            validation: None,
        });
        if let Some(patience) = &mut self.patience {
            patience
                .see(loss, schedule::has_settled(&self.plan.schedule, self.plan.learning_rate, self.at.rate));
        }
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

fn dtype_name<T: Scalar>() -> &'static str {
    match T::DTYPE {
        crate::scalar::Dtype::Float32 => "float32",
        crate::scalar::Dtype::Float64 => "float64",
    }
}

/// Whether every value is finite. No early exit, so that it is a vector loop.
#[inline]
fn all_finite<T: Scalar>(values: &[T]) -> bool {
    values.iter().fold(true, |finite, &x| finite & x.is_finite())
}
