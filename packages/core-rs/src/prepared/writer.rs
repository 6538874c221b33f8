//! From a table to prepared rows, a piece at a time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::cast_slice;
use tempfile::{Builder, NamedTempFile};

use super::file::PreparedFile;
use super::header::{Layout, Metadata, compose};
use super::place::write_at;
use super::write_failed;
use crate::error::Result;
use crate::fingerprint::Fingerprint;
use crate::scalar::{Dtype, Scalar};
use crate::table::{Encoder, Table};
use crate::view::View;

/// Values encoded together.
const PIECE: usize = 1 << 20;

/// Stands for the fingerprint until all rows were seen.
const UNKNOWN: &str = "00000000000000000000000000000000";

/// Where prepared rows go.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A file of this name, which appears whole or not at all.
    Named(PathBuf),
    /// A file without a name in this folder, which ends with the rows.
    Unnamed(PathBuf),
}

/// Rows of a table on their way to a file.
#[derive(Debug)]
pub enum Preparation {
    /// As 32-bit floats.
    F32(Writer<f32>),
    /// As 64-bit floats.
    F64(Writer<f64>),
}

impl Preparation {
    /// The rows of a table as its encoder encodes them. Nothing is written yet.
    ///
    /// # Errors
    /// IO_FAILED where no file can be made; else as [`Encoder::encode`].
    pub fn new(table: Table, encoder: Arc<Encoder>, dtype: Dtype, to: Destination) -> Result<Self> {
        let sink = Sink::open(to)?;
        Ok(match dtype {
            Dtype::Float32 => Self::F32(Writer::new(table, encoder, sink)?),
            Dtype::Float64 => Self::F64(Writer::new(table, encoder, sink)?),
        })
    }

    /// Writes the next rows; gives how many rows of the table are done.
    ///
    /// # Errors
    /// IO_FAILED, DATA_INVALID for a cell that cannot be encoded.
    pub fn advance(&mut self) -> Result<usize> {
        match self {
            Self::F32(writer) => writer.advance(),
            Self::F64(writer) => writer.advance(),
        }
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    /// As [`Preparation::advance`]; DATA_INVALID where no row has a target, or none weighs anything.
    pub fn finish(self) -> Result<PreparedFile> {
        match self {
            Self::F32(writer) => writer.finish(),
            Self::F64(writer) => writer.finish(),
        }
    }
}

/// The file that is written.
#[derive(Debug)]
enum Sink {
    Named(NamedTempFile, PathBuf),
    Unnamed(File, PathBuf),
}

impl Sink {
    fn open(to: Destination) -> Result<Self> {
        match to {
            Destination::Named(path) => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let mut named = Builder::new();
                named.prefix(".minibatch-").suffix(".part");
                // As any file that is made, less what the user's mask takes: temporary ones are private otherwise.
                #[cfg(unix)]
                named.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
                let file = named
                    .tempfile_in(folder.unwrap_or(Path::new(".")))
                    .map_err(|error| write_failed(&path, &error))?;
                Ok(Self::Named(file, path))
            }
            Destination::Unnamed(folder) => {
                let file = tempfile::tempfile_in(&folder).map_err(|error| write_failed(&folder, &error))?;
                Ok(Self::Unnamed(file, folder))
            }
        }
    }

    fn put(&self, bytes: &[u8], at: usize) -> Result<()> {
        let (file, path) = match self {
            Self::Named(file, path) => (file.as_file(), path),
            Self::Unnamed(file, path) => (file, path),
        };
        write_at(file, bytes, at as u64).map_err(|error| write_failed(path, &error))
    }

    fn close(self) -> Result<PreparedFile> {
        match self {
            Self::Unnamed(file, path) => PreparedFile::of(file, path),
            Self::Named(file, path) => {
                let failed = |error: std::io::Error| write_failed(&path, &error);
                file.as_file().sync_all().map_err(failed)?;
                file.persist(&path).map_err(|error| failed(error.error))?;
                PreparedFile::open(&path)
            }
        }
    }
}

/// Rows of one element type on their way to a file.
#[derive(Debug)]
pub struct Writer<T> {
    table: Table,
    encoder: Arc<Encoder>,
    sink: Sink,
    layout: Layout,
    fingerprint: Fingerprint<T>,
    /// Rows of the table that were encoded, and rows that were written: those with a target.
    taken: usize,
    written: usize,
    /// Whether a row that weighs something was met.
    weighs: bool,
}

impl<T: Scalar> Writer<T> {
    fn new(table: Table, encoder: Arc<Encoder>, sink: Sink) -> Result<Self> {
        let (n, d) = (encoder.count_rows(&table)?, encoder.features());
        let weighted = encoder.weighs(&table);
        let mut writer = Self {
            layout: Layout { n, d, weighted, dtype: T::DTYPE, start: 0 },
            table,
            encoder,
            sink,
            fingerprint: Fingerprint::default(),
            taken: 0,
            written: 0,
            weighs: !weighted,
        };
        writer.layout.start = writer.header(UNKNOWN)?.len();
        Ok(writer)
    }

    fn header(&self, fingerprint: &str) -> Result<Vec<u8>> {
        let dropped = self.table.rows() - self.layout.n;
        compose(
            &Metadata::new((*self.encoder).clone(), T::DTYPE, dropped, fingerprint.to_owned()),
            &self.layout,
        )
    }

    fn advance(&mut self) -> Result<usize> {
        let Layout { d, .. } = self.layout;
        let rows = self.taken..self.table.rows().min(self.taken + (PIECE / d).max(1));
        if rows.is_empty() {
            return Ok(self.taken);
        }
        self.taken = rows.end;
        let encoded = self.encoder.encode_piece::<T>(&self.table.slice(rows), true)?;
        let weight = encoded.weight.as_deref();
        self.weighs |= weight.is_some_and(|weight| weight.iter().any(|w| *w > T::ZERO));
        let (layout, done, size) = (self.layout, self.written, size_of::<T>());
        self.sink.put(cast_slice(&encoded.x), layout.x() + done * d * size)?;
        self.sink.put(cast_slice(&encoded.y), layout.y() + done * size)?;
        self.sink.put(cast_slice(weight.unwrap_or_default()), layout.weight() + done * size)?;
        self.fingerprint.see(&View { x: &encoded.x, y: &encoded.y, weight, n: encoded.n, d, k: 1 });
        self.written += encoded.n;
        Ok(self.taken)
    }

    fn finish(mut self) -> Result<PreparedFile> {
        while self.advance()? < self.table.rows() {}
        let Layout { n, d, weighted, .. } = self.layout;
        self.encoder.check_some(&self.table, n, self.weighs)?;
        let fingerprint = std::mem::take(&mut self.fingerprint).finish((n, d, 1), weighted);
        self.sink.put(&self.header(&fingerprint)?, 0)?;
        self.sink.close()
    }
}
