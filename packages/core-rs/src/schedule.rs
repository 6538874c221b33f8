//! The learning rate over a run. A function of the step or the epoch alone, so that a resumed run meets the same rates.

use crate::config::{Auto, Per, Schedule};
use crate::math;

/// The rate of a step: `base` is η, `step` and `epoch` count from 0.
///
/// Cosine is the closed form of PyTorch's `CosineAnnealingLR`, η_min + (η − η_min)(1 + cos(π t / T)) / 2; past T it
/// rises again, as there.
pub fn rate(schedule: &Schedule, base: f64, step: u64, epoch: u64) -> f64 {
    match schedule {
        Schedule::Constant => base,
        Schedule::Cosine { t_max, eta_min, per } => {
            let t = match per {
                Per::Step => step,
                Per::Epoch => epoch,
            };
            // A plan's length is settled; an unsettled one would mean no decay.
            let Auto::Value(t_max) = *t_max else { return base };
            let turn = std::f64::consts::PI * t as f64 / t_max as f64;
            eta_min + (base - eta_min) * (1.0 + math::cos(turn)) / 2.0
        }
        _ => unimplemented!("the other schedules"),
    }
}

/// Whether the rate may change from one step of an epoch to the next.
pub fn changes_every_step(schedule: &Schedule) -> bool {
    matches!(schedule, Schedule::Cosine { per: Per::Step, .. })
}

/// Whether a rate is near the schedule's last one: at most a tenth of `base`, or as low as the schedule goes.
pub fn has_settled(schedule: &Schedule, base: f64, rate: f64) -> bool {
    match schedule {
        Schedule::Constant => true,
        Schedule::Cosine { eta_min, .. } => rate <= (0.1 * base).max(*eta_min),
        _ => unimplemented!("the other schedules"),
    }
}
