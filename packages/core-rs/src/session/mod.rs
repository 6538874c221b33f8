//! The facade both bindings forward to: primitives in, primitives out, JSON for everything structured.

mod epoch_line;
mod goal;
mod info;
mod outcome;
mod resume;
mod run;
mod table;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::json;

use crate::config::{Config, EarlyStopping, Monitor, Plan, Schedule};
use crate::error::{Code, Error, Result};
use crate::examples::{Examples, Typed};
use crate::memory::copied;

use goal::End;
pub use info::info;
use run::Run;
pub use table::{describe_table, examples_of, examples_part, table_part, table_texts};

/// JSON of a value that always has one.
pub fn to_json(value: &impl serde::Serialize) -> String {
    json!(value).to_string()
}

/// A monotonic clock in seconds: each host brings its own.
pub type Clock = fn() -> f64;

#[derive(Debug)]
enum Engine {
    F32(Run<f32>),
    F64(Run<f64>),
}

macro_rules! with_trainer {
    ($engine:expr, $trainer:ident => $body:expr) => {
        match $engine {
            Engine::F32(Run { trainer: $trainer, .. }) => $body,
            Engine::F64(Run { trainer: $trainer, .. }) => $body,
        }
    };
}

use with_trainer;

/// One training run over its examples.
#[derive(Debug)]
pub struct Session {
    config: Config,
    examples: Arc<Examples>,
    validation: Option<Arc<Examples>>,
    engine: Engine,
    plan: Plan,
    end: End,
    clock: Clock,
    /// Seconds spent in each finished epoch, and in the one under way.
    seconds: Vec<f64>,
    current_seconds: f64,
}

impl Session {
    /// Checks the options, settles every `auto` and sets up the run.
    ///
    /// # Errors
    /// OPTION_INVALID.
    pub fn new(config_json: &str, examples: Arc<Examples>, clock: Clock) -> Result<Self> {
        let config = Config::from_json(config_json)?;
        let facts = examples.facts();
        let plan = config.plan(facts)?;
        examples.check_targets(&plan.loss)?;
        // The penalty is chosen when the run starts, where it may be cancelled and keeps nobody waiting.
        let selects_l2 = config.selects_l2(facts);
        let engine = match &examples.typed {
            Typed::F32(rows) => Engine::F32(Run::new(&plan, rows, selects_l2)?),
            Typed::F64(rows) => Engine::F64(Run::new(&plan, rows, selects_l2)?),
        };
        Ok(Self {
            config,
            examples,
            validation: None,
            engine,
            plan,
            end: End::Planned,
            clock,
            seconds: Vec::new(),
            current_seconds: 0.0,
        })
    }

    /// Rows that are evaluated after every epoch and never trained on.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when they have other features or another dtype.
    pub fn set_validation(&mut self, examples: Arc<Examples>) -> Result<()> {
        self.examples.check_like(&examples)?;
        examples.check_targets(&self.plan.loss)?;
        self.validation = Some(examples);
        Ok(())
    }

    /// Goes on over other rows of the same columns, any number of them: as `partial_fit` does. The epoch under way is
    /// left, the steps, the optimizer and the schedule go on.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for other columns or another dtype, DATA_INVALID for targets the loss does not take.
    pub fn set_rows(&mut self, examples: Arc<Examples>) -> Result<()> {
        self.examples.check_like(&examples)?;
        examples.check_targets(&self.plan.loss)?;
        let plan = self.config.plan(examples.facts())?;
        match (&mut self.engine, &examples.typed) {
            (Engine::F32(run), Typed::F32(rows)) => run.set_rows(rows, &plan)?,
            (Engine::F64(run), Typed::F64(rows)) => run.set_rows(rows, &plan)?,
            _ => return Err(mixed_dtypes()),
        }
        self.plan.batch_size = plan.batch_size;
        self.examples = examples;
        Ok(())
    }

    /// Sets all parameters, in logical order.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the count is not the model's.
    pub fn set_parameters(&mut self, values: &[f64]) -> Result<()> {
        with_trainer!(&mut self.engine, trainer => trainer.set_parameters(values))
    }

