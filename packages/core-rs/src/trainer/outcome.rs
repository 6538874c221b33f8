//! What a run has come to: its parameters, records and predictions.

use super::{EpochRecord, Trainer};
use crate::config::Plan;
use crate::error::{Error, Result};
use crate::kernel::Machine;
use crate::model::architecture::Architecture;
use crate::row_blocks::RowBlocks;
use crate::scalar::Scalar;

impl<T: Scalar> Trainer<T> {
    /// Takes the validation loss of the epoch that ended last.
    pub fn record_validation(&mut self, loss: f64) {
        if let Some(record) = self.records.last_mut() {
            record.validation = Some(loss);
        }
        self.watch.see_validation(loss, &self.plan, self.update.model(&self.parameters));
    }

    /// Mean loss over all rows of some data, without penalty, as one batch (rule 5). 0 when the rows weigh nothing.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when it has other columns than the data trained on; what keeps the rows from being read.
    pub fn mean_loss(&mut self, rows: &dyn RowBlocks<T>) -> Result<f64> {
        self.shape.check_widths(rows.features(), rows.targets())?;
        #[cfg(not(target_arch = "wasm32"))]
        self.fetch()?;
        self.network.stored_mean_loss((self.update.model(&self.parameters), &*self.loss), rows)
    }

    /// Raw predictions (n,k) of rows, row-major (n,d).
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the values are not whole rows.
    pub fn predict(&mut self, x: &[T]) -> Result<Vec<T>> {
        let (d, k) = (self.shape.d, self.network.architecture().outputs());
        if !x.len().is_multiple_of(d) {
            return Err(Error::shape(format!("Expected rows of {d} features; got {} values.", x.len())));
        }
        #[cfg(not(target_arch = "wasm32"))]
        self.fetch()?;
        let mut out = vec![T::ZERO; x.len() / d * k];
        self.network.predict(&self.parameters, x, &mut out);
        Ok(out)
    }

    /// Where the run computes.
    pub fn machine(&self) -> &Machine {
        self.network.machine()
    }

    /// The layers of the model.
    pub fn architecture(&self) -> &Architecture {
        self.network.architecture()
    }

    /// The model the run has come to, in logical order: the parameters of the best epoch where they are kept, else their
    /// average where one is asked for, else the parameters as they stand.
    pub fn outcome(&self) -> Vec<T> {
        self.network.layout().logical(self.watch.best().unwrap_or(self.update.model(&self.parameters)))
    }

    /// Whether the planned epochs are done or the loss stopped falling.
    pub fn finished(&self) -> bool {
        self.at.epoch >= self.plan.epochs || self.stopped_early()
    }

    /// Whether the loss stopped falling before the planned epochs were done.
    pub fn stopped_early(&self) -> bool {
        self.watch.exhausted()
    }

    /// Steps taken.
    pub fn step_count(&self) -> u64 {
        self.at.step
    }

    /// Whole epochs done.
    pub fn epoch(&self) -> u32 {
        self.at.epoch
    }

    /// Mean loss of the latest batch, before its update.
    pub fn last_loss(&self) -> Option<f64> {
        self.at.loss
    }

    /// Learning rate of the latest step; 0 before the first.
    pub fn learning_rate(&self) -> f64 {
        self.at.rate
    }

    /// The gradient noise scale as it is known so far, in rows; see [`EpochRecord`](super::EpochRecord).
    pub fn noise_scale(&self) -> Option<f64> {
        self.noise.scale()
    }

    /// One record for every epoch done.
    pub fn records(&self) -> &[EpochRecord] {
        &self.records
    }

    /// The parameters as they stand, in logical order: layer by layer W (in,out) row-major, then b.
    pub fn parameters(&self) -> Vec<T> {
        self.network.layout().logical(&self.parameters)
    }

    /// The settled options.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
