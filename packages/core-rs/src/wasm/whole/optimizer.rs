//! An optimizer of the caller's own loop, in float64.

use wasm_bindgen::prelude::*;

use crate::wasm::Result;
use crate::wasm::optimizer::WasmOptimizer;

#[wasm_bindgen(js_class = Optimizer)]
impl WasmOptimizer {
    #[wasm_bindgen(js_name = stepFloat64)]
    pub fn step_float64(
        &mut self,
        parameters: &mut [f64],
        gradient: &[f64],
        rate: Option<f64>,
    ) -> Result<()> {
        Ok(self.0.step(parameters, gradient, rate)?)
    }

    #[wasm_bindgen(js_name = buffersFloat64)]
    pub fn buffers_float64(&mut self) -> Result<Vec<f64>> {
        Ok(self.0.buffers::<f64>()?)
    }

    #[wasm_bindgen(js_name = restoreFloat64)]
    pub fn restore_float64(&mut self, count: u32, buffers: &[f64], numbers: &[f64]) -> Result<()> {
        Ok(self.0.restore(count as usize, buffers, numbers)?)
    }
}
