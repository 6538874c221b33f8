//! An optimizer whose parameters are the caller's.

use napi::bindgen_prelude::{Float32Array, Float32ArraySlice, Float64Array, Float64ArraySlice};
use napi_derive::napi;

use crate::own_loop;

/// An optimizer whose parameters are the caller's.
#[napi(js_name = "Optimizer")]
pub struct NodeOptimizer(own_loop::Optimizer);

#[napi]
impl NodeOptimizer {
    #[napi(constructor, catch_unwind)]
    pub fn new(options_json: String) -> napi::Result<Self> {
        Ok(Self(own_loop::Optimizer::new(&options_json)?))
    }

    #[napi(catch_unwind)]
    pub fn numbers(&self) -> napi::Result<Float64Array> {
        Ok(self.0.numbers().into())
    }

    #[napi(catch_unwind)]
    pub fn step_float32(
        &mut self,
        mut parameters: Float32ArraySlice<'_>,
        gradient: &[f32],
        rate: Option<f64>,
    ) -> napi::Result<()> {
        // SAFETY: JavaScript runs no line until this call is over, and gives no gradient that overlaps.
        let parameters = unsafe { parameters.as_mut() };
        Ok(self.0.step(parameters, gradient, rate)?)
    }

    #[napi(catch_unwind)]
    pub fn buffers_float32(&mut self) -> napi::Result<Float32Array> {
        Ok(self.0.buffers::<f32>()?.into())
    }

    #[napi(catch_unwind)]
    pub fn restore_float32(&mut self, count: u32, buffers: &[f32], numbers: &[f64]) -> napi::Result<()> {
        Ok(self.0.restore(count as usize, buffers, numbers)?)
    }

    #[napi(catch_unwind)]
    pub fn step_float64(
        &mut self,
        mut parameters: Float64ArraySlice<'_>,
        gradient: &[f64],
        rate: Option<f64>,
    ) -> napi::Result<()> {
        // SAFETY: JavaScript runs no line until this call is over, and gives no gradient that overlaps.
        let parameters = unsafe { parameters.as_mut() };
        Ok(self.0.step(parameters, gradient, rate)?)
    }

    #[napi(catch_unwind)]
    pub fn buffers_float64(&mut self) -> napi::Result<Float64Array> {
        Ok(self.0.buffers::<f64>()?.into())
    }

    #[napi(catch_unwind)]
    pub fn restore_float64(&mut self, count: u32, buffers: &[f64], numbers: &[f64]) -> napi::Result<()> {
        Ok(self.0.restore(count as usize, buffers, numbers)?)
    }
}
