//! Encoded rows on their way to a file.

use napi::Env;
use napi_derive::napi;

use super::examples::NodeExamples;
use super::table::NodeTable;
use crate::error::{Code, Error};
use crate::{prepared, session};

/// Rows being written.
#[napi(js_name = "Preparation")]
pub struct NodePreparation(Option<prepared::Preparation>);

#[napi]
impl NodePreparation {
    #[napi(constructor, catch_unwind)]
    pub fn new(
        table: &NodeTable,
        options_json: String,
        place_json: String,
        learnt: Option<&NodeExamples>,
    ) -> napi::Result<Self> {
        let learnt = learnt.map(|learnt| &*learnt.0);
        Ok(Self(Some(session::prepare(&table.0, &options_json, &place_json, learnt)?)))
    }

    #[napi(catch_unwind)]
    pub fn advance(&mut self) -> napi::Result<f64> {
        let preparation = self.0.as_mut().ok_or_else(over)?;
        Ok(preparation.advance()? as f64)
    }

    #[napi(catch_unwind)]
    pub fn cancel(&mut self) -> napi::Result<()> {
        self.0 = None;
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn finish(&mut self, env: Env, memory: Option<f64>) -> napi::Result<NodeExamples> {
        let preparation = self.0.take().ok_or_else(over)?;
        NodeExamples::new(env, session::finish_preparation(preparation, memory)?)
    }
}

fn over() -> Error {
    Error::new(Code::Internal, "The rows were already prepared.")
}
