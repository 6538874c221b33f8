//! The steps of a session: the choice of the penalty first, then those of the run, up to the goal or the deadline.

use std::sync::atomic::AtomicBool;

use serde_json::json;

use super::goal::End;
use super::{Engine, Session, mixed_dtypes, with_trainer};
use crate::config::{EarlyStopping, Monitor, Schedule};
use crate::error::{Error, Result};
use crate::examples::{Held, Typed};
use crate::row_blocks::TypedBlocks;

impl Session {
    /// Takes at most so many steps, at most to the end of the epoch; gives the steps taken, 0 once the goal is reached.
    /// Where the penalty is to be chosen, the first steps are those of that choice: they count for no goal or epoch.
    ///
    /// # Errors
    /// DIVERGED in the step it happens; ABORTED once `stop` is set, after whole steps.
    pub fn advance(&mut self, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let started = (self.clock)();
        let allowed = self.deadline.map_or(max_steps, |deadline| deadline.steps(started).min(max_steps));
        let budget = self.remaining_steps().min(allowed);
        if budget == 0 {
            return Ok(0);
        }
        self.check_monitors()?;
        let choosing = if self.selects_l2() {
            self.select_l2(allowed, stop).map_err(|error| self.name_feature(error))?
        } else {
            0
        };
        let taken = if choosing > 0 { choosing } else { self.train(budget, stop)? };
        if let Some(deadline) = &mut self.deadline {
            deadline.see(taken, (self.clock)() - started);
        }
        Ok(taken)
    }

    /// Takes at most so many steps of the run itself, at most to the end of the epoch.
    fn train(&mut self, budget: u64, stop: &AtomicBool) -> Result<u64> {
        let started = (self.clock)();
        let epochs_before = self.epochs_done();
        #[cfg(not(target_arch = "wasm32"))]
        let budget = self.limited(budget);
        let taken = match (&mut self.engine, &self.examples.held) {
            (Engine::F32(run), Held::Memory(Typed::F32(rows))) => run.advance(rows, budget, stop),
            (Engine::F64(_, run), Held::Memory(Typed::F64(rows))) => run.advance(rows, budget, stop),
            #[cfg(not(target_arch = "wasm32"))]
            (Engine::F32(run), Held::File(_)) => run.advance_file(budget, stop),
            #[cfg(not(target_arch = "wasm32"))]
            (Engine::F64(_, run), Held::File(_)) => run.advance_file(budget, stop),
            _ => Err(mixed_dtypes()),
        };
        #[cfg(not(target_arch = "wasm32"))]
        let taken = self.try_backends(taken, started);
        let taken = taken.map_err(|error| self.name_feature(error))?;
        if taken == 0 {
            // The GPU that was tried failed.
            return self.train(budget, stop);
        }
        let ended = self.epochs_done() > epochs_before;
        if ended {
            self.validate()?;
        }
        self.current_seconds += (self.clock)() - started;
        if ended {
            self.seconds.push(std::mem::take(&mut self.current_seconds));
        }
        Ok(taken)
    }

    /// Ends the epoch under way where it stands, with a record of the rows it had: a pass that ran out of its time, or was
    /// stopped. Nothing where no step of it was taken.
    ///
    /// # Errors
    /// OUT_OF_MEMORY, where validation rows find no room.
    pub fn cut_epoch(&mut self) -> Result<()> {
        let before = self.epochs_done();
        with_trainer!(&mut self.engine, trainer => trainer.cut_epoch())?;
        if self.epochs_done() > before {
            self.validate()?;
            self.seconds.push(std::mem::take(&mut self.current_seconds));
        }
        Ok(())
    }

    /// A run that watches the validation loss needs rows for it.
    fn check_monitors(&self) -> Result<()> {
        let watches =
            matches!(self.plan.early_stopping, Some(EarlyStopping { monitor: Monitor::Validation, .. }))
                || matches!(self.plan.schedule, Schedule::Plateau { monitor: Monitor::Validation, .. });
        if self.validation.is_some() || !watches {
            return Ok(());
        }
        Err(Error::option(
            "The option monitor is 'validation', and the run has no validation rows. Give validation rows, or watch 'loss'.",
        )
        .with(json!({ "option": "monitor" })))
    }

    /// Records the loss on the validation rows, where there are any, with the epoch that ended.
    fn validate(&mut self) -> Result<()> {
        if let Some(loss) = self.validation_loss()? {
            with_trainer!(&mut self.engine, trainer => trainer.record_validation(loss));
        }
        Ok(())
    }

    /// The mean loss over the validation rows as the run stands; None without any.
    ///
    /// # Errors
    /// OUT_OF_MEMORY, IO_FAILED.
    pub fn validation_loss(&mut self) -> Result<Option<f64>> {
        let Some(validation) = &self.validation else { return Ok(None) };
        match (&mut self.engine, validation.blocks()) {
            (Engine::F32(run), TypedBlocks::F32(rows)) => run.trainer.mean_loss(rows),
            (Engine::F64(_, run), TypedBlocks::F64(rows)) => run.trainer.mean_loss(rows),
            _ => Err(mixed_dtypes()),
        }
        .map(Some)
    }

    /// Steps taken to choose the penalty; 0 once it is chosen.
    fn select_l2(&mut self, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let taken = match (&mut self.engine, self.examples.typed()?) {
            (Engine::F32(run), Typed::F32(rows)) => run.select(rows, max_steps, stop),
            (Engine::F64(_, run), Typed::F64(rows)) => run.select(rows, max_steps, stop),
            _ => Err(mixed_dtypes()),
        }?;
        if taken == 0 {
            self.plan.l2 = with_trainer!(&self.engine, trainer => trainer.plan().l2);
        }
        Ok(taken)
    }

    pub(super) fn selects_l2(&self) -> bool {
        match &self.engine {
            Engine::F32(run) => run.selects(),
            Engine::F64(_, run) => run.selects(),
        }
    }

    fn remaining_steps(&self) -> u64 {
        let End { epoch, step } = self.end;
        with_trainer!(&self.engine, trainer => {
            let planned = self.end.is_planned() && trainer.finished();
            if planned || epoch.is_some_and(|epoch| u64::from(trainer.epoch()) >= epoch) {
                return 0;
            }
            step.map_or(u64::MAX, |step| step.saturating_sub(trainer.step_count()))
        })
    }

    /// A divergence names the feature by number; people know it by name.
    fn name_feature(&self, mut error: Error) -> Error {
        let names = self.examples.names();
        if let Some(name) = error.details["feature"].as_u64().and_then(|index| names.get(index as usize)) {
            error.message = error.message.replace("{feature}", &format!("'{name}'"));
            error.details["featureName"] = json!(name);
        } else if let Some(index) = error.details["feature"].as_u64() {
            error.message = error.message.replace("{feature}", &format!("number {}", index + 1));
        }
        error
    }
}
