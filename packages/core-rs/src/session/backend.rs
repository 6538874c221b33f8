//! Which backend takes the steps of a run: the CPU, a GPU, or the faster of the two, found out by the run's own first
//! steps. Arithmetic is strict on both, so that steps taken to find out are steps of the run, to the same bits.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Engine, Session, with_trainer};
use crate::checkpoint::RunSnapshot;
use crate::config::Numerics;
use crate::cuda::device::{Description, Device};
use crate::error::{Code, Error, Result};
use crate::examples::{Examples, Held};

/// Multiplications a run has at least that is tried on a GPU: some tenths of a second on a CPU. Less is over before a
/// driver is loaded.
const WORTH_TRYING: f64 = 1e10;
/// Seconds of steps that a backend is judged by, and steps at least.
const SECONDS: f64 = 0.03;
const STEPS: u64 = 4;

/// A way to a device; called once, when it is needed.
pub type Opener = Box<dyn FnOnce() -> Result<Box<dyn Device>> + Send>;

/// What takes the steps, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct Backend {
    trial: Option<Trial>,
    /// Why steps are not taken on a GPU, where one was asked for or tried.
    reason: Option<String>,
    /// Seconds of a step on the CPU and on the GPU, where both were tried.
    measured: Option<[f64; 2]>,
}

/// A trial under way.
enum Trial {
    /// On the CPU.
    Native { taken: Taken, open: Opener },
    /// On the GPU: the state to go back to where it fails, and the seconds of a step on the CPU. Nothing is counted before
    /// the first call, which brings the rows, is over.
    Cuda { taken: Option<Taken>, native: f64, back: Box<RunSnapshot> },
}

impl std::fmt::Debug for Trial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Native { .. } => "Native",
            Self::Cuda { .. } => "Cuda",
        })
    }
}

/// Steps and their seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    steps: u64,
    seconds: f64,
}

impl Taken {
    fn add(&mut self, steps: u64, seconds: f64) {
        self.steps += steps;
        self.seconds += seconds;
    }

    /// Seconds of a step, once they are enough to judge by.
    fn judged(&self) -> Option<f64> {
        (self.steps >= STEPS && self.seconds >= SECONDS).then(|| self.seconds / self.steps as f64)
    }
}

/// What runs, for people and programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Running<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'a Description>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<Value>,
}

impl Session {
    /// Chooses what takes the steps: `native`, `cuda`, or `auto` for the faster one. A GPU is opened at once for `cuda`,
    /// and for `auto` only once the run has shown to be long enough.
    ///
    /// # Errors
    /// BACKEND_UNAVAILABLE where `cuda` cannot be had for this run; OPTION_INVALID for another name.
    pub fn set_backend(&mut self, choice: &str) -> Result<()> {
        self.set_backend_by(choice, Box::new(crate::cuda::open))
    }

    /// The same with a way to a device of the caller's.
    ///
    /// # Errors
    /// As [`Session::set_backend`].
    pub fn set_backend_by(&mut self, choice: &str, open: Opener) -> Result<()> {
        self.backend = Backend::default();
        match choice {
            "native" => with_trainer!(&mut self.engine, trainer => trainer.leave_device()),
            "cuda" => {
                check_rows_in_memory(&self.examples)?;
                let device = open()?;
                with_trainer!(&mut self.engine, trainer => trainer.set_device(device))
            }
            "auto" => {
                match self.why_not_try() {
                    Some(reason) => self.backend.reason = Some(reason),
                    None => self.backend.trial = Some(Trial::Native { taken: Taken::default(), open }),
                }
                Ok(())
            }
            _ => Err(Error::option(format!(
                "The backend of a run is 'native', 'cuda' or 'auto'; got '{choice}'."
            ))
            .with(json!({ "option": "backend" }))),
        }
    }

    /// Brings parameters and states from the device, where it has newer ones: before they are read.
    ///
    /// # Errors
    /// BACKEND_UNAVAILABLE for a device that is lost: so is what it held.
    pub fn fetch(&mut self) -> Result<()> {
        with_trainer!(&mut self.engine, trainer => trainer.fetch())
    }

    /// What takes the steps, as JSON: `{ kind, device?, reason?, measured? }`.
    pub(super) fn describe_backend(&self) -> Value {
        let device = with_trainer!(&self.engine, trainer => trainer.device());
        let measured = self
            .backend
            .measured
            .map(|[native, cuda]| json!({ "nativeStepSeconds": native, "cudaStepSeconds": cuda }));
        let kind = if device.is_some() { "cuda" } else { "native" };
        json!(Running { kind, device, reason: self.backend.reason.as_deref(), measured })
    }

    /// Steps that a call may take: while a backend is tried, few at first.
    pub(super) fn limited(&self, budget: u64) -> u64 {
        match &self.backend.trial {
            None => budget,
            Some(Trial::Native { taken, .. } | Trial::Cuda { taken: Some(taken), .. }) => {
                budget.min(taken.steps.max(1))
            }
            Some(Trial::Cuda { taken: None, .. }) => budget.min(1),
        }
    }

