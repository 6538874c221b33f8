//! Tables, being read and whole.

use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::error::{Code, Error};
use crate::options::read_options;
use crate::{session, table};

/// A table being read.
#[napi(js_name = "TableReader")]
pub struct NodeTableReader(pub(super) Option<table::TableReader>);

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
    pub fn push_coded(
        &mut self,
        column: u32,
        joined: String,
        ends: &[u32],
        codes: &[u32],
    ) -> napi::Result<()> {
        Ok(self.open()?.push_coded(column as usize, &joined, ends, codes)?)
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
pub struct NodeTable(pub(super) table::Table);

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

    #[napi(catch_unwind)]
    pub fn fold(
        &self,
        env: Env,
        part: String,
        options_json: String,
        encode_json: String,
    ) -> napi::Result<NodeTable> {
        NodeTable::new(env, session::table_fold(&self.0, &part, &options_json, &encode_json)?)
    }
}
