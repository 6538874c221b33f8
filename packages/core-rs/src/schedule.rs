//! The learning rate over a run: a function of the step or the epoch alone, so that a resumed run meets the same rates.
//! Only a plateau remembers what it saw.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::config::{Auto, Per, Schedule};
use crate::math;
use crate::trainer::number;

/// The rate of a step: `base` is η, `step` and `epoch` count from 0. Closed forms of PyTorch's schedulers; a plan's
/// lengths are settled, an unsettled one would mean no decay.
pub fn rate(schedule: &Schedule, base: f64, step: u64, epoch: u64) -> f64 {
    let t = match per(schedule) {
        Per::Step => step,
        Per::Epoch => epoch,
    };
    let length = |auto: Auto<u64>| auto.or_else(|| u64::MAX) as f64;
    match *schedule {
        Schedule::Constant | Schedule::Plateau { .. } => base,
        Schedule::Step { step_size, gamma, .. } => base * power(gamma, t / step_size.max(1)),
        Schedule::Exponential { gamma, .. } => base * power(gamma, t),
        Schedule::InverseScaling { power, .. } => base / math::pow(t as f64 + 1.0, power),
        Schedule::Cosine { t_max: Auto::Auto(_), .. } => base,
        // CosineAnnealingLR in closed form: past T it rises again, as there.
        Schedule::Cosine { t_max, eta_min, .. } => half_cosine(eta_min, base, t as f64 / length(t_max)),
        Schedule::CosineRestarts { t0, t_mult, eta_min, .. } => {
            let (t, length) = since_restart(t, (t0, t_mult));
            half_cosine(eta_min, base, t as f64 / length as f64)
        }
        Schedule::OneCycle {
            max_learning_rate,
            total_steps,
            pct_start,
            div_factor,
            final_div_factor,
            ..
        } => {
            let most = max_learning_rate.or_else(|| base);
            let first = most / div_factor;
            let (rise, end) = (pct_start * length(total_steps) - 1.0, length(total_steps) - 1.0);
            let t = (t as f64).min(end);
            if t <= rise {
                half_cosine(most, first, if rise > 0.0 { t / rise } else { 1.0 })
            } else {
                half_cosine(first / final_div_factor, most, (t - rise) / (end - rise))
            }
        }
        Schedule::LinearWarmup { start_factor, total_iters, .. } => {
            let done = (t as f64 / total_iters as f64).min(1.0);
            base * (start_factor + (1.0 - start_factor) * done)
        }
        Schedule::Polynomial { total_iters, power, .. } => {
            let left = 1.0 - (t as f64 / length(total_iters)).min(1.0);
            base * math::pow(left, power)
        }
    }
}

/// From `start` to `end` by half a cosine; `share` of it is done.
fn half_cosine(end: f64, start: f64, share: f64) -> f64 {
    end + (start - end) * (1.0 + math::cos(PI * share)) / 2.0
}

fn power(gamma: f64, exponent: u64) -> f64 {
    math::pow(gamma, exponent as f64)
}

/// Steps since the last restart, and the length of the cosine under way.
fn since_restart(t: u64, (t0, t_mult): (u64, u64)) -> (u64, u64) {
    let (mut t, mut length) = (t, t0.max(1));
    if t_mult <= 1 {
        return (t % length, length);
    }
    while t >= length {
        t -= length;
        length = length.saturating_mul(t_mult);
    }
    (t, length)
}

fn per(schedule: &Schedule) -> Per {
    match *schedule {
        Schedule::Constant | Schedule::Plateau { .. } => Per::Epoch,
        Schedule::Step { per, .. }
        | Schedule::Exponential { per, .. }
        | Schedule::InverseScaling { per, .. }
        | Schedule::Cosine { per, .. }
        | Schedule::CosineRestarts { per, .. }
        | Schedule::OneCycle { per, .. }
        | Schedule::LinearWarmup { per, .. }
        | Schedule::Polynomial { per, .. } => per,
    }
}

/// Whether the rate may change from one step of an epoch to the next.
pub fn changes_every_step(schedule: &Schedule) -> bool {
    per(schedule) == Per::Step
}

/// Whether a rate is near the schedule's last one: at most a tenth of `base`, or as low as the schedule goes. Where it
/// never falls, or falls by what the run itself sees, any rate is.
pub fn has_settled(schedule: &Schedule, base: f64, rate: f64) -> bool {
    match *schedule {
        Schedule::Constant | Schedule::Plateau { .. } | Schedule::LinearWarmup { .. } => true,
        Schedule::Cosine { eta_min, .. } | Schedule::CosineRestarts { eta_min, .. } => {
            rate <= (0.1 * base).max(eta_min)
        }
        Schedule::OneCycle { max_learning_rate, .. } => rate <= 0.1 * max_learning_rate.or_else(|| base),
        Schedule::Step { gamma, .. } | Schedule::Exponential { gamma, .. } => {
            gamma >= 1.0 || rate <= 0.1 * base
        }
        Schedule::InverseScaling { power, .. } => power == 0.0 || rate <= 0.1 * base,
        Schedule::Polynomial { .. } => rate <= 0.1 * base,
    }
}

/// Lowers the rate when the watched loss has stopped falling, as `torch.optim.lr_scheduler.ReduceLROnPlateau` in its
/// modes `min` and `rel`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plateau {
    factor: f64,
    patience: u32,
    threshold: f64,
    cooldown: u32,
    least: f64,
    /// The least loss so far.
    #[serde(default, with = "number::optional")]
    best: Option<f64>,
    waited: u32,
    cooling: u32,
    /// Decays so far.
    decays: u32,
}

impl Plateau {
    /// At its start; none for another schedule.
    pub fn new(schedule: &Schedule) -> Option<Self> {
        let Schedule::Plateau { factor, patience, threshold, cooldown, min_learning_rate, .. } = *schedule
        else {
            return None;
        };
        Some(Self {
            factor,
            patience,
            threshold,
            cooldown,
            least: min_learning_rate,
            best: None,
            waited: 0,
            cooling: 0,
            decays: 0,
        })
    }

    /// Takes the watched loss of an epoch.
    pub fn see(&mut self, loss: f64) {
        if self.best.is_none_or(|best| loss < best * (1.0 - self.threshold)) {
            self.best = Some(loss);
            self.waited = 0;
        } else {
            self.waited += 1;
        }
        if self.cooling > 0 {
            self.cooling -= 1;
            self.waited = 0;
        }
        if self.waited > self.patience {
            self.decays += 1;
            self.cooling = self.cooldown;
            self.waited = 0;
        }
    }

    /// Whether so many epochs can have led here: each waits, cools or decays once at most.
    pub(crate) fn is_possible_after(&self, epochs: u32) -> bool {
        self.waited <= epochs && self.decays <= epochs && self.cooling <= self.cooldown
    }

    /// The rate after the decays so far, from `base`.
    pub fn rate(&self, base: f64) -> f64 {
        let rate = (0..self.decays).fold(base, |rate, _| (rate * self.factor).max(self.least));
        rate.min(base)
    }
}
