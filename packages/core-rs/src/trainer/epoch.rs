//! The end of an epoch: its record, and what watches it.

use serde::{Deserialize, Serialize};

use super::{EpochRecord, Trainer, number};
use crate::error::Result;
use crate::model::norm::Part;
use crate::scalar::Scalar;

/// Σ batch loss × weight and Σ weight of the epoch's batches, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct EpochSums {
    #[serde(with = "number")]
    pub(super) loss: f64,
    #[serde(with = "number")]
    pub(super) weight: f64,
}

impl<T: Scalar> Trainer<T> {
    /// Ends the epoch under way where it stands, with a record of the batches it had; nothing where it had none.
    ///
    /// # Errors
    /// BACKEND_UNAVAILABLE for a device that is lost.
    pub fn cut_epoch(&mut self) -> Result<()> {
        if self.at.batch > 0 { self.end_epoch() } else { Ok(()) }
    }

    pub(super) fn end_epoch(&mut self) -> Result<()> {
        #[cfg(not(target_arch = "wasm32"))]
        self.fetch_gradient()?;
        let rows = self.order.cut().rows(self.at.batch) as u64;
        let EpochSums { loss, weight } = std::mem::take(&mut self.sums);
        let loss = if weight == 0.0 { 0.0 } else { loss / weight };
        self.at.epoch += 1;
        self.at.batch = 0;
        self.records.push(EpochRecord {
            number: self.at.epoch,
            loss,
            learning_rate: self.at.rate,
            gradient_norm: self.network.square_norm(&self.gradient, Part::Parameters).sqrt()
                * self.scale.to_f64(),
            noise_scale: self.noise.scale(),
            steps: self.at.step,
            rows,
            validation: None,
        });
        self.watch.see_training(loss, &self.plan, self.at.rate);
        Ok(())
    }
}
