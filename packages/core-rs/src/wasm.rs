//! The browser module: classes that forward to the core. No logic lives here.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use wasm_bindgen::prelude::*;

use crate::config::MAX_SEED;
use crate::error::{Code, Error};
use crate::examples::{Examples, Matrix, Typed};
use crate::options::read_options;
use crate::session;
use crate::{model_file, predictor, table};

type Result<T> = std::result::Result<T, JsValue>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        js_sys::Error::new(&error.to_json()).into()
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

fn clock() -> f64 {
    performance_now() / 1000.0
}

/// What this binary is, as JSON.
#[wasm_bindgen]
pub fn info() -> Result<String> {
    Ok(session::info("wasm")?)
}

/// A table being read.
#[wasm_bindgen(js_name = TableReader)]
pub struct WasmTableReader(Option<table::TableReader>);

#[wasm_bindgen(js_class = TableReader)]
impl WasmTableReader {
    #[wasm_bindgen(constructor)]
    pub fn new(options_json: &str) -> Result<Self> {
        Ok(Self(Some(table::TableReader::new(read_options(options_json)?))))
    }

    fn open(&mut self) -> Result<&mut table::TableReader> {
        Ok(self.0.as_mut().ok_or_else(|| Error::new(Code::Internal, "The table was already finished."))?)
    }

    #[wasm_bindgen(js_name = pushBytes)]
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.open()?.push_bytes(bytes)?)
    }

    pub fn rows(&mut self) -> Result<f64> {
        Ok(self.open()?.rows() as f64)
    }

    #[wasm_bindgen(js_name = setNames)]
    pub fn set_names(&mut self, names_json: &str) -> Result<()> {
        Ok(self.open()?.set_names(read_options(names_json)?)?)
    }

    #[wasm_bindgen(js_name = pushNumbers)]
    pub fn push_numbers(&mut self, column: u32, values: &[f64]) -> Result<()> {
        Ok(self.open()?.push_numbers(column as usize, values)?)
    }

    #[wasm_bindgen(js_name = pushText)]
    pub fn push_text(&mut self, column: u32, joined: &str, ends: &[u32]) -> Result<()> {
        Ok(self.open()?.push_text(column as usize, joined, ends)?)
    }

    pub fn finish(&mut self) -> Result<WasmTable> {
        self.open()?;
        let reader =
            self.0.take().ok_or_else(|| Error::new(Code::Internal, "The table was already finished."))?;
        Ok(WasmTable(reader.finish()?))
    }
}

/// Columns with inferred types.
#[wasm_bindgen(js_name = Table)]
pub struct WasmTable(table::Table);

#[wasm_bindgen(js_class = Table)]
impl WasmTable {
    pub fn rows(&self) -> f64 {
        self.0.rows() as f64
    }

    pub fn describe(&self) -> String {
        session::describe_table(&self.0)
    }

    pub fn texts(&self, column: &str, from: u32, count: u32) -> Result<String> {
        Ok(session::table_texts(&self.0, column, from as usize, count as usize)?)
    }

    pub fn part(&self, part: &str, options_json: &str) -> Result<WasmTable> {
        Ok(WasmTable(session::table_part(&self.0, part, options_json)?))
    }
}

/// An encoded matrix with its targets.
#[wasm_bindgen(js_name = Examples)]
pub struct WasmExamples(Arc<Examples>);

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
    pub fn from_float32(x: Vec<f32>, y: Vec<f32>, columns: u32, weight: Option<Vec<f32>>) -> Result<Self> {
        let matrix = Matrix::new(x, y, weight, columns as usize)?;
        Ok(Self(Arc::new(Examples::from_arrays(Typed::F32(matrix)))))
    }

    #[wasm_bindgen(js_name = fromFloat64)]
    pub fn from_float64(x: Vec<f64>, y: Vec<f64>, columns: u32, weight: Option<Vec<f64>>) -> Result<Self> {
        let matrix = Matrix::new(x, y, weight, columns as usize)?;
        Ok(Self(Arc::new(Examples::from_arrays(Typed::F64(matrix)))))
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
}

