//! Blocks of a file, read past the system's cache where it can be: rows larger than memory come from the disk in every epoch
//! anyway, and keeping each block that was read costs more of a processor than training on it.

use std::fs::File;
use std::io::{Error, ErrorKind, Result};

use bytemuck::cast_slice_mut;
use memmap2::MmapMut;

use super::place::{read_some, without_cache};
use crate::scalar::Scalar;

/// What places and lengths of such reads are multiples of.
const PAGE: usize = 4096;

/// A file, and memory to read into.
#[derive(Debug)]
pub(super) struct DirectReader {
    file: File,
    room: MmapMut,
}

impl DirectReader {
    /// A reader of blocks of at most so many bytes; none where the system cannot read past its cache here.
    pub(super) fn new(file: &File, most: usize) -> Option<Self> {
        let room = MmapMut::map_anon(most.next_multiple_of(PAGE) + 2 * PAGE).ok()?;
        Some(Self { file: without_cache(file).ok()?, room })
    }

    /// Reads the values at a place of the file.
    pub(super) fn read<T: Scalar>(&mut self, at: usize, into: &mut [T]) -> Result<()> {
        let bytes: &mut [u8] = cast_slice_mut(into);
        let start = at / PAGE * PAGE;
        let (first, end) = (at - start, at - start + bytes.len());
        let room = &mut self.room[..end.next_multiple_of(PAGE)];
        let mut done = 0;
        while done < end {
            match read_some(&self.file, &mut room[done..], (start + done) as u64)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                read => done += read,
            }
            if done < end && !done.is_multiple_of(PAGE) {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
        bytes.copy_from_slice(&room[first..end]);
        Ok(())
    }
}
