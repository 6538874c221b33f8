//! The Node addon: classes that forward to the core. No logic lives here; every export catches panics.

mod run;

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::{Float32Array, Float64Array, FnArgs, Function, ObjectFinalize, Uint8Array};
use napi_derive::napi;

use crate::config::MAX_SEED;
use crate::error::{Code, Error};
use crate::examples::{Examples, Matrix, Typed};
use crate::memory::copied;
use crate::options::read_options;
use crate::session;
use crate::{model_file, predictor, table};
use run::Run;

impl From<Error> for napi::Error {
    fn from(error: Error) -> Self {
        Self::from_reason(error.to_json())
    }
}

/// What this binary is, as JSON.
#[napi(catch_unwind)]
pub fn info() -> napi::Result<String> {
    Ok(session::info("native")?)
}

/// A table being read.
#[napi(js_name = "TableReader")]
pub struct NodeTableReader(Option<table::TableReader>);

#[napi]
impl NodeTableReader {
    #[napi(constructor, catch_unwind)]
    pub fn new(options_json: String) -> napi::Result<Self> {
        Ok(Self(Some(table::TableReader::new(read_options(&options_json)?))))
    }

    fn open(&mut self) -> napi::Result<&mut table::TableReader> {
        Ok(self.0.as_mut().ok_or_else(|| Error::new(Code::Internal, "The table was already finished."))?)
    }

    #[napi(catch_unwind)]
    pub fn push_bytes(&mut self, bytes: &[u8]) -> napi::Result<()> {
        Ok(self.open()?.push_bytes(bytes)?)
    }

    #[napi(catch_unwind)]
    pub fn rows(&mut self) -> napi::Result<f64> {
        Ok(self.open()?.rows() as f64)
    }

    #[napi(catch_unwind)]
    pub fn set_names(&mut self, names_json: String) -> napi::Result<()> {
        Ok(self.open()?.set_names(read_options(&names_json)?)?)
    }

    #[napi(catch_unwind)]
    pub fn push_numbers(&mut self, column: u32, values: &[f64]) -> napi::Result<()> {
        Ok(self.open()?.push_numbers(column as usize, values)?)
    }

    #[napi(catch_unwind)]
    pub fn push_text(&mut self, column: u32, joined: String, ends: &[u32]) -> napi::Result<()> {
        Ok(self.open()?.push_text(column as usize, &joined, ends)?)
    }

    #[napi(catch_unwind)]
    pub fn finish(&mut self, env: Env) -> napi::Result<NodeTable> {
        self.open()?;
        let reader =
            self.0.take().ok_or_else(|| Error::new(Code::Internal, "The table was already finished."))?;
        NodeTable::new(env, reader.finish()?)
    }
}

/// Columns with inferred types.
#[napi(js_name = "Table", custom_finalize)]
pub struct NodeTable(table::Table);

impl NodeTable {
    fn new(env: Env, table: table::Table) -> napi::Result<Self> {
        env.adjust_external_memory(table.bytes() as i64)?;
        Ok(Self(table))
    }
}

/// The garbage collector sees small objects: it is told how much memory hangs on each, so that it comes in time.
impl ObjectFinalize for NodeTable {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-(self.0.bytes() as i64))?;
        Ok(())
    }
}

#[napi]
impl NodeTable {
    #[napi(catch_unwind)]
    pub fn rows(&self) -> napi::Result<f64> {
        Ok(self.0.rows() as f64)
    }

    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        Ok(session::describe_table(&self.0))
    }

    #[napi(catch_unwind)]
    pub fn texts(&self, column: String, from: u32, count: u32) -> napi::Result<String> {
        Ok(session::table_texts(&self.0, &column, from as usize, count as usize)?)
    }

    #[napi(catch_unwind)]
    pub fn part(&self, env: Env, part: String, options_json: String) -> napi::Result<NodeTable> {
        NodeTable::new(env, session::table_part(&self.0, &part, &options_json)?)
    }
}

/// An encoded matrix with its targets.
#[napi(js_name = "Examples", custom_finalize)]
pub struct NodeExamples(Arc<Examples>);

