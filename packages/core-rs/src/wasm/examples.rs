//! Rows to train on: plain arrays of float32.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::Result;
use crate::examples::Examples;
use crate::{own_loop, session};

/// An encoded matrix with its targets.
#[wasm_bindgen(js_name = Examples)]
pub struct WasmExamples(pub(super) Arc<Examples>);

#[wasm_bindgen(js_class = Examples)]
impl WasmExamples {
    #[wasm_bindgen(js_name = fromFloat32)]
    pub fn from_float32(
        x: Vec<f32>,
        y: Vec<f32>,
        options_json: &str,
        weight: Option<Vec<f32>>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_of(x, y, weight, options_json)?)))
    }

    pub fn rows(&self) -> f64 {
        self.0.facts().rows as f64
    }

    pub fn features(&self) -> f64 {
        self.0.facts().features as f64
    }

    pub fn describe(&self) -> String {
        session::to_json(&self.0.describe())
    }

    #[wasm_bindgen(js_name = describeBatches)]
    pub fn describe_batches(&self, options_json: &str) -> Result<String> {
        Ok(own_loop::describe_batches(&self.0, options_json)?)
    }

    #[wasm_bindgen(js_name = epochRows)]
    pub fn epoch_rows(
        &self,
        options_json: &str,
        epoch: u32,
        into: &mut [u32],
        order: Option<Vec<u32>>,
    ) -> Result<f64> {
        Ok(own_loop::epoch_rows(&self.0, options_json, epoch, into, order)? as f64)
    }

    #[wasm_bindgen(js_name = takeFloat32)]
    pub fn take_float32(&self, part: &str, rows: &[u32], into: &mut [f32]) -> Result<()> {
        Ok(own_loop::take(&self.0, part, rows, into)?)
    }
}