    /// Gives the orders of the coming epochs, joined: n row numbers each.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when they are not whole epochs, OPTION_INVALID for a row that does not exist.
    pub fn set_orders(&mut self, rows: &[u32]) -> Result<()> {
        with_trainer!(&mut self.engine, trainer => trainer.set_orders(copied(rows)?))
    }

    /// The settled options, as JSON. Written out as a config they give the same run. `l2` may be `auto` until the
    /// run has started.
    pub fn plan(&self) -> String {
        let mut plan = json!(self.plan);
        if self.selects_l2() {
            plan["l2"] = json!("auto");
        }
        plan.to_string()
    }

    /// What the run should reach, counted from now: `{"epochs":n}`, `{"steps":n}`, or `{}` for the planned end.
    ///
    /// # Errors
    /// OPTION_INVALID for anything else.
    pub fn set_goal(&mut self, goal_json: &str) -> Result<()> {
        let (step, epoch) =
            with_trainer!(&self.engine, trainer => (trainer.step_count(), u64::from(trainer.epoch())));
        self.end = End::read(goal_json, (step, epoch))?;
        Ok(())
    }

    /// Takes at most so many steps, at most to the end of the epoch; gives the steps taken, 0 once the goal is reached.
    /// Where the penalty is to be chosen, the first steps are those of that choice: they count for no goal or epoch.
    ///
    /// # Errors
    /// DIVERGED in the step it happens; ABORTED once `stop` is set, after whole steps.
    pub fn advance(&mut self, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let budget = self.remaining_steps().min(max_steps);
        if budget == 0 {
            return Ok(0);
        }
        self.check_monitors()?;
        if self.selects_l2() {
            let taken = self.select_l2(max_steps, stop).map_err(|error| self.name_feature(error))?;
            if taken > 0 {
                return Ok(taken);
            }
        }
        let started = (self.clock)();
        let epochs_before = self.epochs_done();
        let taken = match (&mut self.engine, &self.examples.typed) {
            (Engine::F32(run), Typed::F32(rows)) => run.advance(rows, budget, stop),
            (Engine::F64(run), Typed::F64(rows)) => run.advance(rows, budget, stop),
            _ => Err(mixed_dtypes()),
        }
        .map_err(|error| self.name_feature(error))?;
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
        let Some(validation) = &self.validation else { return Ok(()) };
        let loss = match (&mut self.engine, &validation.typed) {
            (Engine::F32(run), Typed::F32(rows)) => run.trainer.mean_loss(&rows.view()),
            (Engine::F64(run), Typed::F64(rows)) => run.trainer.mean_loss(&rows.view()),
            _ => Err(mixed_dtypes()),
        }?;
        with_trainer!(&mut self.engine, trainer => trainer.record_validation(loss));
        Ok(())
    }

    /// Steps taken to choose the penalty; 0 once it is chosen.
    fn select_l2(&mut self, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let taken = match (&mut self.engine, &self.examples.typed) {
            (Engine::F32(run), Typed::F32(rows)) => run.select(rows, max_steps, stop),
            (Engine::F64(run), Typed::F64(rows)) => run.select(rows, max_steps, stop),
            _ => Err(mixed_dtypes()),
        }?;
        if taken == 0 {
            self.plan.l2 = with_trainer!(&self.engine, trainer => trainer.plan().l2);
        }
        Ok(taken)
    }

    fn selects_l2(&self) -> bool {
        match &self.engine {
            Engine::F32(run) => run.selects(),
            Engine::F64(run) => run.selects(),
        }
    }

    /// Whole epochs done.
    pub fn epochs_done(&self) -> usize {
        with_trainer!(&self.engine, trainer => trainer.records().len())
    }

    fn remaining_steps(&self) -> u64 {
        with_trainer!(&self.engine, trainer => match self.end {
            End::Planned if trainer.finished() => 0,
            End::Planned => u64::MAX,
            End::Epoch(epoch) if u64::from(trainer.epoch()) >= epoch => 0,
            End::Epoch(_) => u64::MAX,
            End::Step(step) => step.saturating_sub(trainer.step_count()),
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

fn mixed_dtypes() -> Error {
    Error::new(Code::Internal, "The trainer and its rows differ in dtype; please report this.")
}
