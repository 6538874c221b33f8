//! Rows to train on.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{
    Float32Array, Float32ArraySlice, Float64Array, Float64ArraySlice, ObjectFinalize, Uint32Array,
    Uint32ArraySlice,
};
use napi_derive::napi;

use super::table::NodeTable;
use crate::examples::Examples;
use crate::memory::copied;
use crate::options::read_options;
use crate::{own_loop, session};

/// An encoded matrix with its targets.
#[napi(js_name = "Examples", custom_finalize)]
pub struct NodeExamples(pub(super) Arc<Examples>);

impl NodeExamples {
    pub(super) fn new(env: Env, examples: Examples) -> napi::Result<Self> {
        env.adjust_external_memory(examples.bytes() as i64)?;
        Ok(Self(Arc::new(examples)))
    }
}

impl ObjectFinalize for NodeExamples {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-(self.0.bytes() as i64))?;
        Ok(())
    }
}

#[napi]
impl NodeExamples {
    #[napi(factory, catch_unwind)]
    pub fn from_table(env: Env, table: &NodeTable, options_json: String) -> napi::Result<Self> {
        Self::new(env, Examples::from_table(&table.0, &read_options(&options_json)?)?)
    }

    #[napi(factory, catch_unwind)]
    pub fn from_table_like(env: Env, table: &NodeTable, learnt: &NodeExamples) -> napi::Result<Self> {
        Self::new(env, learnt.0.encode_like(&table.0)?)
    }

    #[napi(factory, catch_unwind)]
    pub fn from_prepared(env: Env, path: String, memory: Option<f64>) -> napi::Result<Self> {
        Self::new(env, session::open_prepared(&path, memory)?)
    }

    #[napi(factory, catch_unwind)]
    pub fn from_float32(
        env: Env,
        x: &[f32],
        y: &[f32],
        options_json: String,
        weight: Option<Float32Array>,
    ) -> napi::Result<Self> {
        let weight = weight.map(|w| copied(&w)).transpose()?;
        Self::new(env, session::examples_of(copied(x)?, copied(y)?, weight, &options_json)?)
    }

    #[napi(factory, catch_unwind)]
    pub fn from_float64(
        env: Env,
        x: &[f64],
        y: &[f64],
        options_json: String,
        weight: Option<Float64Array>,
    ) -> napi::Result<Self> {
        let weight = weight.map(|w| copied(&w)).transpose()?;
        Self::new(env, session::examples_of(copied(x)?, copied(y)?, weight, &options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn rows(&self) -> napi::Result<f64> {
        Ok(self.0.facts().rows as f64)
    }

    #[napi(catch_unwind)]
    pub fn features(&self) -> napi::Result<f64> {
        Ok(self.0.facts().features as f64)
    }

    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        Ok(self.0.describe().to_string())
    }

    #[napi(catch_unwind)]
    pub fn part(&self, env: Env, part: String, options_json: String) -> napi::Result<Self> {
        Self::new(env, session::examples_part(&self.0, &part, &options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn fold(&self, env: Env, part: String, options_json: String) -> napi::Result<Self> {
        Self::new(env, session::examples_fold(&self.0, &part, &options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn permuted(&self, env: Env, options_json: String) -> napi::Result<Self> {
        Self::new(env, session::examples_permuted(&self.0, &options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn describe_batches(&self, options_json: String) -> napi::Result<String> {
        Ok(own_loop::describe_batches(&self.0, &options_json)?)
    }

    #[napi(catch_unwind)]
    pub fn epoch_rows(
        &self,
        options_json: String,
        epoch: u32,
        mut into: Uint32ArraySlice<'_>,
        order: Option<Uint32Array>,
    ) -> napi::Result<f64> {
        let order = order.map(|rows| copied(&rows)).transpose()?;
        // SAFETY: JavaScript runs no line until this call is over, and made the array for it.
        let into = unsafe { into.as_mut() };
        Ok(own_loop::epoch_rows(&self.0, &options_json, epoch, into, order)? as f64)
    }

    #[napi(catch_unwind)]
    pub fn take_float32(
        &self,
        part: String,
        rows: &[u32],
        mut into: Float32ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: JavaScript runs no line until this call is over, and made the array for it.
        let into = unsafe { into.as_mut() };
        Ok(own_loop::take(&self.0, &part, rows, into)?)
    }

    #[napi(catch_unwind)]
    pub fn take_float64(
        &self,
        part: String,
        rows: &[u32],
        mut into: Float64ArraySlice<'_>,
    ) -> napi::Result<()> {
        // SAFETY: JavaScript runs no line until this call is over, and made the array for it.
        let into = unsafe { into.as_mut() };
        Ok(own_loop::take(&self.0, &part, rows, into)?)
    }
}
