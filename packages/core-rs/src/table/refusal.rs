//! Sentences for tables that an encoder cannot take.

use serde_json::json;

use super::Table;
use super::cell::{self, Cell};
use super::column::Column;
use super::names::list;
use super::origin::shown;
use super::view::Misread;
use crate::error::{Error, nearest};

/// DATA_INVALID: no row has a target.
pub(super) fn target_missing(table: &Table, name: &str) -> Error {
    table.source.origin.column_error(name, "the target is missing in every row.")
}

/// DATA_INVALID: the table lacks a column the model needs.
pub(super) fn lacks(table: &Table, name: &str) -> Error {
    let origin = &table.source.origin;
    Error::data(format!(
        "{} lacks column '{name}', which the model needs.{} Its columns: {}.",
        origin.name(),
        nearest(name, table.names()),
        list(table.names())
    ))
    .with(json!({ "file": origin.file(), "missingColumn": name }))
}

/// DATA_INVALID for a cell that is not what its column should be.
pub(super) fn misread_error(
    table: &Table,
    column: &Column,
    misread: &Misread,
    expected: &str,
    cure: &str,
) -> Error {
    let expected = match cell::read(&misread.value) {
        Cell::Infinite => "expected a finite number",
        _ => expected,
    };
    let sentence = format!("{expected}, got '{}'. {cure}", shown(&misread.value));
    table.source.origin.cell_error(misread.row, &column.name, &misread.value, &sentence)
}
