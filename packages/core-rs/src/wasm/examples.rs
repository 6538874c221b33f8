//! Rows to train on.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::Result;
use super::table::WasmTable;
use crate::examples::Examples;
use crate::options::read_options;
use crate::{own_loop, session};

/// An encoded matrix with its targets.
#[wasm_bindgen(js_name = Examples)]
pub struct WasmExamples(pub(super) Arc<Examples>);

#[wasm_bindgen(js_class = Examples)]
impl WasmExamples {
    #[wasm_bindgen(js_name = fromTable)]
    pub fn from_table(table: &WasmTable, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(Examples::from_table(&table.0, &read_options(options_json)?)?)))
    }

    #[wasm_bindgen(js_name = fromTableLike)]
    pub fn from_table_like(table: &WasmTable, learnt: &WasmExamples) -> Result<Self> {
        Ok(Self(Arc::new(learnt.0.encode_like(&table.0)?)))
    }

    #[wasm_bindgen(js_name = fromFloat32)]
    pub fn from_float32(
        x: Vec<f32>,
        y: Vec<f32>,
        options_json: &str,
        weight: Option<Vec<f32>>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_of(x, y, weight, options_json)?)))
    }

    #[wasm_bindgen(js_name = fromFloat64)]
    pub fn from_float64(
        x: Vec<f64>,
        y: Vec<f64>,
        options_json: &str,
        weight: Option<Vec<f64>>,
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
        self.0.describe().to_string()
    }

    pub fn part(&self, part: &str, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_part(&self.0, part, options_json)?)))
    }

    pub fn fold(&self, part: &str, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_fold(&self.0, part, options_json)?)))
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

    #[wasm_bindgen(js_name = takeFloat64)]
    pub fn take_float64(&self, part: &str, rows: &[u32], into: &mut [f64]) -> Result<()> {
        Ok(own_loop::take(&self.0, part, rows, into)?)
    }
}
