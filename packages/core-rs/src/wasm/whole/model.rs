//! A trained model.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::table::WasmTable;
use crate::wasm::Result;
use crate::wasm::examples::WasmExamples;
use crate::{model_file, predictor, session};

/// A trained model.
#[wasm_bindgen(js_name = Model)]
pub struct WasmModel(pub(super) predictor::Predictor);

#[wasm_bindgen(js_class = Model)]
impl WasmModel {
    pub fn describe(&self) -> String {
        self.0.describe().to_string()
    }

    pub fn parameters(&self) -> Vec<f64> {
        self.0.parameters.to_f64()
    }

    #[wasm_bindgen(js_name = predictFloat32)]
    pub fn predict_float32(&self, x: &[f32], columns: u32) -> Result<Vec<f32>> {
        Ok(self.0.predict(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictFloat64)]
    pub fn predict_float64(&self, x: &[f64], columns: u32) -> Result<Vec<f64>> {
        Ok(self.0.predict(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictExamples)]
    pub fn predict_examples(&self, examples: &WasmExamples) -> Result<Vec<f64>> {
        Ok(self.0.predict_examples(&examples.0)?)
    }

    #[wasm_bindgen(js_name = predictProbabilityFloat32)]
    pub fn predict_probability_float32(&self, x: &[f32], columns: u32) -> Result<Vec<f32>> {
        Ok(self.0.predict_probability(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictProbabilityFloat64)]
    pub fn predict_probability_float64(&self, x: &[f64], columns: u32) -> Result<Vec<f64>> {
        Ok(self.0.predict_probability(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictProbabilityExamples)]
    pub fn predict_probability_examples(&self, examples: &WasmExamples) -> Result<Vec<f64>> {
        Ok(self.0.predict_examples_probability(&examples.0)?)
    }

    pub fn evaluate(&self, examples: &WasmExamples) -> Result<String> {
        Ok(session::to_json(&self.0.evaluate(&examples.0)?))
    }

    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Ok(Self(model_file::from_bytes(bytes)?))
    }

    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(model_file::to_bytes(&self.0)?)
    }

    #[wasm_bindgen(js_name = predictTable)]
    pub fn predict_table(&self, table: &WasmTable) -> Result<Vec<f64>> {
        Ok(self.0.predict_table(&table.0)?)
    }

    #[wasm_bindgen(js_name = predictProbabilityTable)]
    pub fn predict_probability_table(&self, table: &WasmTable) -> Result<Vec<f64>> {
        Ok(self.0.predict_table_probability(&table.0)?)
    }

    #[wasm_bindgen(js_name = evaluateTable)]
    pub fn evaluate_table(&self, table: &WasmTable) -> Result<String> {
        Ok(session::to_json(&self.0.evaluate_table(&table.0)?))
    }

    pub fn encode(&self, table: &WasmTable) -> Result<WasmExamples> {
        Ok(WasmExamples(Arc::new(self.0.encode(&table.0)?)))
    }
}
