//! Rows by number, read where they are asked for.

use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::cast_slice_mut;

use super::direct::DirectReader;
use super::header::{self, LENGTH, Layout, Metadata};
use super::place::{read_at, will_read};
use super::read_failed;
use crate::error::Result;
use crate::examples::Matrix;
use crate::memory::with_room;
use crate::row_blocks::{RowBlocks, Visit};
use crate::scalar::{Dtype, Scalar};
use crate::table::Encoder;
use crate::view::View;

/// A header at most.
const LONGEST_HEADER: u64 = 256 << 20;

/// Bytes read together.
const BLOCK: usize = 4 << 20;

/// Prepared rows in a file.
#[derive(Debug)]
pub struct PreparedFile {
    file: File,
    path: PathBuf,
    layout: Layout,
    encoder: Arc<Encoder>,
    dropped_rows: usize,
    fingerprint: String,
    /// Bytes of memory that training from here may take.
    pub(crate) memory: usize,
}

impl PreparedFile {
    /// Opens a file of prepared rows; its header is read and checked, its rows are not.
    ///
    /// # Errors
    /// IO_FAILED, DATA_INVALID for a file that holds none.
    pub fn open(path: &Path) -> Result<Self> {
        Self::of(File::open(path).map_err(|error| read_failed(path, &error))?, path.to_owned())
    }

    pub(super) fn of(file: File, path: PathBuf) -> Result<Self> {
        let failed = |error: std::io::Error| read_failed(&path, &error);
        let size = file.metadata().map_err(failed)?.len();
        let mut length = [0; LENGTH];
        if size >= LENGTH as u64 {
            read_at(&file, &mut length, 0).map_err(failed)?;
        }
        let length = u64::from_le_bytes(length);
        if length > LONGEST_HEADER || length + LENGTH as u64 > size {
            return Err(header::invalid(&path, "It is no whole safetensors file."));
        }
        let mut bytes = vec![0; length as usize];
        read_at(&file, &mut bytes, LENGTH as u64).map_err(failed)?;
        let (metadata, layout) = header::read(&path, &bytes, size as usize)?;
        let Metadata { encoder, dropped_rows, fingerprint, .. } = metadata;
        Ok(Self {
            file,
            path,
            layout,
            encoder: Arc::new(encoder),
            dropped_rows,
            fingerprint,
            memory: usize::MAX,
        })
    }

    /// Rows, n.
    pub fn rows(&self) -> usize {
        self.layout.n
    }

    /// Features, d.
    pub fn features(&self) -> usize {
        self.layout.d
    }

    /// Whether rows carry weights.
    pub fn is_weighted(&self) -> bool {
        self.layout.weighted
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        self.layout.dtype
    }

    /// What was learnt of the table they came from.
    pub fn encoder(&self) -> &Arc<Encoder> {
        &self.encoder
    }

    /// Rows of that table that had no target.
    pub fn dropped_rows(&self) -> usize {
        self.dropped_rows
    }

    /// What tells these rows from others; see `fingerprint`.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// A reader of X past the system's cache, for so many rows at most; none where there is no such thing.
    pub(super) fn direct(&self, rows: usize) -> Option<DirectReader> {
        DirectReader::new(&self.file, rows * self.layout.d * self.layout.dtype.bytes())
    }

    /// Reads X of some rows, past the system's cache where there is a reader for that.
    ///
    /// # Errors
    /// IO_FAILED.
    pub(super) fn read_x_by<T: Scalar>(
        &self,
        direct: Option<&mut DirectReader>,
        rows: Range<usize>,
        into: &mut [T],
    ) -> Result<()> {
        let Some(direct) = direct else { return self.read_x(rows, into) };
        let at = self.layout.x() + rows.start * self.layout.d * size_of::<T>();
        match direct.read(at, into) {
            // A file system may open a file so and still not read it so.
            Err(error) if error.kind() == ErrorKind::InvalidInput => self.read(at, into),
            read => read.map_err(|error| read_failed(&self.path, &error)),
        }
    }

