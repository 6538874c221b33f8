//! A network whose parameters are the caller's.

use napi::bindgen_prelude::{Float32Array, Float32ArraySlice, Float64Array, Float64ArraySlice};
use napi_derive::napi;

use super::examples::NodeExamples;
use crate::config::MAX_SEED;
use crate::memory::copied;
use crate::own_loop;

/// A network whose parameters are the caller's.
#[napi(js_name = "Network")]
pub struct NodeNetwork(own_loop::Network);

#[napi]
impl NodeNetwork {
    #[napi(constructor, catch_unwind)]
    pub fn new(options_json: String) -> napi::Result<Self> {
        Ok(Self(own_loop::Network::new(&options_json)?))
    }

    #[napi(catch_unwind)]
    pub fn initial_parameters(&self, seed: f64) -> napi::Result<Float64Array> {
        Ok(self.0.initial_parameters(seed)?.into())
    }

    #[napi(catch_unwind)]
    pub fn configure(&mut self, options_json: String) -> napi::Result<()> {
        Ok(self.0.configure(&options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn set_step(&mut self, step: f64) -> napi::Result<()> {
        self.0.set_step(step.clamp(0.0, MAX_SEED as f64) as u64);
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn loss_and_gradient_float32(
        &mut self,
        examples: &NodeExamples,
        rows: &[u32],
        parameters: &[f32],
        mut gradient: Float32ArraySlice<'_>,
    ) -> napi::Result<f64> {
        // SAFETY: JavaScript runs no line until this call is over, and made the array for it.
        let gradient = unsafe { gradient.as_mut() };
        Ok(self.0.loss_and_gradient(&examples.0, rows, parameters, gradient)?)
    }

    #[napi(catch_unwind)]
    pub fn set_arrays_float32(
        &mut self,
        x: &[f32],
        y: &[f32],
        weight: Option<Float32Array>,
    ) -> napi::Result<()> {
        let weight = weight.map(|w| copied(&w)).transpose()?;
        Ok(self.0.set_arrays(copied(x)?, copied(y)?, weight)?)
    }

    #[napi(catch_unwind)]
    pub fn loss_and_gradient_of_arrays_float32(
        &mut self,
        parameters: &[f32],
        mut gradient: Float32ArraySlice<'_>,
    ) -> napi::Result<f64> {
        // SAFETY: as above.
        let gradient = unsafe { gradient.as_mut() };
        Ok(self.0.loss_and_gradient_of_arrays(parameters, gradient)?)
    }

    #[napi(catch_unwind)]
    pub fn forward_float32(
        &mut self,
        parameters: &[f32],
        x: &[f32],
        mut out: Float32ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: as above.
        let out = unsafe { out.as_mut() };
        Ok(self.0.forward(parameters, x, out)?)
    }

    #[napi(catch_unwind)]
    pub fn weights_hash_float32(&mut self, parameters: &[f32]) -> napi::Result<String> {
        Ok(self.0.weights_hash(parameters)?)
    }

    #[napi(catch_unwind)]
    pub fn loss_and_gradient_float64(
        &mut self,
        examples: &NodeExamples,
        rows: &[u32],
        parameters: &[f64],
        mut gradient: Float64ArraySlice<'_>,
    ) -> napi::Result<f64> {
        // SAFETY: JavaScript runs no line until this call is over, and made the array for it.
        let gradient = unsafe { gradient.as_mut() };
        Ok(self.0.loss_and_gradient(&examples.0, rows, parameters, gradient)?)
    }

    #[napi(catch_unwind)]
    pub fn set_arrays_float64(
        &mut self,
        x: &[f64],
        y: &[f64],
        weight: Option<Float64Array>,
    ) -> napi::Result<()> {
        let weight = weight.map(|w| copied(&w)).transpose()?;
        Ok(self.0.set_arrays(copied(x)?, copied(y)?, weight)?)
    }

    #[napi(catch_unwind)]
    pub fn loss_and_gradient_of_arrays_float64(
        &mut self,
        parameters: &[f64],
        mut gradient: Float64ArraySlice<'_>,
    ) -> napi::Result<f64> {
        // SAFETY: as above.
        let gradient = unsafe { gradient.as_mut() };
        Ok(self.0.loss_and_gradient_of_arrays(parameters, gradient)?)
    }

    #[napi(catch_unwind)]
    pub fn forward_float64(
        &mut self,
        parameters: &[f64],
        x: &[f64],
        mut out: Float64ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: as above.
        let out = unsafe { out.as_mut() };
        Ok(self.0.forward(parameters, x, out)?)
    }

    #[napi(catch_unwind)]
    pub fn weights_hash_float64(&mut self, parameters: &[f64]) -> napi::Result<String> {
        Ok(self.0.weights_hash(parameters)?)
    }
}
