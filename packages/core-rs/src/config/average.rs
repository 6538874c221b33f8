//! Averages of the parameters over the steps.

use crate::error::Result;
use crate::named_options;
use crate::options::check;

named_options! {
    /// An average of the parameters over the steps; the model is the average, training goes on from the parameters.
    #[derive(Copy)]
    pub enum Average {
        /// Exponential moving average: average ← decay · average + (1 − decay) · θ, the first one θ itself, as PyTorch's
        /// `AveragedModel` with `get_ema_multi_avg_fn`.
        Ema {
            /// Share of the old average kept at each step, 0 ≤ decay < 1. Default 0.999.
            decay: f64 = 0.999,
        },
        /// The plain mean of the parameters of all steps after `start` (Polyak and Juditsky, 1992).
        Asgd {
            /// Steps before the mean begins, ≥ 0. Default 0.
            start: u64 = 0,
        },
    }
}

impl Average {
    pub(crate) fn check(&self) -> Result<()> {
        match *self {
            Self::Ema { decay } => {
                check((0.0..1.0).contains(&decay), "average.decay", "a number from 0 to below 1", decay)
            }
            Self::Asgd { .. } => Ok(()),
        }
    }
}
