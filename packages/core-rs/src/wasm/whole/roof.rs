//! What this machine can do at most.

use wasm_bindgen::prelude::*;

use crate::config::MAX_SEED;
use crate::kernel::Roof;
use crate::wasm::Result;

/// Memory to read, and the machine that reads and computes.
#[wasm_bindgen(js_name = Roof)]
pub struct WasmRoof(Roof);

#[wasm_bindgen(js_class = Roof)]
impl WasmRoof {
    #[wasm_bindgen(constructor)]
    pub fn new(options_json: &str) -> Result<Self> {
        Ok(Self(Roof::new(options_json)?))
    }

    pub fn threads(&self) -> u32 {
        self.0.threads() as u32
    }

    pub fn read(&self) -> f64 {
        self.0.read() as f64
    }

    pub fn compute(&self, rounds: f64) -> f64 {
        self.0.compute(rounds.clamp(0.0, MAX_SEED as f64) as u64) as f64
    }
}
