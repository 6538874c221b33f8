//! A network whose parameters are the caller's.

use wasm_bindgen::prelude::*;

use super::Result;
use super::examples::WasmExamples;

use crate::config::MAX_SEED;
use crate::own_loop;

/// A network whose parameters are the caller's.
#[wasm_bindgen(js_name = Network)]
pub struct WasmNetwork(pub(super) own_loop::Network);

#[wasm_bindgen(js_class = Network)]
impl WasmNetwork {
    #[wasm_bindgen(constructor)]
    pub fn new(options_json: &str) -> Result<Self> {
        Ok(Self(own_loop::Network::new(options_json)?))
    }

    #[wasm_bindgen(js_name = initialParameters)]
    pub fn initial_parameters(&self, seed: f64) -> Result<Vec<f64>> {
        Ok(self.0.initial_parameters(seed)?)
    }

    pub fn configure(&mut self, options_json: &str) -> Result<()> {
        Ok(self.0.configure(options_json)?)
    }

    #[wasm_bindgen(js_name = setStep)]
    pub fn set_step(&mut self, step: f64) {
        self.0.set_step(step.clamp(0.0, MAX_SEED as f64) as u64);
    }

    #[wasm_bindgen(js_name = lossAndGradientFloat32)]
    pub fn loss_and_gradient_float32(
        &mut self,
        examples: &WasmExamples,
        rows: &[u32],
        parameters: &[f32],
        gradient: &mut [f32],
    ) -> Result<f64> {
        Ok(self.0.loss_and_gradient(&examples.0, rows, parameters, gradient)?)
    }

    #[wasm_bindgen(js_name = setArraysFloat32)]
    pub fn set_arrays_float32(&mut self, x: Vec<f32>, y: Vec<f32>, weight: Option<Vec<f32>>) -> Result<()> {
        Ok(self.0.set_arrays(x, y, weight)?)
    }

    #[wasm_bindgen(js_name = lossAndGradientOfArraysFloat32)]
    pub fn loss_and_gradient_of_arrays_float32(
        &mut self,
        parameters: &[f32],
        gradient: &mut [f32],
    ) -> Result<f64> {
        Ok(self.0.loss_and_gradient_of_arrays(parameters, gradient)?)
    }

    #[wasm_bindgen(js_name = forwardFloat32)]
    pub fn forward_float32(&mut self, parameters: &[f32], x: &[f32], out: &mut [f32]) -> Result<()> {
        Ok(self.0.forward(parameters, x, out)?)
    }

    #[wasm_bindgen(js_name = weightsHashFloat32)]
    pub fn weights_hash_float32(&mut self, parameters: &[f32]) -> Result<String> {
        Ok(self.0.weights_hash(parameters)?)
    }
}
