//! Learning-rate schedules by name, with their options.

use serde::{Deserialize, Serialize};

use super::{Auto, Monitor};
use crate::error::{Error, Result};
use crate::named_options;
use crate::options::check;
use crate::read_by_serde;

/// What a schedule counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Every update.
    Step,
    /// Every pass over the rows.
    #[default]
    Epoch,
}

read_by_serde!(Per);

named_options! {
    /// A learning-rate schedule. Names and defaults are PyTorch's, in camelCase; t counts steps or epochs from 0.
    pub enum Schedule {
        /// The same rate at every step.
        Constant,
        /// Times `gamma` after every `stepSize` steps or epochs.
        Step {
            /// Steps or epochs between two decays, ≥ 1.
            step_size: u64,
            /// Factor of each decay, > 0. Default 0.1.
            gamma: f64 = 0.1,
            /// What `stepSize` counts. Default `epoch`.
            per: Per = Per::Epoch,
        },
        /// Times `gamma` after every step or epoch.
        Exponential {
            /// Factor of each decay, > 0.
            gamma: f64,
            /// What t counts. Default `epoch`.
            per: Per = Per::Epoch,
        },
        /// η / (t + 1)^power, as scikit-learn's `invscaling`.
        InverseScaling {
            /// Exponent, ≥ 0. Default 0.5.
            power: f64 = 0.5,
            /// What t counts. Default `step`.
            per: Per = Per::Step,
        },
        /// Half a cosine from the rate down to `etaMin` over `tMax` steps or epochs (Loshchilov and Hutter, 2017).
        Cosine {
            /// Length of the half wave, ≥ 1. `auto`: the planned epochs.
            t_max: Auto<u64> = Auto::AUTO,
            /// Rate at its end, ≥ 0. Default 0.
            eta_min: f64 = 0.0,
            /// What `tMax` counts. Default `epoch`.
            per: Per = Per::Epoch,
        },
        /// Cosines that start anew, the i-th of length t0 · tMultⁱ (Loshchilov and Hutter, 2017).
        CosineRestarts {
            /// Length of the first, ≥ 1.
            t0: u64,
            /// Factor from one length to the next, a whole number ≥ 1. Default 1.
            t_mult: u64 = 1,
            /// Rate at each end, ≥ 0. Default 0.
            eta_min: f64 = 0.0,
            /// What t counts. Default `epoch`.
            per: Per = Per::Epoch,
        },
        /// Up to `maxLearningRate` and far down again over `totalSteps` (Smith and Topin, 2018), both by cosines; the rate
        /// alone, not the momentum.
        OneCycle {
            /// The highest rate, > 0. `auto`: the learning rate.
            max_learning_rate: Auto<f64> = Auto::AUTO,
            /// Steps (or epochs) of the cycle, ≥ 1. `auto`: the planned ones.
            total_steps: Auto<u64> = Auto::AUTO,
            /// Share of the cycle that rises, 0 < share < 1. Default 0.3.
            pct_start: f64 = 0.3,
            /// Highest rate / first rate, ≥ 1. Default 25.
            div_factor: f64 = 25.0,
            /// First rate / last rate, ≥ 1. Default 10,000.
            final_div_factor: f64 = 10_000.0,
            /// What `totalSteps` counts. Default `step`.
            per: Per = Per::Step,
        },
        /// From `startFactor` times the rate in a straight line to the rate over `totalIters`, then constant.
        LinearWarmup {
            /// First factor, 0 < factor ≤ 1. Default 1/3.
            start_factor: f64 = 1.0 / 3.0,
            /// Steps or epochs of the rise, ≥ 1. Default 5.
            total_iters: u64 = 5,
            /// What `totalIters` counts. Default `step`.
            per: Per = Per::Step,
        },
        /// η (1 − t / totalIters)^power, 0 from there on.
        Polynomial {
            /// Steps or epochs until 0, ≥ 1. `auto`: the planned ones.
            total_iters: Auto<u64> = Auto::AUTO,
            /// Exponent, > 0. Default 1.
            power: f64 = 1.0,
            /// What `totalIters` counts. Default `epoch`.
            per: Per = Per::Epoch,
        },
        /// Times `factor` when the watched loss has not improved for `patience` epochs, as `ReduceLROnPlateau`.
        Plateau {
            /// Factor of each decay, 0 < factor < 1. Default 0.1.
            factor: f64 = 0.1,
            /// Epochs without improvement that are waited for, ≥ 0. Default 10.
            patience: u32 = 10,
            /// Share of the best loss that counts as an improvement, ≥ 0. Default 1e-4.
            threshold: f64 = 1e-4,
            /// Epochs after a decay that are not counted. Default 0.
            cooldown: u32 = 0,
            /// The least rate, ≥ 0. Default 0.
            min_learning_rate: f64 = 0.0,
            /// The loss that is watched; `validation` needs validation rows. Default `loss`.
            monitor: Monitor = Monitor::Loss,
        },
    }
}

