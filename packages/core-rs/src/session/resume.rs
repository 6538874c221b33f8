//! Checkpoints of a session, and sessions from checkpoints.

use std::sync::Arc;

use serde_json::json;

use super::{Clock, Engine, Run, Session, mixed_dtypes, with_trainer};
use crate::checkpoint::{Checkpoint, RunSnapshot};
use crate::error::{Code, Error, Result};
use crate::examples::Examples;
use crate::json;
use crate::model_file;

impl Session {
    /// The run as it stands, as the bytes of a checkpoint's file, which opens as a model too. A penalty that is still
    /// being chosen is chosen anew by the run that goes on from here.
    ///
    /// # Errors
    /// INTERNAL when the file cannot be composed.
    pub fn checkpoint(&self) -> Result<Vec<u8>> {
        let run = self.run_snapshot();
        let mut seconds = self.seconds.clone();
        seconds.push(self.current_seconds);
        let options = json::read(&self.plan()).unwrap_or_default();
        let checkpoint = Checkpoint { options, data: self.examples.fingerprint(), seconds, run };
        checkpoint.to_bytes(&model_file::to_bytes(&self.predictor())?)
    }

    /// The run as it stands.
    pub(super) fn run_snapshot(&self) -> RunSnapshot {
        match &self.engine {
            Engine::F32(run) => RunSnapshot::F32(run.trainer.snapshot()),
            Engine::F64(_, run) => RunSnapshot::F64(run.trainer.snapshot()),
        }
    }

    /// A run that goes on from a checkpoint, over the rows it was taken over. Its end is the planned one.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID for a file that is damaged, of other data, of another dtype, or newer than this build.
    pub fn resume(bytes: &[u8], examples: Arc<Examples>, clock: Clock) -> Result<Self> {
        let Checkpoint { options, data, mut seconds, run } = Checkpoint::from_bytes(bytes)?;
        if data != examples.fingerprint() {
            return Err(Error::new(
                Code::CheckpointInvalid,
                "The checkpoint was taken over other rows: expected the table, split and encoding it was trained on.",
            )
            .with(json!({ "expected": data, "got": examples.fingerprint() })));
        }
        let mut session = Self::new(&json::write(&options), examples, clock)?;
        match (&mut session.engine, run) {
            (Engine::F32(Run { trainer, .. }), RunSnapshot::F32(run)) => trainer.restore(run)?,
            (Engine::F64(_, Run { trainer, .. }), RunSnapshot::F64(run)) => trainer.restore(run)?,
            _ => return Err(mixed_dtypes()),
        }
        session.current_seconds = seconds.pop().unwrap_or_default();
        session.seconds = seconds;
        let epochs = with_trainer!(&session.engine, trainer => trainer.records().len());
        session.seconds.resize(epochs, 0.0);
        Ok(session)
    }
}
