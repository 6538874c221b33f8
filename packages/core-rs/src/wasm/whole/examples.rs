//! Rows to train on: those of tables, in float64, and parts of them.

use std::sync::Arc;

use wasm_bindgen::prelude::*;

use super::table::WasmTable;
use crate::examples::Examples;
use crate::options::read_options;
use crate::wasm::Result;
use crate::wasm::examples::WasmExamples;
use crate::{own_loop, session};

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

    #[wasm_bindgen(js_name = fromFloat64)]
    pub fn from_float64(
        x: Vec<f64>,
        y: Vec<f64>,
        options_json: &str,
        weight: Option<Vec<f64>>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_of(x, y, weight, options_json)?)))
    }

    #[wasm_bindgen(js_name = takeFloat64)]
    pub fn take_float64(&self, part: &str, rows: &[u32], into: &mut [f64]) -> Result<()> {
        Ok(own_loop::take(&self.0, part, rows, into)?)
    }

    pub fn part(&self, part: &str, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_part(&self.0, part, options_json)?)))
    }

    pub fn fold(&self, part: &str, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_fold(&self.0, part, options_json)?)))
    }

    pub fn permuted(&self, options_json: &str) -> Result<Self> {
        Ok(Self(Arc::new(session::examples_permuted(&self.0, options_json)?)))
    }
}
