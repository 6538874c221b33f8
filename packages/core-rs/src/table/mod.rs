//! Tables: columns read from CSV bytes or given as arrays, their types, and their encoding as a matrix.
//!
//! `read` → columns → `infer` (what a column is) → `statistics` → `fit` (what is learnt) → `encode` (the matrix).

mod cell;
mod chunks;
mod column;
mod csv;
mod date;
mod dictionary;
mod encode;
mod encoder;
mod fit;
mod folds;
mod header;
mod infer;
mod learner;
mod names;
mod options;
mod origin;
mod read;
mod recipe;
mod record;
mod refusal;
mod report;
mod rows;
mod spill;
mod split;
pub(crate) mod statistics;
mod target;
mod units;
mod view;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use column::Column;
use origin::Origin;
use rows::Rows;
use spill::Spill;

pub use encode::Encoded;
pub use encoder::Encoder;
pub use folds::{fold, fold_of_rows};
pub use infer::ColumnType;
pub use options::{
    EncodeOptions, FoldOptions, MemoryOptions, Part, ReadOptions, SplitOptions, Stratum, Task,
};
pub use read::TableReader;
pub use report::{ColumnDescription, ColumnReport, TableDescription};
pub use split::split;
pub use statistics::Statistics;
pub use units::Coefficients;

use crate::config::Auto;
use crate::error::{Error, Result};

/// Columns of equal length, or a selection of their rows. Cloning and selecting copy no cell.
#[derive(Clone, Debug)]
pub struct Table {
    source: Arc<Source>,
    rows: Rows,
}

/// What was read.
#[derive(Debug)]
struct Source {
    origin: Origin,
    columns: Vec<Column>,
    /// The file of the cells beyond a bound of memory.
    spill: Option<Arc<Spill>>,
}

impl Table {
    fn new(origin: Origin, columns: Vec<Column>, spill: Option<Arc<Spill>>) -> Self {
        let rows = Rows::all(columns.first().map_or(0, Column::len));
        Self { source: Arc::new(Source { origin, columns, spill }), rows }
    }

    /// The bound of memory it was read under.
    pub(crate) fn memory(&self) -> Option<&MemoryOptions> {
        self.source.spill.as_deref().map(Spill::options)
    }

    /// The rows of this selection in pieces of so many.
    pub(crate) fn pieces(&self, rows: usize) -> impl Iterator<Item = Self> {
        (0..self.rows().div_ceil(rows)).map(move |piece| {
            let start = piece * rows;
            self.slice(start..self.rows().min(start + rows))
        })
    }

    /// Neighbouring rows of this selection.
    pub(crate) fn slice(&self, rows: Range<usize>) -> Self {
        Self { source: Arc::clone(&self.source), rows: self.rows.slice(rows) }
    }

    /// Rows in this selection.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Memory that came with this table, about: eight bytes a cell that was read, four a row of a selection.
    pub fn bytes(&self) -> usize {
        let width = if self.rows.is_selection() { 4 } else { 8 * self.source.columns.len() };
        let cells = self.rows() * width;
        self.memory().map_or(cells, |memory| cells.min(memory.bytes))
    }

    /// Names of the columns, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.source.columns.iter().map(|column| column.name.as_str())
    }

    /// The text of a cell, none when it is missing or there is no such column or row. `row` counts from 0 in this
    /// selection.
    pub fn text(&self, row: usize, column: &str) -> Option<Cow<'_, str>> {
        let column = self.column(column)?;
        (row < self.rows()).then(|| column.text(self.rows.get(row)))?
    }

    /// The texts of `count` cells of a column from row `from` of this selection on, none where a cell is missing.
    /// Rows beyond the last are left out.
    ///
    /// # Errors
    /// OPTION_INVALID for a column that does not exist, with the nearest name.
    pub fn texts(&self, column: &str, from: usize, count: usize) -> Result<Vec<Option<Cow<'_, str>>>> {
        let column = self.column(column).ok_or_else(|| self.unknown_column("keep", column))?;
        let end = from.saturating_add(count).min(self.rows());
        Ok((from.min(end)..end).map(|row| column.text(self.rows.get(row))).collect())
    }

    /// The rows of one part of a seeded split, in the order of the file.
    ///
    /// # Errors
    /// OPTION_INVALID for a share outside 0 … 1, a part without rows, or an unknown column in `stratify`.
    pub fn part(&self, part: Part, options: &SplitOptions) -> Result<Self> {
        let labels = options.stratify.as_deref().map(|name| self.levels(name)).transpose()?;
        let chosen = split(self.rows(), labels.as_deref(), part, options)?;
        Ok(Self { source: Arc::clone(&self.source), rows: self.rows.select(&chosen) })
    }

    /// The rows of one part of a fold, in the order of the file; `encode` says which column is the target.
    ///
    /// # Errors
    /// OPTION_INVALID for folds that do not exist, an unknown column, or a target to stratify by where there is none.
    pub fn fold(&self, part: Part, options: &FoldOptions, encode: &EncodeOptions) -> Result<Self> {
        let target = encode.target.as_deref();
        let stratum = match &options.stratify {
            Auto::Auto(_) => target.filter(|name| self.task_of(name, encode) == Task::Classification),
            Auto::Value(Stratum::Target(false)) => None,
            Auto::Value(Stratum::Target(true)) => Some(target.ok_or_else(|| {
                Error::option(
                    "Option stratify: true means the target, and the table has none. Name a column.",
                )
            })?),
            Auto::Value(Stratum::Column(name)) => Some(name.as_str()),
        };
        let labels = stratum.map(|name| self.levels(name)).transpose()?;
        let chosen = fold(self.rows(), labels.as_deref(), part, options)?;
        Ok(Self { source: Arc::clone(&self.source), rows: self.rows.select(&chosen) })
    }

    /// The levels of a column, one number a row.
    fn levels(&self, name: &str) -> Result<Vec<u32>> {
        let column = self.column(name).ok_or_else(|| self.unknown_column("stratify", name))?;
        Ok(column.levels(&self.rows).codes)
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.source.column(name)
    }

    fn unknown_column(&self, option: &str, name: &str) -> crate::error::Error {
        names::unknown(option, name, &self.source.columns, &self.source.origin)
    }
}

impl Source {
    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