impl NodeExamples {
    fn new(env: Env, examples: Examples) -> napi::Result<Self> {
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
    pub fn from_float32(
        env: Env,
        x: &[f32],
        y: &[f32],
        columns: u32,
        weight: Option<Float32Array>,
    ) -> napi::Result<Self> {
        let matrix =
            Matrix::new(copied(x)?, copied(y)?, weight.map(|w| copied(&w)).transpose()?, columns as usize)?;
        Self::new(env, Examples::from_arrays(Typed::F32(matrix)))
    }

    #[napi(factory, catch_unwind)]
    pub fn from_float64(
        env: Env,
        x: &[f64],
        y: &[f64],
        columns: u32,
        weight: Option<Float64Array>,
    ) -> napi::Result<Self> {
        let matrix =
            Matrix::new(copied(x)?, copied(y)?, weight.map(|w| copied(&w)).transpose()?, columns as usize)?;
        Self::new(env, Examples::from_arrays(Typed::F64(matrix)))
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
}

/// One training run.
#[napi(js_name = "Session")]
pub struct NodeSession(Arc<Run>);

#[napi]
impl NodeSession {
    #[napi(constructor, catch_unwind)]
    pub fn new(config_json: String, examples: &NodeExamples) -> napi::Result<Self> {
        let session = session::Session::new(&config_json, examples.0.clone(), run::clock)?;
        Ok(Self(Arc::new(Run::new(session))))
    }

    #[napi(catch_unwind)]
    pub fn set_validation(&self, examples: &NodeExamples) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_validation(examples.0.clone()))?)
    }

    #[napi(catch_unwind)]
    pub fn set_parameters(&self, values: &[f64]) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_parameters(values))?)
    }

    #[napi(catch_unwind)]
    pub fn set_orders(&self, rows: &[u32]) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_orders(rows))?)
    }

    #[napi(catch_unwind)]
    pub fn plan(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.plan()))
    }

    #[napi(catch_unwind)]
    pub fn set_goal(&self, goal_json: String) -> napi::Result<()> {
        Ok(self.0.with(|session| session.set_goal(&goal_json))?)
    }

    #[napi(catch_unwind)]
    pub fn advance(&self, max_steps: f64) -> napi::Result<f64> {
        Ok(self.0.advance(max_steps.clamp(0.0, MAX_SEED as f64) as u64)? as f64)
    }

    /// Runs to the goal on a worker thread; every event comes through this one function, in order.
    #[napi(catch_unwind, ts_args_type = "onEvent: (kind: string, json: string) => void")]
    pub fn start(&self, on_event: Function<'_, FnArgs<(String, String)>, ()>) -> napi::Result<()> {
        run::start(self.0.clone(), &on_event)
    }

    #[napi(catch_unwind)]
    pub fn cancel(&self) -> napi::Result<()> {
        self.0.cancel();
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn history(&self, from: u32) -> napi::Result<String> {
        Ok(self.0.with(|session| session.history(from as usize)))
    }

    #[napi(catch_unwind)]
    pub fn state(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.state()))
    }

    #[napi(catch_unwind)]
    pub fn parameters(&self) -> napi::Result<Float64Array> {
        Ok(self.0.with(|session| session.parameters()).into())
    }

    #[napi(catch_unwind)]
    pub fn weights_hash(&self) -> napi::Result<String> {
        Ok(self.0.with(|session| session.weights_hash()))
    }

    #[napi(catch_unwind)]
    pub fn model(&self) -> napi::Result<NodeModel> {
        Ok(NodeModel(self.0.with(|session| session.predictor())))
    }
}

/// A trained model.
#[napi(js_name = "Model")]
pub struct NodeModel(predictor::Predictor);

#[napi]
impl NodeModel {
    #[napi(factory, catch_unwind)]
    pub fn from_bytes(bytes: &[u8]) -> napi::Result<Self> {
        Ok(Self(model_file::from_bytes(bytes)?))
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        Ok(model_file::to_bytes(&self.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn describe(&self) -> napi::Result<String> {
        Ok(self.0.describe().to_string())
    }

    #[napi(catch_unwind)]
    pub fn parameters(&self) -> napi::Result<Float64Array> {
        Ok(self.0.parameters.to_f64().into())
    }

    #[napi(catch_unwind)]
    pub fn predict_float32(&self, x: &[f32], columns: u32) -> napi::Result<Float32Array> {
        Ok(self.0.predict(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_float64(&self, x: &[f64], columns: u32) -> napi::Result<Float64Array> {
        Ok(self.0.predict(x, columns as usize)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_table(&self, table: &NodeTable) -> napi::Result<Float64Array> {
        Ok(self.0.predict_table(&table.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn predict_examples(&self, examples: &NodeExamples) -> napi::Result<Float64Array> {
        Ok(self.0.predict_examples(&examples.0)?.into())
    }

    #[napi(catch_unwind)]
    pub fn evaluate(&self, examples: &NodeExamples) -> napi::Result<String> {
        Ok(session::to_json(&self.0.evaluate(&examples.0)?))
    }

    #[napi(catch_unwind)]
    pub fn evaluate_table(&self, table: &NodeTable) -> napi::Result<String> {
        Ok(session::to_json(&self.0.evaluate_table(&table.0)?))
    }
}
