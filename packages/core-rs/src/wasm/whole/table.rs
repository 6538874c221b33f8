//! Tables, being read and whole.

use wasm_bindgen::prelude::*;

use crate::error::{Code, Error};
use crate::options::read_options;
use crate::wasm::Result;
use crate::{session, table};

/// A table being read.
#[wasm_bindgen(js_name = TableReader)]
pub struct WasmTableReader(pub(super) Option<table::TableReader>);

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

    #[wasm_bindgen(js_name = pushCoded)]
    pub fn push_coded(&mut self, column: u32, joined: &str, ends: &[u32], codes: &[u32]) -> Result<()> {
        Ok(self.open()?.push_coded(column as usize, joined, ends, codes)?)
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
pub struct WasmTable(pub(super) table::Table);

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

    pub fn fold(&self, part: &str, options_json: &str, encode_json: &str) -> Result<WasmTable> {
        Ok(WasmTable(session::table_fold(&self.0, part, options_json, encode_json)?))
    }
}
