//! CSV text, in pieces cut anywhere, into columns.

use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde_json::json;

use super::column::Column;
use super::header::Header;
use super::names::columns_named;
use super::options::ReadOptions;
use super::origin::{Origin, shown};
use super::record::{LONGEST, Record};
use super::spill::Spill;
use crate::error::{Error, Result};

const NOT_UTF8: &str = "not valid UTF-8. Save the file as UTF-8";

/// Reads the header, then records.
pub(super) enum CsvReader {
    Header(Header, Option<Arc<Spill>>),
    Records(Box<Records>),
}

/// Everything after the delimiter is known, the header record included.
pub(super) struct Records {
    reader: Reader,
    record: Record,
    columns: Option<Vec<Column>>,
    rows: u32,
    origin: Origin,
    /// Line on which the last record ended; 0 before the first.
    last_line: u64,
    spill: Option<Arc<Spill>>,
}

impl CsvReader {
    /// Cells may go to the file of `spill`.
    pub(super) fn new(options: ReadOptions, spill: Option<Arc<Spill>>) -> Self {
        Self::Header(Header::new(options), spill)
    }

    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Header(..) => 0,
            Self::Records(records) => records.rows as usize,
        }
    }

    /// The columns so far.
    pub(super) fn columns(&self) -> &[Column] {
        match self {
            Self::Header(..) => &[],
            Self::Records(records) => records.columns(),
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Records(records) => records.push(bytes),
            Self::Header(header, _) => {
                if header.push(bytes) {
                    self.start_records()?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<(Origin, Vec<Column>)> {
        if let Self::Header(..) = self {
            self.start_records()?;
        }
        match self {
            Self::Records(records) => records.finish(),
            Self::Header(..) => Err(Error::data("The file is empty.")),
        }
    }

    fn start_records(&mut self) -> Result<()> {
        if let Self::Header(header, spill) = self {
            let (bytes, delimiter) = header.settle()?;
            let mut records = Records::new(delimiter, std::mem::take(&mut header.origin), spill.take());
            records.push(&bytes)?;
            *self = Self::Records(Box::new(records));
        }
        Ok(())
    }
}

impl Records {
    fn new(delimiter: u8, origin: Origin, spill: Option<Arc<Spill>>) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            record: Record::new(),
            columns: None,
            rows: 0,
            origin,
            last_line: 0,
            spill,
        }
    }

    pub(super) fn columns(&self) -> &[Column] {
        self.columns.as_deref().unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let nul = if bytes.contains(&0) { bytes.iter().position(|byte| *byte == 0) } else { None };
        self.read(&bytes[..nul.unwrap_or(bytes.len())])?;
        match nul {
            None => Ok(()),
            Some(_) => Err(self.record_error("a NUL byte. This is no text file, or it is damaged")),
        }
    }

    fn read(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let (result, used) = self.record.read(&mut self.reader, bytes);
            match result {
                ReadRecordResult::Record => self.take_record(bytes[used - 1] == b'\n')?,
                ReadRecordResult::OutputFull if self.record.text_capacity() >= LONGEST => {
                    return Err(self.record_error(
                        "a row of more than 16 MiB. Is a quote (\") opened in it that is never closed?",
                    ));
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => self.record.grow(),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            }
            bytes = &bytes[used..];
        }
        Ok(())
    }

    /// Moves the finished record into the columns. `by_newline`: ended by `\n`, which the reader has counted.
    fn take_record(&mut self, by_newline: bool) -> Result<()> {
        let end_line = self.reader.line() - u64::from(by_newline);
        let start_line = match end_line == self.last_line + 1 {
            true => end_line,
            false => end_line - self.record.newlines(),
        };
        match &mut self.columns {
            None => self.take_names()?,
            Some(columns) => {
                self.origin.note_line(self.rows, start_line);
                if columns.len() != self.record.fields() {
                    return Err(self.ragged());
                }
                if let Err(column) = push_record(&self.record, columns) {
                    let value = String::from_utf8_lossy(self.record.bytes(column)).into_owned();
                    let sentence = format!("'{}' is {NOT_UTF8}.", shown(&value));
                    return Err(self.origin.cell_error(self.rows, &columns[column].name, &value, &sentence));
                }
                self.rows += 1;
                if self.rows == u32::MAX {
                    let name = self.origin.name();
                    return Err(Error::data(format!("{name} has more than 4,294,967,294 rows: split it.")));
                }
            }
        }
        self.last_line = end_line;
        self.record.clear();
        Ok(())
    }

    fn take_names(&mut self) -> Result<()> {
        let Some(text) = self.record.text() else {
            return Err(self.record_error(&format!("a header that is {NOT_UTF8}")));
        };
        let names =
            (0..self.record.fields()).map(|field| self.record.field(text, field).unwrap_or("\u{fffd}"));
        self.columns = Some(columns_named(names, &self.origin, self.spill.as_ref())?);
        Ok(())
    }

    fn ragged(&self) -> Error {
        let expected = self.columns.as_ref().map_or(0, Vec::len);
        let got = self.record.fields();
        Error::data(format!(
            "{}: expected {expected} fields as in the header, got {got}. Add or remove fields, or quote those that \
             hold the delimiter.",
            self.origin.place(self.rows)
        ))
        .with(self.origin.row_details(self.rows))
    }

    /// DATA_INVALID at the record being read.
    fn record_error(&mut self, got: &str) -> Error {
        let place = match self.columns {
            None => format!("{}, header line", self.origin.name()),
            Some(_) => {
                self.origin.note_line(self.rows, self.last_line + 1);
                self.origin.place(self.rows)
            }
        };
        Error::data(format!("{place}: expected CSV text, got {got}."))
            .with(self.origin.row_details(self.rows))
    }

    fn finish(mut self) -> Result<(Origin, Vec<Column>)> {
        self.read(b"\n")?;
        if self.in_open_quote() {
            return Err(self.record_error(
                "a quote (\") that is opened in this row and never closed. Close or double it",
            ));
        }
        match self.columns {
            Some(columns) if self.rows > 0 => Ok((self.origin, columns)),
            _ => Err(Error::data(format!(
                "{} has a header but no rows: expected at least one line after the header.",
                self.origin.name()
            ))
            .with(json!({ "file": self.origin.file() }))),
        }
    }

    /// After the end of a line the reader is at the start of a record, where one more line is a record, or inside
    /// quotes, where it is not.
    fn in_open_quote(&mut self) -> bool {
        let (result, ..) = self.reader.read_record(b"x\n", &mut [0; 8], &mut [0; 8]);
        !matches!(result, ReadRecordResult::Record)
    }
}

/// Appends a record to the columns; the error is the column whose cell is no UTF-8.
fn push_record(record: &Record, columns: &mut [Column]) -> std::result::Result<(), usize> {
    let text = record.text();
    for (field, column) in columns.iter_mut().enumerate() {
        let cell = match text {
            Some(text) => record.field(text, field),
            None => std::str::from_utf8(record.bytes(field)).ok(),
        };
        column.push_text(cell.ok_or(field)?);
    }
    Ok(())
}