    /// Reads X of some rows.
    ///
    /// # Errors
    /// IO_FAILED.
    pub(crate) fn read_x<T: Scalar>(&self, rows: Range<usize>, into: &mut [T]) -> Result<()> {
        self.read(self.layout.x() + rows.start * self.layout.d * size_of::<T>(), into)
    }

    /// Reads y of some rows, and their weights where they have any.
    ///
    /// # Errors
    /// IO_FAILED.
    pub(crate) fn read_targets<T: Scalar>(
        &self,
        rows: Range<usize>,
        y: &mut [T],
        weight: &mut [T],
    ) -> Result<()> {
        let offset = rows.start * size_of::<T>();
        self.read(self.layout.y() + offset, y)?;
        if self.layout.weighted { self.read(self.layout.weight() + offset, weight) } else { Ok(()) }
    }

    /// Tells the system that these rows are read soon.
    pub(crate) fn will_read(&self, rows: Range<usize>) {
        let Layout { d, dtype, weighted, .. } = self.layout;
        let columns =
            [(self.layout.x(), d), (self.layout.y(), 1), (self.layout.weight(), usize::from(weighted))];
        for (start, width) in columns {
            let row_bytes = width * dtype.bytes();
            will_read(&self.file, start + rows.start * row_bytes, rows.len() * row_bytes);
        }
    }

    /// Tells the system that all targets and weights are read soon, a little from everywhere.
    pub(crate) fn will_read_targets(&self) {
        will_read(&self.file, self.layout.y(), self.layout.end() - self.layout.y());
    }

    fn read<T: Scalar>(&self, at: usize, into: &mut [T]) -> Result<()> {
        read_at(&self.file, cast_slice_mut(into), at as u64).map_err(|error| read_failed(&self.path, &error))
    }

    /// All rows, in memory.
    ///
    /// # Errors
    /// IO_FAILED, OUT_OF_MEMORY, DATA_INVALID for a value that is not finite.
    pub(crate) fn matrix<T: Scalar>(&self) -> Result<Matrix<T>> {
        let Layout { n, d, weighted, .. } = self.layout;
        let zeros = |len: usize| -> Result<Vec<T>> {
            let mut values = with_room(len)?;
            values.resize(len, T::ZERO);
            Ok(values)
        };
        let (mut x, mut y, mut weight) = (zeros(n * d)?, zeros(n)?, zeros(if weighted { n } else { 0 })?);
        self.read_x(0..n, &mut x)?;
        self.read_targets(0..n, &mut y, &mut weight)?;
        Matrix::new(x, y, weighted.then_some(weight), d)
    }

    /// The rows in their order, with so many values of x; T is the file's element type.
    fn blocks<T: Scalar>(&self, width: usize, visit: &mut Visit<'_, T>) -> Result<()> {
        let Layout { n, d, weighted, .. } = self.layout;
        let most = (BLOCK / ((width + 2) * size_of::<T>())).clamp(1, n);
        let (mut x, mut y) = (vec![T::ZERO; most * width], vec![T::ZERO; most]);
        let mut weight = if weighted { y.clone() } else { Vec::new() };
        for start in (0..n).step_by(most) {
            let m = most.min(n - start);
            let (x, y) = (&mut x[..m * width], &mut y[..m]);
            let weight = if weighted { &mut weight[..m] } else { &mut weight[..] };
            if width > 0 {
                self.read_x(start..start + m, x)?;
            }
            self.read_targets(start..start + m, y, weight)?;
            visit(&View { x, y, weight: weighted.then_some(&*weight), n: m, d, k: 1 })?;
        }
        Ok(())
    }
}

impl<T: Scalar> RowBlocks<T> for PreparedFile {
    fn rows(&self) -> usize {
        self.layout.n
    }

    fn features(&self) -> usize {
        self.layout.d
    }

    fn targets(&self) -> usize {
        1
    }

    fn is_weighted(&self) -> bool {
        self.layout.weighted
    }

    fn each(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        self.blocks(self.layout.d, visit)
    }

    fn each_target(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        self.blocks(0, visit)
    }
}
