//! Reading a table: CSV bytes as they come, or columns piece by piece.

use std::sync::Arc;

use serde_json::json;

use super::Table;
use super::column::Column;
use super::csv::CsvReader;
use super::names::columns_named;
use super::options::ReadOptions;
use super::origin::Origin;
use super::spill::Spill;
use crate::error::{Code, Error, Result};
use crate::memory::shown;

/// Builds a [`Table`] from bytes of CSV or TSV text, or from columns of numbers and texts.
///
/// CSV is UTF-8 with a header line; lines end in LF or CRLF; fields may be quoted; blank lines are skipped; spaces
/// around a cell do not count. After an error in the bytes the reader refuses everything.
pub struct TableReader {
    options: ReadOptions,
    source: Source,
    spill: Option<Arc<Spill>>,
}

enum Source {
    Unknown,
    Csv(CsvReader),
    Columns(Vec<Column>),
    /// An error came from the bytes: what was read may end in the middle of a row.
    Failed,
}

impl TableReader {
    /// A reader of nothing yet.
    pub fn new(options: ReadOptions) -> Self {
        Self { options, source: Source::Unknown, spill: None }
    }

    /// Takes the next bytes of CSV text, cut anywhere.
    ///
    /// # Errors
    /// DATA_INVALID with file, row, line and column for text that is no CSV: rows of another length than the header,
    /// duplicate names, NUL bytes, invalid UTF-8.
    pub fn push_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        if matches!(self.source, Source::Unknown) {
            self.open_spill()?;
            self.source = Source::Csv(CsvReader::new(self.options.clone(), self.spill.clone()));
        }
        match &mut self.source {
            Source::Csv(csv) => {
                let result = csv.push(bytes);
                if result.is_err() {
                    self.source = Source::Failed;
                }
                result?;
                self.check_memory()
            }
            Source::Failed => Err(failed_before()),
            _ => Err(Error::shape("A table takes bytes of CSV or columns, not both: make a second reader.")),
        }
    }

    /// Names the columns that `push_numbers` and `push_text` fill.
    ///
    /// # Errors
    /// DATA_INVALID for a name that stands twice, SHAPE_MISMATCH when cells have come already.
    pub fn set_names(&mut self, names: Vec<String>) -> Result<()> {
        if !matches!(self.source, Source::Unknown) {
            return Err(Error::shape("The names of the columns come once, before any cell."));
        }
        let origin = Origin::new(self.options.name.clone());
        self.open_spill()?;
        let names = names.iter().map(String::as_str);
        self.source = Source::Columns(columns_named(names, &origin, self.spill.as_ref())?);
        Ok(())
    }

    /// Appends numbers to a column; NaN is missing.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for a column that was not named.
    pub fn push_numbers(&mut self, column: usize, values: &[f64]) -> Result<()> {
        self.column(column)?.push_numbers(values);
        self.check_memory()
    }

    /// Appends texts to a column, read as cells of CSV are: all texts joined, and the end of each in UTF-16 code units
    /// (they come from JavaScript). An empty text is missing.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for a column that was not named, or ends that do not fit the text.
    pub fn push_text(&mut self, column: usize, joined: &str, ends: &[u32]) -> Result<()> {
        let column = self.column(column)?;
        split_at_ends(joined, ends, |text| column.push_text(text))?;
        self.check_memory()
    }

    /// Appends texts to a column by their numbers in a dictionary, whose texts come as [`TableReader::push_text`] takes
    /// them; a number without a text is missing.
    ///
    /// # Errors
    /// SHAPE_MISMATCH for a column that was not named, or ends that do not fit the text.
    pub fn push_coded(&mut self, column: usize, joined: &str, ends: &[u32], codes: &[u32]) -> Result<()> {
        let column = self.column(column)?;
        let mut texts = Vec::with_capacity(ends.len());
        split_at_ends(joined, ends, |text| texts.push(text))?;
        column.push_coded(&texts, codes);
        self.check_memory()
    }

    /// Rows read so far (of columns: the rows of the first).
    pub fn rows(&self) -> usize {
        match &self.source {
            Source::Unknown | Source::Failed => 0,
            Source::Csv(csv) => csv.rows(),
            Source::Columns(columns) => columns.first().map_or(0, Column::len),
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// DATA_INVALID for an empty file, a header without rows, a quote never closed; SHAPE_MISMATCH for columns of
    /// different lengths.
    pub fn finish(self) -> Result<Table> {
        match self.source {
            Source::Csv(csv) => {
                let (origin, columns) = csv.finish()?;
                Ok(Table::new(origin, columns, self.spill))
            }
            Source::Unknown => {
                let (origin, columns) = CsvReader::new(self.options, None).finish()?;
                Ok(Table::new(origin, columns, None))
            }
            Source::Failed => Err(failed_before()),
            Source::Columns(columns) => {
                let origin = Origin::new(self.options.name);
                check_lengths(&columns, &origin)?;
                Ok(Table::new(origin, columns, self.spill))
            }
        }
    }

    /// Makes ready for cells beyond the bound of memory, where there is one.
    fn open_spill(&mut self) -> Result<()> {
        if let Some(memory) = &self.options.memory {
            self.spill = Some(Arc::new(Spill::new(memory)?));
        }
        Ok(())
    }

    /// Fails once cells could not be written, or texts alone take more than the bound.
    fn check_memory(&self) -> Result<()> {
        let (Some(spill), Some(memory)) = (&self.spill, &self.options.memory) else { return Ok(()) };
        spill.check()?;
        let columns = match &self.source {
            Source::Csv(csv) => csv.columns(),
            Source::Columns(columns) => columns.as_slice(),
            Source::Unknown | Source::Failed => &[],
        };
        let bytes: usize = columns.iter().map(Column::text_bytes).sum();
        if bytes <= memory.bytes {
            return Ok(());
        }
        let largest = columns.iter().max_by_key(|column| column.text_bytes());
        let name = largest.map_or("", |column| column.name.as_str());
        Err(Error::option(format!(
            "Option memory is {}, and the distinct texts of the table take more, most of them in column '{name}'. Give \
             more memory, or a table without that column.",
            shown(memory.bytes)
        ))
        .with(json!({ "option": "memory", "column": name })))
    }

    fn column(&mut self, column: usize) -> Result<&mut Column> {
        let columns = match &mut self.source {
            Source::Columns(columns) => columns.as_mut_slice(),
            _ => &mut [],
        };
        let count = columns.len();
        columns.get_mut(column).ok_or_else(|| {
            Error::shape(format!(
                "Cells came for column {column} (counted from 0), but {count} columns were named. Name all columns first."
            ))
        })
    }
}

fn failed_before() -> Error {
    Error::data("Reading this table has failed before: start again with a new reader.")
}

/// Hands on the texts that were joined, one by one.
fn split_at_ends<'a>(joined: &'a str, ends: &[u32], mut each: impl FnMut(&'a str)) -> Result<()> {
    let mut rest = joined;
    let mut start = 0;
    for &end in ends {
        let (text, after) = end
            .checked_sub(start)
            .and_then(|units| split_utf16(rest, units as usize))
            .ok_or_else(|| misfit(joined, end))?;
        each(text);
        rest = after;
        start = end;
    }
    if rest.is_empty() { Ok(()) } else { Err(misfit(joined, start)) }
}

/// Cuts a text after so many UTF-16 code units; none inside a character or past the end.
fn split_utf16(text: &str, units: usize) -> Option<(&str, &str)> {
    // Nearly all texts are ASCII in their first `units` bytes, where both counts agree.
    if text.as_bytes().get(..units).is_some_and(<[u8]>::is_ascii) {
        return text.split_at_checked(units);
    }
    let mut left = units;
    for (at, character) in text.char_indices() {
        if left == 0 {
            return text.split_at_checked(at);
        }
        left = left.checked_sub(character.len_utf16())?;
    }
    (left == 0).then_some((text, ""))
}

fn misfit(joined: &str, end: u32) -> Error {
    Error::shape(format!(
        "A text ends at UTF-16 unit {end}, which does not fit the joined text of {} units.",
        joined.encode_utf16().count()
    ))
}

fn check_lengths(columns: &[Column], origin: &Origin) -> Result<()> {
    let Some(first) = columns.first() else {
        return Err(Error::data(format!("{} has no columns.", origin.name())));
    };
    if let Some(other) = columns.iter().find(|column| column.len() != first.len()) {
        return Err(Error::new(
            Code::ShapeMismatch,
            format!(
                "{}: column '{}' has {} rows and column '{}' has {}. All columns need the same number of rows.",
                origin.name(),
                first.name,
                first.len(),
                other.name,
                other.len()
            ),
        )
        .with(json!({ "file": origin.file(), "column": other.name })));
    }
    match first.len() {
        0 => Err(Error::data(format!("{} has no rows: expected at least one.", origin.name()))),
        n if n >= u32::MAX as usize => {
            Err(Error::data(format!("{} has more than 4,294,967,294 rows: split it.", origin.name())))
        }
        _ => Ok(()),
    }
}
