//! All that a run is, apart from its data: what a checkpoint keeps. Buffers stand in logical order, so that a run goes on
//! at another SIMD level, on another backend, with another number of threads.

use serde::{Deserialize, Serialize};

use super::noise::Noise;
use super::watch::WatchState;
use super::{EpochRecord, EpochSums, Position, Trainer};
use crate::average::AverageMemory;
use crate::config::MAX_SEED;
use crate::error::{Code, Error, Result};
use crate::optimizer::Memory;
use crate::scalar::Scalar;

/// The numbers of a run: where it stands and what it remembers of its epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    pub(super) at: Position,
    pub(super) sums: EpochSums,
    pub(super) records: Vec<EpochRecord>,
    pub(super) watch: WatchState,
    pub(super) noise: Noise,
    /// The optimizer's numbers, such as powers of its betas.
    optimizer: Vec<f64>,
    /// Steps in the average.
    averaged: Option<String>,
    /// Whether the caller gave the orders of the epochs, and has to give them again.
    pub(super) given_orders: bool,
}

/// A run at one step: named buffers in logical order, P values each, and the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot<T> {
    /// `parameters` first, then `optimizer.0` …, `average`, `best`, as far as the run has them.
    pub buffers: Vec<(String, Vec<T>)>,
    /// The numbers.
    pub standing: Standing,
}

const PARAMETERS: &str = "parameters";
const OPTIMIZER: &str = "optimizer.";
const AVERAGE: &str = "average";
const BEST: &str = "best";

impl<T: Scalar> Trainer<T> {
    /// The run as it stands.
    pub fn snapshot(&self) -> Snapshot<T> {
        let logical = |stored: &[T]| self.network.layout().logical(stored);
        let memory = self.update.optimizer.memory();
        let average = self.update.average.as_ref().map(|average| average.memory());
        let mut buffers = vec![(PARAMETERS.to_owned(), logical(&self.parameters))];
        buffers.extend(memory.buffers.iter().enumerate().map(|(i, b)| (optimizer_buffer(i), logical(b))));
        buffers.extend(average.iter().map(|average| (AVERAGE.to_owned(), logical(&average.values))));
        buffers.extend(self.watch.best().map(|best| (BEST.to_owned(), logical(best))));
        let standing = Standing {
            at: self.at,
            sums: self.sums,
            records: self.records.clone(),
            watch: self.watch.state(),
            noise: self.noise,
            optimizer: memory.numbers.clone(),
            averaged: average.map(|average| average.count.to_string()),
            given_orders: self.order.is_given(),
        };
        Snapshot { buffers, standing }
    }

    /// Goes on from a snapshot of a run with the same plan.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID for buffers that are missing, of another length or not finite (an optimizer's: NaN).
    pub fn restore(&mut self, mut snapshot: Snapshot<T>) -> Result<()> {
        let parameters = self.take(&mut snapshot, PARAMETERS)?;
        let count = self.update.optimizer.memory().buffers.len();
        let buffers =
            (0..count).map(|i| self.take(&mut snapshot, &optimizer_buffer(i))).collect::<Result<_>>()?;
        let Standing { at, sums, records, watch, noise, optimizer, averaged, given_orders } =
            snapshot.standing.clone();
        self.update.optimizer.restore(Memory { buffers, numbers: optimizer })?;
        if at.step > MAX_SEED || !watch.is_possible_after(at.epoch) {
            return Err(invalid("its counts are not those of a run"));
        }
        if self.update.average.is_some() {
            let count = averaged
                .and_then(|text| text.parse().ok())
                .filter(|count| *count <= at.step)
                .ok_or_else(|| invalid("the average's steps are missing"))?;
            let values = if count == 0 {
                vec![T::ZERO; self.parameters.len()]
            } else {
                self.take(&mut snapshot, AVERAGE)?
            };
            if let Some(average) = &mut self.update.average {
                average.restore(AverageMemory { values, count });
            }
        }
        let best = if watch.best.is_some() { Some(self.take(&mut snapshot, BEST)?) } else { None };
        if at.batch >= self.order.cut().batches() || records.len() as u64 != u64::from(at.epoch) {
            return Err(invalid("its place in the epoch does not exist"));
        }
        self.watch.restore(watch, best);
        self.noise = noise;
        self.parameters = parameters.into();
        #[cfg(not(target_arch = "wasm32"))]
        self.changed_here();
        (self.at, self.sums, self.records, self.failure) = (at, sums, records, None);
        if given_orders {
            self.order.await_orders();
        }
        Ok(())
    }

    /// A named buffer in the stored order.
    fn take(&self, snapshot: &mut Snapshot<T>, name: &str) -> Result<Vec<T>> {
        let expected = self.network.architecture().parameters();
        let found = snapshot.buffers.iter_mut().find(|(found, _)| found == name);
        let (_, values) = found.ok_or_else(|| invalid(&format!("tensor '{name}' is missing")))?;
        if values.len() != expected {
            return Err(invalid(&format!(
                "tensor '{name}' holds {} values instead of {expected}",
                values.len()
            )));
        }
        // Squares of large gradients may overflow in an optimizer, whose steps are 0 from then on: such a run goes on too.
        let infinite_too = name.starts_with(OPTIMIZER);
        let sound = |value: &T| value.is_finite() || (infinite_too && !value.to_f64().is_nan());
        if !values.iter().all(sound) {
            return Err(invalid(&format!("tensor '{name}' holds a number that is not finite")));
        }
        Ok(self.network.layout().store(&std::mem::take(values)))
    }
}

fn optimizer_buffer(index: usize) -> String {
    format!("{OPTIMIZER}{index}")
}

fn invalid(what: &str) -> Error {
    Error::new(
        Code::CheckpointInvalid,
        format!(
            "The checkpoint does not fit this run: {what}. Resume with the options and data it was saved with."
        ),
    )
}
