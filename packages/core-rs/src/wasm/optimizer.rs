//! An optimizer whose parameters are the caller's.

use wasm_bindgen::prelude::*;

use super::Result;

use crate::own_loop;

/// An optimizer whose parameters are the caller's.
#[wasm_bindgen(js_name = Optimizer)]
pub struct WasmOptimizer(pub(super) own_loop::Optimizer);

#[wasm_bindgen(js_class = Optimizer)]
impl WasmOptimizer {
    #[wasm_bindgen(constructor)]
    pub fn new(options_json: &str) -> Result<Self> {
        Ok(Self(own_loop::Optimizer::new(options_json)?))
    }

    pub fn numbers(&self) -> Vec<f64> {
        self.0.numbers()
    }

    #[wasm_bindgen(js_name = stepFloat32)]
    pub fn step_float32(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        rate: Option<f64>,
    ) -> Result<()> {
        Ok(self.0.step(parameters, gradient, rate)?)
    }

    #[wasm_bindgen(js_name = buffersFloat32)]
    pub fn buffers_float32(&mut self) -> Result<Vec<f32>> {
        Ok(self.0.buffers::<f32>()?)
    }

    #[wasm_bindgen(js_name = restoreFloat32)]
    pub fn restore_float32(&mut self, count: u32, buffers: &[f32], numbers: &[f64]) -> Result<()> {
        Ok(self.0.restore(count as usize, buffers, numbers)?)
    }
}
