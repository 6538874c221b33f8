//! What a run has come to: its parameters, records and predictions.

use super::early_stopping::Patience;
use super::{EpochRecord, Trainer};
use crate::config::Plan;
use crate::error::{Error, Result};
use crate::kernel::LinearParameters;
use crate::scalar::Scalar;
use crate::view::View;

impl<T: Scalar> Trainer<T> {
    /// Sets the validation loss of the epoch that ended last.
    pub fn record_validation(&mut self, loss: f64) {
        if let Some(record) = self.records.last_mut() {
            record.validation = Some(loss);
        }
    }

    /// Mean loss over all rows of some data, without penalty, as one batch (rule 5). 0 when the rows weigh nothing.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when it has other columns than the data trained on.
    pub fn mean_loss(&self, data: &View<'_, T>) -> Result<f64> {
        self.shape.check_columns(data)?;
        let (w, b) = self.parameters.split_at(self.shape.d);
        Ok(self.model.clone().mean_loss(&*self.loss, data, LinearParameters { w, b: b[0] }))
    }

    /// Raw predictions of rows, row-major (n,d).
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the values are not whole rows.
    pub fn predict(&self, x: &[T]) -> Result<Vec<T>> {
        let d = self.shape.d;
        if !x.len().is_multiple_of(d) {
            return Err(Error::shape(format!("Expected rows of {d} features; got {} values.", x.len())));
        }
        let (w, b) = self.parameters.split_at(d);
        let mut out = vec![T::ZERO; x.len() / d];
        self.model.predict(x, LinearParameters { w, b: b[0] }, &mut out);
        Ok(out)
    }

    /// Whether the planned epochs are done or the loss stopped falling.
    pub fn finished(&self) -> bool {
        self.at.epoch >= self.plan.epochs || self.stopped_early()
    }

    /// Whether the loss stopped falling before the planned epochs were done.
    pub fn stopped_early(&self) -> bool {
        self.patience.as_ref().is_some_and(Patience::exhausted)
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

    /// One record for every epoch done.
    pub fn records(&self) -> &[EpochRecord] {
        &self.records
    }

    /// w (d), then b.
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// The settled options.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}