    /// Takes what a call of the run that was started then came to: goes on with the trial where one is under way. An error of a GPU that is only
    /// tried is none of the run's: no steps then, and the run goes on from where it was.
    pub(super) fn try_backends(&mut self, result: Result<u64>, started: f64) -> Result<u64> {
        let Some(trial) = self.backend.trial.take() else { return result };
        let seconds = (self.clock)() - started;
        match (trial, result) {
            (Trial::Native { mut taken, open }, Ok(steps)) => {
                taken.add(steps, seconds);
                match taken.judged() {
                    None => self.backend.trial = Some(Trial::Native { taken, open }),
                    Some(native) => self.start_on_device(open, native)?,
                }
                Ok(steps)
            }
            (Trial::Cuda { taken, native, back }, Ok(steps)) => {
                let taken = taken.map_or_else(Taken::default, |mut taken| {
                    taken.add(steps, seconds);
                    taken
                });
                match taken.judged() {
                    None => self.backend.trial = Some(Trial::Cuda { taken: Some(taken), native, back }),
                    Some(cuda) => self.decide(native, cuda)?,
                }
                Ok(steps)
            }
            (Trial::Cuda { back, .. }, Err(error)) if is_of_device(&error) => {
                self.retreat(*back, error.into_message())?;
                Ok(0)
            }
            (_, result) => result,
        }
    }

    fn start_on_device(&mut self, open: Opener, native: f64) -> Result<()> {
        let device = match open() {
            Ok(device) => device,
            Err(error) => {
                self.backend.reason = Some(error.into_message());
                return Ok(());
            }
        };
        let back = Box::new(self.run_snapshot());
        with_trainer!(&mut self.engine, trainer => trainer.set_device(device))?;
        self.backend.trial = Some(Trial::Cuda { taken: None, native, back });
        Ok(())
    }

    /// Goes on where a step takes less time.
    fn decide(&mut self, native: f64, cuda: f64) -> Result<()> {
        self.backend.measured = Some([native, cuda]);
        if cuda < native {
            return Ok(());
        }
        self.backend.reason =
            Some(format!("A step takes {} on the GPU and {} on the CPU.", duration(cuda), duration(native)));
        with_trainer!(&mut self.engine, trainer => trainer.leave_device())
    }

    /// Goes back to the state before the GPU was tried.
    fn retreat(&mut self, back: RunSnapshot, reason: String) -> Result<()> {
        self.backend.reason = Some(reason);
        match (&mut self.engine, back) {
            (Engine::F32(run), RunSnapshot::F32(back)) => run.trainer.abandon_device(back)?,
            (Engine::F64(_, run), RunSnapshot::F64(back)) => run.trainer.abandon_device(back)?,
            _ => return Err(super::mixed_dtypes()),
        }
        self.seconds.truncate(self.epochs_done());
        Ok(())
    }

    /// Why a GPU is not tried for this run, if it is not.
    fn why_not_try(&self) -> Option<String> {
        if self.plan.numerics == Numerics::Fast {
            return Some(
                "Numerics 'fast' has other bits on a GPU: name the backend to train there.".to_owned(),
            );
        }
        if let Err(error) = check_rows_in_memory(&self.examples) {
            return Some(error.into_message());
        }
        let parameters = with_trainer!(&self.engine, trainer => trainer.architecture().parameters());
        let rows = self.examples.facts().rows as f64 * f64::from(self.plan.epochs);
        (2.0 * rows * (parameters as f64) < WORTH_TRYING)
            .then(|| "The run is too short for a GPU to pay.".to_owned())
    }

    /// Refuses other rows that what takes the steps cannot reach.
    pub(super) fn check_place(&self, rows: &Examples) -> Result<()> {
        let on_device = with_trainer!(&self.engine, trainer => trainer.device().is_some());
        if on_device { check_rows_in_memory(rows) } else { Ok(()) }
    }
}

/// A GPU takes rows that are in memory.
fn check_rows_in_memory(rows: &Examples) -> Result<()> {
    match &rows.held {
        Held::Memory(_) => Ok(()),
        Held::File(_) => Err(Error::new(
            Code::BackendUnavailable,
            "The rows are in a file, and a GPU takes rows that are in memory. Give more memory, or take backend 'native'.",
        )),
    }
}

/// Whether it is the device that failed, and not the run.
fn is_of_device(error: &Error) -> bool {
    matches!(error.code, Code::BackendUnavailable | Code::OutOfMemory)
}

fn duration(seconds: f64) -> String {
    if seconds < 1e-3 { format!("{:.1} µs", seconds * 1e6) } else { format!("{:.2} ms", seconds * 1e3) }
}
