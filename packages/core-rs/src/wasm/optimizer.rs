//! An optimizer whose parameters are the caller's.

use wasm_bindgen::prelude::*;

use super::Result;
use crate::own_loop;

/// An optimizer whose parameters are the caller's.
#[wasm_bindgen(js_name = Optimizer)]
pub struct WasmOptimizer(own_loop::Optimizer);

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
