//! A trained model.

use napi::Env;
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint8Array};
use napi_derive::napi;

use super::examples::NodeExamples;
use super::table::NodeTable;
use crate::{model_file, predictor, session};

/// A trained model.
#[napi(js_name = "Model")]
pub struct NodeModel(pub(super) predictor::Predictor);

#[napi]
impl NodeModel {
    #[napi(factory, catch_unwind)]
    pub fn from_bytes(bytes: &[u8]) -> napi::Result<Self> {
        Ok(Self(model_file::from_bytes(bytes)?))
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        Ok(model_file::to_bytes(&self.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        Ok(self.0.describe().to_string())
    }

    #[napi(catch_unwind)]
    pub fn parameters(&self) -> napi::Result<Float64Array> {
        Ok(self.0.parameters.to_f64().into())
    }

    #[napi(catch_unwind)]
    pub fn predict_float32(&self, x: &[f32], columns: u32) -> napi::Result<Float32Array> {
        Ok(self.0.predict(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_float64(&self, x: &[f64], columns: u32) -> napi::Result<Float64Array> {
        Ok(self.0.predict(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_table(&self, table: &NodeTable) -> napi::Result<Float64Array> {
        Ok(self.0.predict_table(&table.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_examples(&self, examples: &NodeExamples) -> napi::Result<Float64Array> {
        Ok(self.0.predict_examples(&examples.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_probability_float32(&self, x: &[f32], columns: u32) -> napi::Result<Float32Array> {
        Ok(self.0.predict_probability(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_probability_float64(&self, x: &[f64], columns: u32) -> napi::Result<Float64Array> {
        Ok(self.0.predict_probability(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_probability_table(&self, table: &NodeTable) -> napi::Result<Float64Array> {
        Ok(self.0.predict_table_probability(&table.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_probability_examples(&self, examples: &NodeExamples) -> napi::Result<Float64Array> {
        Ok(self.0.predict_examples_probability(&examples.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn evaluate(&self, examples: &NodeExamples) -> napi::Result<String> {
        Ok(session::to_json(&self.0.evaluate(&examples.0)?))
    }

    #[napi(catch_unwind)]
    pub fn evaluate_table(&self, table: &NodeTable) -> napi::Result<String> {
        Ok(session::to_json(&self.0.evaluate_table(&table.0)?))
    }

    #[napi(catch_unwind)]
    pub fn encode(&self, env: Env, table: &NodeTable) -> napi::Result<NodeExamples> {
        NodeExamples::new(env, self.0.encode(&table.0)?)
    }
}
