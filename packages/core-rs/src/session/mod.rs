//! The facade both bindings forward to: primitives in, primitives out, JSON for everything structured.

mod advance;
#[cfg(not(target_arch = "wasm32"))]
mod backend;
mod deadline;
mod epoch_line;
mod goal;
mod info;
mod metrics;
mod outcome;
#[cfg(not(target_arch = "wasm32"))]
mod prepare;
mod resume;
mod run;
mod table;

use std::sync::Arc;

use serde_json::json;

use crate::config::{Config, Plan};
use crate::error::{Code, Error, Result};
use crate::examples::{Examples, Held, Typed};
use crate::json;
use crate::memory::copied;
#[cfg(not(target_arch = "wasm32"))]
use crate::scalar::Dtype;
use crate::whole::{Float64, check_plan};

#[cfg(not(target_arch = "wasm32"))]
pub use backend::Opener;
use deadline::Deadline;
use goal::End;
pub use info::info;
pub use metrics::{label_metrics, regression_metrics, score_metrics};
#[cfg(not(target_arch = "wasm32"))]
pub use prepare::{finish_preparation, open_prepared, prepare};
use run::Run;
pub use table::{
    describe_table, examples_fold, examples_of, examples_part, examples_permuted, table_fold, table_part,
    table_texts,
};

/// JSON of a value that always has one.
pub fn to_json(value: &impl serde::Serialize) -> String {
    json::write(&json!(value))
}

/// A monotonic clock in seconds: each host brings its own.
pub type Clock = fn() -> f64;

#[derive(Debug)]
enum Engine {
    F32(Run<f32>),
    F64(Float64, Run<f64>),
}

macro_rules! with_trainer {
    ($engine:expr, $trainer:ident => $body:expr) => {
        match $engine {
            Engine::F32($crate::session::Run { trainer: $trainer, .. }) => $body,
            Engine::F64(_, $crate::session::Run { trainer: $trainer, .. }) => $body,
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
    deadline: Option<Deadline>,
    clock: Clock,
    #[cfg(not(target_arch = "wasm32"))]
    backend: backend::Backend,
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
        check_plan(&plan)?;
        examples.check_targets(&plan.loss)?;
        // The penalty is chosen when the run starts, where it may be cancelled and keeps nobody waiting.
        let selects_l2 = config.selects_l2(facts);
        let engine = match &examples.held {
            Held::Memory(Typed::F32(rows)) => Engine::F32(Run::new(&plan, rows, selects_l2)?),
            Held::Memory(Typed::F64(rows)) => {
                Engine::F64(Float64::here()?, Run::new(&plan, rows, selects_l2)?)
            }
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(_) if selects_l2 => return Err(choice_needs_memory(&examples)),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) if file.dtype() == Dtype::Float32 => Engine::F32(Run::from_file(&plan, file)?),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => Engine::F64(Float64::here()?, Run::from_file(&plan, file)?),
        };
        Ok(Self {
            config,
            examples,
            validation: None,
            engine,
            plan,
            end: End::default(),
            deadline: None,
            clock,
            #[cfg(not(target_arch = "wasm32"))]
            backend: backend::Backend::default(),
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
        #[cfg(not(target_arch = "wasm32"))]
        self.check_place(&examples)?;
        let plan = self.config.plan(examples.facts())?;
        match (&mut self.engine, &examples.held) {
            (Engine::F32(run), Held::Memory(Typed::F32(rows))) => run.set_rows(rows, &plan)?,
            (Engine::F64(_, run), Held::Memory(Typed::F64(rows))) => run.set_rows(rows, &plan)?,
            #[cfg(not(target_arch = "wasm32"))]
            (Engine::F32(run), Held::File(file)) => run.set_file(file, &plan)?,
            #[cfg(not(target_arch = "wasm32"))]
            (Engine::F64(_, run), Held::File(file)) => run.set_file(file, &plan)?,
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
        json::write(&plan)
    }

    /// What the run should reach, counted from now: `{"epochs":n}`, `{"steps":n}`, whichever comes first, or neither for
    /// the planned end. With `"seconds"` it ends before the step that would end later than that, wherever it stands, but
    /// not without a step.
    ///
    /// # Errors
    /// OPTION_INVALID for anything else.
    pub fn set_goal(&mut self, goal_json: &str) -> Result<()> {
        let now = (self.clock)();
        let from = with_trainer!(&self.engine, trainer => {
            goal::Standing { step: trainer.step_count(), epoch: u64::from(trainer.epoch()), now }
        });
        (self.end, self.deadline) = goal::read(goal_json, from)?;
        Ok(())
    }

    /// Whole epochs done.
    pub fn epochs_done(&self) -> usize {
        with_trainer!(&self.engine, trainer => trainer.records().len())
    }
}

/// The choice of a penalty reads all rows again and again.
#[cfg(not(target_arch = "wasm32"))]
fn choice_needs_memory(examples: &Examples) -> Error {
    match examples.typed() {
        Err(mut error) => {
            error.message.push_str(" Or say the penalty: l2 0.");
            error
        }
        Ok(_) => mixed_dtypes(),
    }
}

fn mixed_dtypes() -> Error {
    Error::new(Code::Internal, "The trainer and its rows differ in dtype; please report this.")
}
