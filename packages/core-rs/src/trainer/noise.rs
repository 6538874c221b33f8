//! The gradient noise scale tr(Σ)/|G|² (McCandlish, Kaplan, Amodei et al., "An empirical model of large-batch training",
//! 2018): about the batch size at which a step's gradient is half signal, half noise. Estimated from the norms of the
//! rows' own gradients in some of the batches.

use serde::{Deserialize, Serialize};

use crate::model::network::Sums;

/// Steps from one measured batch to the next: what a measurement costs is then a few hundredths of a run.
const EVERY: u64 = 32;
/// Share of the old estimate kept at each measurement.
const DECAY: f64 = 0.9;

/// Running estimates of tr(Σ), the variance of a row's gradient, and of |G|², the squared norm of the true gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Noise {
    variance: f64,
    square: f64,
    measured: bool,
}

impl Noise {
    /// Whether the step with this number, from 0, is measured.
    pub(super) fn measures(step: u64) -> bool {
        step.is_multiple_of(EVERY)
    }

    /// Takes a batch: how many rows it has and the sum of the squared norms of their gradients, each with its weight, and
    /// the squared norm of their mean. Both estimates are free of bias.
    pub(super) fn see(&mut self, (rows, norms): (usize, f64), sums: Sums, mean_square: f64) {
        let m = rows as f64;
        if rows < 2 || sums.weight <= 0.0 {
            return;
        }
        // Weights as shares of m, so that rows that weigh the same weigh 1.
        let share = m / sums.weight;
        let square = norms * (share * share) / m;
        let variance = (square - mean_square) * m / (m - 1.0);
        let signal = (m * mean_square - square) / (m - 1.0);
        if !(variance.is_finite() && signal.is_finite()) {
            return;
        }
        let keep = if self.measured { DECAY } else { 0.0 };
        self.variance = keep * self.variance + (1.0 - keep) * variance;
        self.square = keep * self.square + (1.0 - keep) * signal;
        self.measured = true;
    }

    /// tr(Σ)/|G|², rows; none before the first measurement, and where no gradient rises above the noise.
    pub(super) fn scale(&self) -> Option<f64> {
        let scale = self.variance / self.square;
        (self.measured && self.square > 0.0 && self.variance >= 0.0 && scale.is_finite()).then_some(scale)
    }
}
