//! Checkpoints of a training run, and its model.

use wasm_bindgen::prelude::*;

use super::model::WasmModel;
use crate::session;
use crate::wasm::Result;
use crate::wasm::examples::WasmExamples;
use crate::wasm::session::{WasmSession, clock};

#[wasm_bindgen(js_class = Session)]
impl WasmSession {
    /// Goes on from a checkpoint over the rows it was taken over.
    pub fn resume(bytes: &[u8], examples: &WasmExamples) -> Result<Self> {
        Ok(Self(session::Session::resume(bytes, examples.0.clone(), clock)?))
    }

    pub fn checkpoint(&self) -> Result<Vec<u8>> {
        Ok(self.0.checkpoint()?)
    }

    pub fn model(&self) -> WasmModel {
        WasmModel(self.0.predictor())
    }
}
