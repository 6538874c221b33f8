//! A training run.

use std::sync::atomic::AtomicBool;

use wasm_bindgen::prelude::*;

use super::Result;
use super::examples::WasmExamples;
use crate::config::MAX_SEED;
use crate::session;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

pub(super) fn clock() -> f64 {
    performance_now() / 1000.0
}

/// One training run. The caller takes it in slices: nothing here may block a page.
#[wasm_bindgen(js_name = Session)]
pub struct WasmSession(pub(super) session::Session);

#[wasm_bindgen(js_class = Session)]
impl WasmSession {
    #[wasm_bindgen(constructor)]
    pub fn new(config_json: &str, examples: &WasmExamples) -> Result<Self> {
        Ok(Self(session::Session::new(config_json, examples.0.clone(), clock)?))
    }

    #[wasm_bindgen(js_name = setRows)]
    pub fn set_rows(&mut self, examples: &WasmExamples) -> Result<()> {
        Ok(self.0.set_rows(examples.0.clone())?)
    }

    pub fn describe(&self) -> String {
        self.0.describe()
    }

    #[wasm_bindgen(js_name = setValidation)]
    pub fn set_validation(&mut self, examples: &WasmExamples) -> Result<()> {
        Ok(self.0.set_validation(examples.0.clone())?)
    }

    #[wasm_bindgen(js_name = validationLoss)]
    pub fn validation_loss(&mut self) -> Result<Option<f64>> {
        Ok(self.0.validation_loss()?)
    }

    #[wasm_bindgen(js_name = setParameters)]
    pub fn set_parameters(&mut self, values: &[f64]) -> Result<()> {
        Ok(self.0.set_parameters(values)?)
    }

    #[wasm_bindgen(js_name = setOrders)]
    pub fn set_orders(&mut self, rows: &[u32]) -> Result<()> {
        Ok(self.0.set_orders(rows)?)
    }

    pub fn plan(&self) -> String {
        self.0.plan()
    }

    #[wasm_bindgen(js_name = setGoal)]
    pub fn set_goal(&mut self, goal_json: &str) -> Result<()> {
        Ok(self.0.set_goal(goal_json)?)
    }

    pub fn advance(&mut self, max_steps: f64) -> Result<f64> {
        let max_steps = max_steps.clamp(0.0, MAX_SEED as f64) as u64;
        Ok(self.0.advance(max_steps, &AtomicBool::new(false))? as f64)
    }

    #[wasm_bindgen(js_name = cutEpoch)]
    pub fn cut_epoch(&mut self) -> Result<()> {
        Ok(self.0.cut_epoch()?)
    }

    pub fn history(&self, from: u32) -> String {
        self.0.history(from as usize)
    }

    pub fn state(&self) -> String {
        self.0.state()
    }

    pub fn parameters(&self) -> Vec<f64> {
        self.0.parameters()
    }

    #[wasm_bindgen(js_name = weightsHash)]
    pub fn weights_hash(&self) -> String {
        self.0.weights_hash()
    }
}
