//! The file that takes the cells beyond the bound. It has no name that anyone could open: nobody else writes to it, and it
//! is gone with the last of its cells.

use std::fs::File;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::Pod;
#[cfg(unix)]
use memmap2::Advice;
use memmap2::{Mmap, MmapOptions};

use crate::error::{Error, Result};
use crate::prepared::{write_at, write_failed};
use crate::table::options::MemoryOptions;

/// Bytes of the file that are mapped at once. The system bounds the number of maps of a process.
const SEGMENT: usize = 256 << 20;

/// Share of the bound that cells may take: the rest is for what is made of them.
const SHARE: usize = 4;

/// Memory for cells, and the file beyond it.
#[derive(Debug)]
pub(in crate::table) struct Spill {
    options: MemoryOptions,
    held: AtomicUsize,
    file: Mutex<Option<SpillFile>>,
    failure: Mutex<Option<Error>>,
}

#[derive(Debug)]
struct SpillFile {
    file: File,
    /// The segment that is being filled.
    segment: Arc<Segment>,
    /// Where it starts in the file.
    start: u64,
    /// Bytes of it that are taken.
    used: usize,
}

impl Spill {
    /// A bound; no file yet.
    #[expect(clippy::unnecessary_wraps, reason = "where there are no files this fails")]
    pub(in crate::table) fn new(options: &MemoryOptions) -> Result<Self> {
        Ok(Self {
            options: options.clone(),
            held: AtomicUsize::new(0),
            file: Mutex::default(),
            failure: Mutex::default(),
        })
    }

    pub(in crate::table) fn options(&self) -> &MemoryOptions {
        &self.options
    }

    /// Takes a full chunk of cells into the file; none while there is room in memory for it, or once writing has failed.
    pub(in crate::table) fn take<T: Pod>(&self, values: &[T]) -> Option<Spilled<T>> {
        let bytes: &[u8] = bytemuck::cast_slice(values);
        if self.held.load(Ordering::Relaxed) + bytes.len() <= self.options.bytes / SHARE {
            self.held.fetch_add(bytes.len(), Ordering::Relaxed);
            return None;
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        match self.append(&mut file, bytes) {
            Ok((segment, start)) => Some(Spilled { segment, start, len: values.len(), of: PhantomData }),
            Err(error) => {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                None
            }
        }
    }

    /// # Errors
    /// IO_FAILED once cells could not be written.
    pub(in crate::table) fn check(&self) -> Result<()> {
        match &*self.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn append(&self, open: &mut Option<SpillFile>, bytes: &[u8]) -> Result<(Arc<Segment>, usize)> {
        let failed = |error: std::io::Error| write_failed(&self.options.directory, &error);
        let mut file = match open.take() {
            Some(file) if file.used + bytes.len() <= SEGMENT => file,
            Some(SpillFile { file, start, .. }) => {
                SpillFile::segment(file, start + SEGMENT as u64).map_err(failed)?
            }
            None => {
                let file = tempfile::tempfile_in(&self.options.directory).map_err(failed)?;
                SpillFile::segment(file, 0).map_err(failed)?
            }
        };
        write_at(&file.file, bytes, file.start + file.used as u64).map_err(failed)?;
        let start = file.used;
        file.used += bytes.len();
        let segment = Arc::clone(&file.segment);
        *open = Some(file);
        Ok((segment, start))
    }
}

/// A part of the file, mapped.
#[derive(Debug)]
struct Segment {
    map: Mmap,
    /// Where the chunk starts that was read last.
    latest: AtomicUsize,
}

impl Segment {
    /// The bytes of a chunk; all of them are fetched at once when it is another than the last.
    #[inline(always)]
    fn bytes(&self, start: usize, len: usize) -> &[u8] {
        if self.latest.load(Ordering::Relaxed) != start {
            self.fetch(start, len);
        }
        &self.map[start..start + len]
    }

    #[cold]
    fn fetch(&self, start: usize, len: usize) {
        self.latest.store(start, Ordering::Relaxed);
        // Where the advice is refused pages come one by one.
        #[cfg(unix)]
        let _ = self.map.advise_range(Advice::WillNeed, start, len);
        #[cfg(not(unix))]
        let _ = len;
    }
}

impl SpillFile {
    /// Goes on in a new segment at the end of the file. Its pages come with what is written to them.
    fn segment(file: File, start: u64) -> std::io::Result<Self> {
        file.set_len(start + SEGMENT as u64)?;
        // SAFETY: the file has no name, so that nobody else can shorten or change it, and what is mapped is read only
        // where it was written before.
        let map = unsafe { MmapOptions::new().offset(start).len(SEGMENT).map(&file)? };
        // Neighbours in the file are other columns: what the system would read around a page is for nobody.
        #[cfg(unix)]
        map.advise(Advice::Random)?;
        Ok(Self {
            file,
            segment: Arc::new(Segment { map, latest: AtomicUsize::new(usize::MAX) }),
            start,
            used: 0,
        })
    }
}

/// A chunk of cells in the file.
#[derive(Clone, Debug)]
pub(in crate::table) struct Spilled<T> {
    segment: Arc<Segment>,
    start: usize,
    len: usize,
    of: PhantomData<T>,
}

impl<T: Pod> Spilled<T> {
    #[inline]
    pub(in crate::table) fn values(&self) -> &[T] {
        // Chunks are whole multiples of the largest cell, and maps start at pages.
        bytemuck::cast_slice(self.segment.bytes(self.start, self.len * size_of::<T>()))
    }
}