/// One training run. The caller takes it in slices: nothing here may block a page.
#[wasm_bindgen(js_name = Session)]
pub struct WasmSession(session::Session);

#[wasm_bindgen(js_class = Session)]
impl WasmSession {
    #[wasm_bindgen(constructor)]
    pub fn new(config_json: &str, examples: &WasmExamples) -> Result<Self> {
        Ok(Self(session::Session::new(config_json, examples.0.clone(), clock)?))
    }

    #[wasm_bindgen(js_name = setValidation)]
    pub fn set_validation(&mut self, examples: &WasmExamples) -> Result<()> {
        Ok(self.0.set_validation(examples.0.clone())?)
    }

    #[wasm_bindgen(js_name = setParameters)]
    pub fn set_parameters(&mut self, values: &[f64]) -> Result<()> {
        Ok(self.0.set_parameters(values)?)
    }

    #[wasm_bindgen(js_name = setOrders)]
    pub fn set_orders(&mut self, rows: &[u32]) -> Result<()> {
        Ok(self.0.set_orders(rows)?)
    }

    pub fn plan(&self) -> String {
        self.0.plan()
    }

    #[wasm_bindgen(js_name = setGoal)]
    pub fn set_goal(&mut self, goal_json: &str) -> Result<()> {
        Ok(self.0.set_goal(goal_json)?)
    }

    pub fn advance(&mut self, max_steps: f64) -> Result<f64> {
        let max_steps = max_steps.clamp(0.0, MAX_SEED as f64) as u64;
        Ok(self.0.advance(max_steps, &AtomicBool::new(false))? as f64)
    }

    pub fn history(&self, from: u32) -> String {
        self.0.history(from as usize)
    }

    pub fn state(&self) -> String {
        self.0.state()
    }

    pub fn parameters(&self) -> Vec<f64> {
        self.0.parameters()
    }

    #[wasm_bindgen(js_name = weightsHash)]
    pub fn weights_hash(&self) -> String {
        self.0.weights_hash()
    }

    pub fn model(&self) -> WasmModel {
        WasmModel(self.0.predictor())
    }
}

/// A trained model.
#[wasm_bindgen(js_name = Model)]
pub struct WasmModel(predictor::Predictor);

#[wasm_bindgen(js_class = Model)]
impl WasmModel {
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Ok(Self(model_file::from_bytes(bytes)?))
    }

    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        Ok(model_file::to_bytes(&self.0)?)
    }

    pub fn describe(&self) -> String {
        self.0.describe().to_string()
    }

    pub fn parameters(&self) -> Vec<f64> {
        self.0.parameters.to_f64()
    }

    #[wasm_bindgen(js_name = predictFloat32)]
    pub fn predict_float32(&self, x: &[f32], columns: u32) -> Result<Vec<f32>> {
        Ok(self.0.predict(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictFloat64)]
    pub fn predict_float64(&self, x: &[f64], columns: u32) -> Result<Vec<f64>> {
        Ok(self.0.predict(x, columns as usize)?)
    }

    #[wasm_bindgen(js_name = predictTable)]
    pub fn predict_table(&self, table: &WasmTable) -> Result<Vec<f64>> {
        Ok(self.0.predict_table(&table.0)?)
    }

    #[wasm_bindgen(js_name = predictExamples)]
    pub fn predict_examples(&self, examples: &WasmExamples) -> Result<Vec<f64>> {
        Ok(self.0.predict_examples(&examples.0)?)
    }

    pub fn evaluate(&self, examples: &WasmExamples) -> Result<String> {
        Ok(session::to_json(&self.0.evaluate(&examples.0)?))
    }

    #[wasm_bindgen(js_name = evaluateTable)]
    pub fn evaluate_table(&self, table: &WasmTable) -> Result<String> {
        Ok(session::to_json(&self.0.evaluate_table(&table.0)?))
    }
}
