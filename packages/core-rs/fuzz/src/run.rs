//! A run as a host drives it: steps in slices, a checkpoint, a resume, the model and its file.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use minibatch_core::checkpoint::Checkpoint;
use minibatch_core::config::Config;
use minibatch_core::examples::Examples;
use minibatch_core::model::architecture::Architecture;
use minibatch_core::model_file;
use minibatch_core::predictor::Predictor;
use minibatch_core::session::Session;
use serde_json::Value;

use crate::file::{damaged, resealed};
use crate::input::Input;
use crate::judge::{judged, sure};

/// A flag nobody sets.
pub static GO: AtomicBool = AtomicBool::new(false);

/// More parameters than this are planned but not trained: an input should take milliseconds.
const MAX_PARAMETERS: usize = 200_000;

/// A clock that stands.
pub fn clock() -> f64 {
    0.0
}

/// A session, where the config is valid and its model small enough to train here.
pub fn session(config: &str, examples: &Arc<Examples>) -> Option<Session> {
    let plan = judged(Config::from_json(config).and_then(|config| config.plan(examples.facts())))?;
    let parameters = Architecture::of(&plan, examples.facts().features).parameters();
    if parameters > MAX_PARAMETERS {
        return None;
    }
    judged(Session::new(config, examples.clone(), clock))
}

/// Steps taken so far; those that choose a penalty do not count.
pub fn steps(session: &Session) -> u64 {
    let state: Value = serde_json::from_str(&session.state()).expect("the state is JSON");
    state["step"].as_u64().expect("a number of steps")
}

/// Takes a few slices of steps. True when none of them failed.
///
/// # Panics
/// When a step that was taken leaves a parameter that is not finite.
pub fn advanced(session: &mut Session, input: &mut Input<'_>) -> bool {
    let slices = 1 + input.below(6);
    for _ in 0..slices {
        let most = 1 + u64::from(input.byte() % 32);
        // The choice of a penalty takes thousands of steps before the first one.
        let before = steps(session);
        let mut rest = 60;
        while rest > 0 {
            let Some(taken) = judged(session.advance(most.max(if rest < 60 { 200 } else { 1 }), &GO)) else {
                return false;
            };
            if taken == 0 || steps(session) > before {
                break;
            }
            rest -= 1;
        }
    }
    assert!(session.parameters().iter().all(|value| value.is_finite()), "a parameter is not finite");
    true
}

/// Resumes the run from its checkpoint, goes on with both, and compares; then tries checkpoints with edits. False when
/// the run diverged.
///
/// # Panics
/// When the resumed run is another one.
pub fn resumed(session: &mut Session, examples: &Arc<Examples>, input: &mut Input<'_>) -> bool {
    let bytes = sure(session.checkpoint(), "a checkpoint");
    let mut twin = sure(Session::resume(&bytes, examples.clone(), clock), "its own checkpoint");
    assert_eq!(twin.weights_hash(), session.weights_hash(), "the resumed weights");
    let goal = r#"{"steps":5}"#;
    sure(session.set_goal(goal), "a goal");
    sure(twin.set_goal(goal), "a goal");
    let (a, b) = (session.advance(5, &GO), twin.advance(5, &GO));
    assert_eq!(a.is_ok(), b.is_ok(), "one of two equal runs fails: {a:?} {b:?}");
    assert_eq!(twin.weights_hash(), session.weights_hash(), "the resumed run");
    if judged(a).is_none() || judged(b).is_none() {
        return false;
    }
    for _ in 0..1 + input.below(3) {
        let bad = if input.one_in(2) {
            resealed(&bytes, "minibatchRun", input)
        } else {
            Some(damaged(&bytes, input))
        };
        let Some(bad) = bad else { continue };
        checkpoint(&bad, examples);
    }
    true
}

/// Reads a checkpoint nobody vouches for, and goes on from it. True when a step was taken.
pub fn checkpoint(bytes: &[u8], examples: &Arc<Examples>) -> bool {
    let Some(Checkpoint { options, .. }) = judged(Checkpoint::from_bytes(bytes)) else { return false };
    if session(&options.to_string(), examples).is_none() {
        return false;
    }
    let Some(mut session) = judged(Session::resume(bytes, examples.clone(), clock)) else { return false };
    let Some(taken) = judged(session.advance(3, &GO)) else { return false };
    session.history(0);
    judged(session.checkpoint());
    taken > 0
}

/// Writes the model, reads it back, and tries files with edits.
///
/// # Panics
/// When the model read is another one.
pub fn filed(model: &Predictor, input: &mut Input<'_>) {
    let bytes = sure(model_file::to_bytes(model), "a model's file");
    let back = sure(model_file::from_bytes(&bytes), "its own file");
    assert_eq!(back.weights_hash(), model.weights_hash(), "the model read");
    assert_eq!(sure(model_file::to_bytes(&back), "the file again"), bytes, "the file written again");
    for _ in 0..1 + input.below(3) {
        let bad =
            if input.one_in(2) { resealed(&bytes, "minibatch", input) } else { Some(damaged(&bytes, input)) };
        if let Some(bad) = bad {
            model_of(&bad);
        }
    }
}

/// Reads a model's file nobody vouches for, and asks it everything.
pub fn model_of(bytes: &[u8]) {
    let Some(model) = judged(model_file::from_bytes(bytes)) else { return };
    model.describe();
    if model.parameters.len() < MAX_PARAMETERS {
        let x = vec![0.25; model.features() * 3];
        judged(model.predict::<f32>(&vec![0.5; model.features()], model.features()));
        judged(model.predict(&x, model.features()));
        judged(model.predict_probability(&x, model.features()));
    }
    judged(model_file::to_bytes(&model));
}
