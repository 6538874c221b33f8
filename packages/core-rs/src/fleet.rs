//! Many models over one pass of X: runs over the same rows in the same order, trained together, so that X is read from
//! memory once and each run after the first finds its batch in the cache. What comes out are the bits of single runs.
//!
//! They may differ in rates, penalties, losses, optimizers, layers, `initSeed`, and in batch sizes that divide the
//! largest one; folds are rows whose weight is 0 in one member. Threads share out members, never a member's sums.
//!
//! ```
//! use std::sync::Arc;
//! use std::sync::atomic::AtomicBool;
//!
//! use minibatch_core::config::{Config, Facts, Numerics};
//! use minibatch_core::fleet::Fleet;
//! use minibatch_core::kernel::{Level, Machine};
//! use minibatch_core::scalar::Dtype;
//! use minibatch_core::threads::Pool;
//! use minibatch_core::trainer::{Shape, Trainer};
//! use minibatch_core::view::View;
//!
//! # fn main() -> minibatch_core::error::Result<()> {
//! let x: Vec<f64> = (0..600).map(|i| f64::from(i * 7919 % 1000) / 500.0 - 1.0).collect(); // (200,3)
//! let y: Vec<f64> = x.chunks(3).map(|x| x[0] - 2.0 * x[2]).collect();
//! let data = View { x: &x, y: &y, weight: None, n: 200, d: 3, k: 1 };
//! let run = |rate: f64| {
//!     let options = format!(r#"{{ "seed": 1, "epochs": 5, "optimizer": {{ "name": "sgd", "learningRate": {rate} }} }}"#);
//!     let facts = Facts { rows: 200, features: 3, targets: 1, classes: None, dtype: Dtype::Float64, encoded: false };
//!     let plan = Config::from_json(&options)?.plan(facts)?;
//!     Trainer::new(plan, Shape::of(&data), Machine::new(Level::detect()?, Numerics::Strict, 1))
//! };
//!
//! let mut fleet = Fleet::new(vec![run(0.1)?, run(0.01)?], Arc::new(Pool::new(2)))?;
//! fleet.run(&data, &AtomicBool::new(false))?;
//! let losses: Vec<f64> =
//!     fleet.into_trainers().iter().map(|run| run.records().last().expect("an epoch").loss).collect();
//! assert!(losses[0] < losses[1], "0.1 is the better rate: {losses:?}");
//! # Ok(())
//! # }
//! ```

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Shuffle;
use crate::error::{Code, Error, Result};
use crate::scalar::Scalar;
use crate::threads::Pool;
use crate::trainer::Trainer;
use crate::view::View;

/// Runs that advance side by side.
#[derive(Debug)]
pub struct Fleet<T> {
    members: Vec<Mutex<Member<T>>>,
    pool: Arc<Pool>,
    /// Rows of the largest batch: what a round takes.
    largest: usize,
    /// Whole epochs done by every member that is still under way.
    epoch: u32,
}

#[derive(Debug)]
struct Member<T> {
    trainer: Trainer<T>,
    /// Weights of the rows in this member, where it has its own.
    weight: Option<Vec<T>>,
    failure: Option<Error>,
}

impl<T> Member<T> {
    fn under_way(&self) -> bool
    where
        T: Scalar,
    {
        self.failure.is_none() && !self.trainer.finished()
    }
}

impl<T: Scalar> Fleet<T> {
    /// Runs at their start; each should have a machine of one thread, the threads of `pool` share out the runs.
    ///
    /// # Errors
    /// OPTION_INVALID for no runs, for runs over other rows or another order (`seed`, `shuffle`), and for batch sizes
    /// that do not divide the largest.
    pub fn new(trainers: Vec<Trainer<T>>, pool: Arc<Pool>) -> Result<Self> {
        let Some(first) = trainers.first() else {
            return Err(Error::option("Models trained together need at least one run; got none."));
        };
        let largest = trainers.iter().map(|trainer| trainer.plan().batch_size).max().unwrap_or(1);
        for (i, trainer) in trainers.iter().enumerate() {
            check_alike(first, trainer, largest).map_err(|why| {
                Error::option(format!("Run {i} cannot be trained together with the others: {why}."))
            })?;
        }
        let member = |trainer| Mutex::new(Member { trainer, weight: None, failure: None });
        Ok(Self { members: trainers.into_iter().map(member).collect(), pool, largest, epoch: 0 })
    }

