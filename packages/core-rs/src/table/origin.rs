//! Where a cell came from, for messages.

use serde_json::{Value, json};

use crate::error::Error;

/// The name of the data and, for a file of text, on which line each row starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    name: String,
    /// Lines from a row on: (row from 0, line of that row − row). Empty for data that are no text.
    lines: Vec<(u32, i64)>,
}

impl Origin {
    pub(super) fn new(name: String) -> Self {
        Self { name, lines: Vec::new() }
    }

    /// Notes the line a row starts on. Rows come in order; only changes are kept.
    #[inline]
    pub(super) fn note_line(&mut self, row: u32, line: u64) {
        let shift = line as i64 - i64::from(row);
        if self.lines.last().is_none_or(|(_, last)| *last != shift) {
            self.lines.push((row, shift));
        }
    }

    fn line(&self, row: u32) -> Option<i64> {
        let after = self.lines.partition_point(|(first, _)| *first <= row);
        Some(self.lines[after.checked_sub(1)?].1 + i64::from(row))
    }

    /// The file's name, or what stands for it: subject of a sentence.
    pub(super) fn name(&self) -> &str {
        if self.name.is_empty() { "The table" } else { &self.name }
    }

    pub(super) fn given_name(&self) -> &str {
        &self.name
    }

    /// `houses.csv, row 3 (line 4)`: rows are counted from 1 without the header.
    pub(super) fn place(&self, row: u32) -> String {
        let line = self.line(row).map_or(String::new(), |line| format!(" (line {line})"));
        format!("{}, row {}{line}", self.name(), u64::from(row) + 1)
    }

    /// DATA_INVALID for one cell.
    pub(super) fn cell_error(&self, row: u32, column: &str, value: &str, sentence: &str) -> Error {
        Error::data(format!("{}, column '{column}': {sentence}", self.place(row))).with(json!({
            "file": self.file(),
            "row": u64::from(row) + 1,
            "line": self.line(row),
            "column": column,
            "value": value,
        }))
    }

    /// What a program learns of a row.
    pub(super) fn row_details(&self, row: u32) -> Value {
        json!({ "file": self.file(), "row": u64::from(row) + 1, "line": self.line(row) })
    }

    /// DATA_INVALID for a whole column.
    pub(super) fn column_error(&self, column: &str, sentence: &str) -> Error {
        Error::data(format!("{}, column '{column}': {sentence}", self.name()))
            .with(json!({ "file": self.file(), "column": column }))
    }

    /// The name for programs; null when none was given.
    pub(super) fn file(&self) -> Value {
        if self.name.is_empty() { Value::Null } else { json!(self.name) }
    }
}

/// A value as a message shows it: at most 40 characters.
pub(super) fn shown(value: &str) -> String {
    if value.chars().count() <= 40 {
        return value.to_owned();
    }
    value.chars().take(39).chain(['…']).collect()
}