/// What a run says to a schedule's `auto`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    /// Planned epochs.
    pub(crate) epochs: u64,
    /// Planned steps.
    pub(crate) steps: u64,
    /// The base rate η.
    pub(crate) rate: f64,
}

impl Length {
    fn of(&self, per: Per) -> u64 {
        match per {
            Per::Epoch => self.epochs,
            Per::Step => self.steps,
        }
    }
}

impl Schedule {
    /// With every `auto` settled.
    ///
    /// # Errors
    /// OPTION_INVALID for a value out of its range.
    pub(crate) fn settle(mut self, length: Length) -> Result<Self> {
        match &mut self {
            Self::Cosine { t_max, per, .. } => settle(t_max, || length.of(*per)),
            Self::Polynomial { total_iters, per, .. } => settle(total_iters, || length.of(*per)),
            Self::OneCycle { max_learning_rate, total_steps, per, .. } => {
                settle(max_learning_rate, || length.rate);
                settle(total_steps, || length.of(*per));
            }
            _ => {}
        }
        self.check()?;
        Ok(self)
    }

    fn check(&self) -> Result<()> {
        match *self {
            Self::Constant => Ok(()),
            Self::Step { step_size, gamma, .. } => {
                count(step_size, "stepSize")?;
                positive(gamma, "gamma")
            }
            Self::Exponential { gamma, .. } => positive(gamma, "gamma"),
            Self::InverseScaling { power, .. } => not_negative(power, "power"),
            Self::Cosine { t_max, eta_min, .. } => {
                count(settled(t_max, "tMax")?, "tMax")?;
                not_negative(eta_min, "etaMin")
            }
            Self::CosineRestarts { t0, t_mult, eta_min, .. } => {
                count(t0, "t0")?;
                count(t_mult, "tMult")?;
                not_negative(eta_min, "etaMin")
            }
            Self::OneCycle {
                max_learning_rate,
                total_steps,
                pct_start,
                div_factor,
                final_div_factor,
                ..
            } => {
                positive(settled(max_learning_rate, "maxLearningRate")?, "maxLearningRate")?;
                count(settled(total_steps, "totalSteps")?, "totalSteps")?;
                let share = pct_start > 0.0 && pct_start < 1.0;
                check(share, "schedule.pctStart", "a number between 0 and 1, both left out", pct_start)?;
                at_least_one(div_factor, "divFactor")?;
                at_least_one(final_div_factor, "finalDivFactor")
            }
            Self::LinearWarmup { start_factor, total_iters, .. } => {
                count(total_iters, "totalIters")?;
                let share = start_factor > 0.0 && start_factor <= 1.0;
                check(share, "schedule.startFactor", "a number above 0, at most 1", start_factor)
            }
            Self::Polynomial { total_iters, power, .. } => {
                count(settled(total_iters, "totalIters")?, "totalIters")?;
                positive(power, "power")
            }
            Self::Plateau { factor, threshold, min_learning_rate, .. } => {
                let share = factor > 0.0 && factor < 1.0;
                check(share, "schedule.factor", "a number between 0 and 1, both left out", factor)?;
                not_negative(threshold, "threshold")?;
                not_negative(min_learning_rate, "minLearningRate")
            }
        }
    }
}

fn settle<T: Copy>(option: &mut Auto<T>, value: impl FnOnce() -> T) {
    *option = Auto::Value(option.or_else(value));
}

fn settled<T>(option: Auto<T>, name: &str) -> Result<T> {
    match option {
        Auto::Value(value) => Ok(value),
        Auto::Auto(_) => Err(Error::option(format!("Option schedule.{name} is not settled."))),
    }
}

fn count(value: u64, name: &str) -> Result<()> {
    check(value >= 1, &format!("schedule.{name}"), "a whole number of at least 1", value)
}

fn positive(value: f64, name: &str) -> Result<()> {
    let holds = value > 0.0 && value.is_finite();
    check(holds, &format!("schedule.{name}"), "a finite number above 0", value)
}

fn not_negative(value: f64, name: &str) -> Result<()> {
    let holds = value >= 0.0 && value.is_finite();
    check(holds, &format!("schedule.{name}"), "a finite number of at least 0", value)
}

fn at_least_one(value: f64, name: &str) -> Result<()> {
    let holds = value >= 1.0 && value.is_finite();
    check(holds, &format!("schedule.{name}"), "a finite number of at least 1", value)
}
