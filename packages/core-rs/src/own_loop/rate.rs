//! The learning rate of a schedule at one step.

use crate::config::{Length, Schedule, name_to_object};
use crate::error::{Error, Result};
use crate::options::{check, from_value, read_value};
use crate::read_fields;
use crate::schedule;

/// Where a run is, and how long it is planned to be.
#[derive(Debug)]
struct Moment {
    schedule: Schedule,
    learning_rate: f64,
    step: u64,
    epoch: u64,
    steps: u64,
    epochs: u64,
}

read_fields!(Moment { schedule, learning_rate, step = 0, epoch = 0, steps = 0, epochs = 0 });

/// The rate at a step and an epoch, both from 0: `{ schedule, learningRate, step, epoch, steps, epochs }`; `steps` and
/// `epochs` are those planned, which a length of `auto` takes.
///
/// # Errors
/// OPTION_INVALID; also for a plateau, whose rate follows from losses and not from the step.
pub fn rate(moment_json: &str) -> Result<f64> {
    let mut json = read_value(moment_json)?;
    if let Some(schedule) = json.get_mut("schedule") {
        name_to_object(schedule);
    }
    let Moment { schedule, learning_rate, step, epoch, steps, epochs } = from_value(json)?;
    check(
        learning_rate > 0.0 && learning_rate.is_finite(),
        "learningRate",
        "a finite number above 0",
        learning_rate,
    )?;
    if matches!(schedule, Schedule::Plateau { .. }) {
        return Err(Error::option(
            "The schedule plateau follows from the losses of a run, not from the step. Take another one in a loop of your own.",
        ));
    }
    let schedule = schedule.settle(Length { epochs, steps, rate: learning_rate })?;
    Ok(schedule::rate(&schedule, learning_rate, step, epoch))
}
