//! The start of a CSV file: refuses what is no CSV, finds the delimiter.

use serde_json::json;

use super::options::ReadOptions;
use super::origin::Origin;
use super::record::LONGEST;
use crate::error::{Error, Result};

/// Delimiters looked for in the header line; the earlier one wins a tie.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The first line, until it is whole: it decides the delimiter.
pub(super) struct Header {
    bytes: Vec<u8>,
    scanned: usize,
    quoted: bool,
    begun: bool,
    delimiter: Option<u8>,
    pub(super) origin: Origin,
}

impl Header {
    pub(super) fn new(options: ReadOptions) -> Self {
        Self {
            bytes: Vec::new(),
            scanned: 0,
            quoted: false,
            begun: false,
            delimiter: options.delimiter,
            origin: Origin::new(options.name),
        }
    }

    /// Takes bytes; true when the first line that is not blank has ended, outside quotes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        self.bytes.extend_from_slice(bytes);
        while let Some(&byte) = self.bytes.get(self.scanned) {
            self.scanned += 1;
            match byte {
                b'\n' | b'\r' if self.begun && !self.quoted => return true,
                b'\n' | b'\r' => {}
                _ => {
                    self.begun = true;
                    self.quoted ^= byte == b'"';
                }
            }
        }
        self.bytes.len() > LONGEST
    }

    /// The delimiter, and the bytes so far without a byte-order mark.
    pub(super) fn settle(&mut self) -> Result<(Vec<u8>, u8)> {
        self.refuse_other_formats()?;
        if let Some(rest) = self.bytes.strip_prefix(b"\xef\xbb\xbf") {
            self.bytes = rest.to_vec();
        }
        if self.bytes.trim_ascii().is_empty() {
            return Err(Error::data(format!(
                "{} is empty: expected a header line with the names of the columns, then one line a row.",
                self.origin.name()
            ))
            .with(json!({ "file": self.origin.file() })));
        }
        let delimiter = match self.delimiter {
            Some(byte @ (b'"' | b'\n' | b'\r' | 0)) => {
                return Err(Error::option(format!(
                    "Option delimiter must be a character that is no quote and ends no line; got {:?}.",
                    char::from(byte)
                ))
                .with(json!({ "option": "delimiter" })));
            }
            Some(byte) => byte,
            None => sniff(&self.bytes),
        };
        Ok((std::mem::take(&mut self.bytes), delimiter))
    }

    fn refuse_other_formats(&self) -> Result<()> {
        let what = match self.bytes.as_slice() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "text in UTF-16; save it as UTF-8",
            [0x1f, 0x8b, ..] => "compressed by gzip; decompress it first",
            [0x28, 0xb5, 0x2f, 0xfd, ..] => "compressed by zstd; decompress it first",
            [b'P', b'K', 3, 4, ..] => "a ZIP archive or a spreadsheet; save it as CSV",
            [b'P', b'A', b'R', b'1', ..] => "a Parquet file; read it as Parquet",
            _ => return Ok(()),
        };
        Err(Error::data(format!("{}: expected CSV text, got {what}.", self.origin.name()))
            .with(json!({ "file": self.origin.file() })))
    }
}

/// The delimiter found most often outside quotes in the first line that is not blank.
fn sniff(bytes: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in bytes.iter().skip_while(|byte| matches!(byte, b'\n' | b'\r')) {
        if *byte == b'"' {
            quoted = !quoted;
        } else if !quoted && matches!(byte, b'\n' | b'\r') {
            break;
        } else if !quoted && let Some(at) = DELIMITERS.iter().position(|d| d == byte) {
            counts[at] += 1;
        }
    }
    let best = (0..counts.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    DELIMITERS[best]
}
