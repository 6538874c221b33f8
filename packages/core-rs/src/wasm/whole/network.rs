//! A network of the caller's own loop, in float64.

use wasm_bindgen::prelude::*;

use crate::wasm::Result;
use crate::wasm::examples::WasmExamples;
use crate::wasm::network::WasmNetwork;

#[wasm_bindgen(js_class = Network)]
impl WasmNetwork {
    #[wasm_bindgen(js_name = lossAndGradientFloat64)]
    pub fn loss_and_gradient_float64(
        &mut self,
        examples: &WasmExamples,
        rows: &[u32],
        parameters: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64> {
        Ok(self.0.loss_and_gradient(&examples.0, rows, parameters, gradient)?)
    }

    #[wasm_bindgen(js_name = setArraysFloat64)]
    pub fn set_arrays_float64(&mut self, x: Vec<f64>, y: Vec<f64>, weight: Option<Vec<f64>>) -> Result<()> {
        Ok(self.0.set_arrays(x, y, weight)?)
    }

    #[wasm_bindgen(js_name = lossAndGradientOfArraysFloat64)]
    pub fn loss_and_gradient_of_arrays_float64(
        &mut self,
        parameters: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64> {
        Ok(self.0.loss_and_gradient_of_arrays(parameters, gradient)?)
    }

    #[wasm_bindgen(js_name = forwardFloat64)]
    pub fn forward_float64(&mut self, parameters: &[f64], x: &[f64], out: &mut [f64]) -> Result<()> {
        Ok(self.0.forward(parameters, x, out)?)
    }

    #[wasm_bindgen(js_name = weightsHashFloat64)]
    pub fn weights_hash_float64(&mut self, parameters: &[f64]) -> Result<String> {
        Ok(self.0.weights_hash(parameters)?)
    }
}
