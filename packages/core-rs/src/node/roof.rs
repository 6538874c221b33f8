//! What this machine can do at most.

use napi_derive::napi;

use crate::config::MAX_SEED;
use crate::kernel::Roof;

/// Memory to read, and the machine that reads and computes.
#[napi(js_name = "Roof")]
pub struct NodeRoof(Roof);

#[napi]
impl NodeRoof {
    #[napi(constructor, catch_unwind)]
    pub fn new(options_json: String) -> napi::Result<Self> {
        Ok(Self(Roof::new(&options_json)?))
    }

    #[napi(catch_unwind)]
    pub fn threads(&self) -> napi::Result<u32> {
        Ok(self.0.threads() as u32)
    }

    #[napi(catch_unwind)]
    pub fn read(&self) -> napi::Result<f64> {
        Ok(self.0.read() as f64)
    }

    #[napi(catch_unwind)]
    pub fn compute(&self, rounds: f64) -> napi::Result<f64> {
        Ok(self.0.compute(rounds.clamp(0.0, MAX_SEED as f64) as u64) as f64)
    }
}