    /// Gives one run weights of its own for the rows (n), such as 0 for the rows of its fold.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for another number of rows, OPTION_INVALID for a run that does not exist, DATA_INVALID for a
    /// weight that is negative or not finite.
    pub fn set_weights(&mut self, run: usize, weight: Vec<T>) -> Result<()> {
        let count = self.members.len();
        let Some(member) = self.members.get_mut(run) else {
            return Err(Error::option(format!("There are runs 0 to {}; got {run}.", count - 1)));
        };
        let member = member.get_mut().unwrap_or_else(PoisonError::into_inner);
        let n = member.trainer.shape().n;
        if weight.len() != n {
            return Err(Error::shape(format!("Expected {n} weights, one a row; got {}.", weight.len())));
        }
        if let Some(row) = weight.iter().position(|w| !(w.is_finite() && *w >= T::ZERO)) {
            return Err(Error::data(format!("The weight of row {row} must be finite and at least 0.")));
        }
        member.weight = Some(weight);
        Ok(())
    }

    /// Takes at most one epoch of every run that is still under way. A run that diverges stops alone: see
    /// [`Fleet::failure`].
    ///
    /// # Errors
    /// ABORTED once `stop` is set, each run after whole steps; SHAPE_MISMATCH for other data than the runs were made for.
    pub fn advance_epoch(&mut self, data: &View<'_, T>, stop: &AtomicBool) -> Result<()> {
        self.share_order()?;
        let rounds = data.n.div_ceil(self.largest).max(1);
        for _ in 0..rounds {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::new(Code::Aborted, "The runs were stopped."));
            }
            self.pool.run(self.members.len(), &|i| self.round(&mut self.member(i), data));
        }
        self.epoch += 1;
        let wrong = self
            .members()
            .find_map(|member| member.failure.clone().filter(|e| e.code == Code::ShapeMismatch));
        wrong.map_or(Ok(()), Err)
    }

    /// Trains every run to its planned end.
    ///
    /// # Errors
    /// As [`Fleet::advance_epoch`].
    pub fn run(&mut self, data: &View<'_, T>, stop: &AtomicBool) -> Result<()> {
        while !self.finished() {
            self.advance_epoch(data, stop)?;
        }
        Ok(())
    }

    /// As many rows of one member as the largest batch has.
    fn round(&self, member: &mut Member<T>, data: &View<'_, T>) {
        if !member.under_way() || member.trainer.epoch() > self.epoch {
            return;
        }
        let view = View { weight: member.weight.as_deref().or(data.weight), ..*data };
        let steps = (self.largest / member.trainer.plan().batch_size.max(1)) as u64;
        // Members stop between rounds, never inside one.
        if let Err(error) = member.trainer.advance(&view, steps, &AtomicBool::new(false)) {
            member.failure = Some(error);
        }
    }

    /// Makes the epoch's order once, for all.
    fn share_order(&self) -> Result<()> {
        let mut leaders = self.members().filter(|member| member.under_way());
        let Some(mut leader) = leaders.next() else { return Ok(()) };
        leader.trainer.prepare_order()?;
        for mut member in leaders {
            member.trainer.share_order(&leader.trainer);
        }
        Ok(())
    }

    /// Whether every run has come to its end.
    pub fn finished(&self) -> bool {
        self.members().all(|member| !member.under_way())
    }

    /// Why a run stopped before its end, where it did: most often it diverged.
    pub fn failure(&self, run: usize) -> Option<Error> {
        self.member(run).failure.clone()
    }

    /// The runs, in the order they were given.
    pub fn into_trainers(self) -> Vec<Trainer<T>> {
        let open =
            |member: Mutex<Member<T>>| member.into_inner().unwrap_or_else(PoisonError::into_inner).trainer;
        self.members.into_iter().map(open).collect()
    }

    fn members(&self) -> impl Iterator<Item = MutexGuard<'_, Member<T>>> {
        (0..self.members.len()).map(|i| self.member(i))
    }

    // A run that panicked holds whole steps all the same.
    fn member(&self, i: usize) -> MutexGuard<'_, Member<T>> {
        self.members[i].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a run does not share the order of another, if so.
fn check_alike<T: Scalar>(
    first: &Trainer<T>,
    other: &Trainer<T>,
    largest: usize,
) -> std::result::Result<(), String> {
    let (a, b) = (first.plan(), other.plan());
    if first.shape() != other.shape() {
        return Err("it was made for other rows or columns".to_owned());
    }
    if other.step_count() > 0 || other.epoch() > 0 {
        return Err("it has begun already".to_owned());
    }
    if (a.seed, a.shuffle) != (b.seed, b.shuffle) {
        return Err(format!(
            "its order is another one (seed {}, shuffle {:?}; the first has {}, {:?})",
            b.seed, b.shuffle, a.seed, a.shuffle
        ));
    }
    if !largest.is_multiple_of(b.batch_size.max(1)) {
        return Err(format!("its batch of {} rows does not divide the largest, {largest}", b.batch_size));
    }
    if a.shuffle == Shuffle::Block && b.batch_size != largest {
        return Err("a block shuffle depends on the batch size: take one for all".to_owned());
    }
    if b.accumulate_batches > 1 {
        return Err("it accumulates batches".to_owned());
    }
    Ok(())
}
