//! A training run.

use std::sync::Arc;

use napi::bindgen_prelude::{Float64Array, FnArgs, Function, Uint8Array};
use napi_derive::napi;

use super::examples::NodeExamples;
use super::model::NodeModel;
use super::run::{self, Run};
use crate::config::MAX_SEED;
use crate::session;

/// One training run.
#[napi(js_name = "Session")]
pub struct NodeSession(pub(super) Arc<Run>);

#[napi]
impl NodeSession {
    #[napi(constructor, catch_unwind)]
    pub fn new(config_json: String, examples: &NodeExamples) -> napi::Result<Self> {
        let session = session::Session::new(&config_json, examples.0.clone(), run::clock)?;
        Ok(Self(Arc::new(Run::new(session))))
    }

    /// Goes on from a checkpoint over the rows it was taken over.
    #[napi(factory, catch_unwind)]
    pub fn resume(bytes: &[u8], examples: &NodeExamples) -> napi::Result<Self> {
        let session = session::Session::resume(bytes, examples.0.clone(), run::clock)?;
        Ok(Self(Arc::new(Run::new(session))))
    }

    #[napi(catch_unwind)]
    pub fn set_rows(&self, examples: &NodeExamples) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_rows(examples.0.clone()))?)
    }

    /// What takes the steps: "native", "cuda", or "auto" for the faster one.
    #[napi(catch_unwind)]
    pub fn set_backend(&self, choice: String) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_backend(&choice))?)
    }

    #[napi(catch_unwind)]
    pub fn checkpoint(&self) -> napi::Result<Uint8Array> {
        Ok(self.0.fetched(|session| session.checkpoint())??.into())
    }

    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.describe()))
    }

    #[napi(catch_unwind)]
    pub fn set_validation(&self, examples: &NodeExamples) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_validation(examples.0.clone()))?)
    }

    #[napi(catch_unwind)]
    pub fn validation_loss(&self) -> napi::Result<Option<f64>> {
        Ok(self.0.with(|session| session.validation_loss())?)
    }

    #[napi(catch_unwind)]
    pub fn set_parameters(&self, values: &[f64]) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_parameters(values))?)
    }

    #[napi(catch_unwind)]
    pub fn set_orders(&self, rows: &[u32]) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_orders(rows))?)
    }

    #[napi(catch_unwind)]
    pub fn plan(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.plan()))
    }

    #[napi(catch_unwind)]
    pub fn set_goal(&self, goal_json: String) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_goal(&goal_json))?)
    }

    #[napi(catch_unwind)]
    pub fn advance(&self, max_steps: f64) -> napi::Result<f64> {
        Ok(self.0.advance(max_steps.clamp(0.0, MAX_SEED as f64) as u64)? as f64)
    }

    /// Runs to the goal on a worker thread; every event comes through this one function, in order.
    #[napi(catch_unwind, ts_args_type = "onEvent: (kind: string, json: string) => void")]
    pub fn start(&self, on_event: Function<'_, FnArgs<(String, String)>, ()>) -> napi::Result<()> {
        run::start(self.0.clone(), &on_event)
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self) -> napi::Result<()> {
        self.0.cancel();
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn cut_epoch(&self) -> napi::Result<()> {
        Ok(self.0.with(|session| session.cut_epoch())?)
    }

    #[napi(catch_unwind)]
    pub fn history(&self, from: u32) -> napi::Result<String> {
        Ok(self.0.with(|session| session.history(from as usize)))
    }

    #[napi(catch_unwind)]
    pub fn state(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.state()))
    }

    #[napi(catch_unwind)]
    pub fn parameters(&self) -> napi::Result<Float64Array> {
        Ok(self.0.fetched(|session| session.parameters())?.into())
    }

    #[napi(catch_unwind)]
    pub fn weights_hash(&self) -> napi::Result<String> {
        Ok(self.0.fetched(|session| session.weights_hash())?)
    }

    #[napi(catch_unwind)]
    pub fn model(&self) -> napi::Result<NodeModel> {
        Ok(NodeModel(self.0.fetched(|session| session.predictor())?))
    }
}
