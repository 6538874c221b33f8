//! Memory for matrices: large ones ask the system for huge pages.
//!
//! Shuffled rows lie on as many pages as there are rows, and on 4 KiB pages nearly each one costs a walk through the
//! page tables besides its cache misses. Where the system gives huge pages only to who asks (`madvise`, the common
//! setting), this asks; everywhere else it is a plain allocation.

use crate::error::{Code, Error, Result};

/// An empty vector with room for `len` values, its pages not yet touched.
///
/// # Errors
/// OUT_OF_MEMORY with the bytes that could not be had.
pub(crate) fn with_room<T>(len: usize) -> Result<Vec<T>> {
    let mut room = Vec::new();
    room.try_reserve_exact(len).map_err(|_| {
        let bytes = len.saturating_mul(size_of::<T>());
        Error::new(
            Code::OutOfMemory,
            format!("{} MB of memory for the data could not be had; use fewer rows or columns.", bytes >> 20),
        )
    })?;
    ask_for_huge_pages(&room);
    Ok(room)
}

/// Bytes as people read them, rounded up: a kilobyte is 1024 bytes, as in the sizes they give.
pub(crate) fn shown(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1 << 10)),
        _ => format!("{} MB", bytes.div_ceil(1 << 20)),
    }
}

/// A copy of the values.
///
/// # Errors
/// OUT_OF_MEMORY.
pub(crate) fn copied<T: Copy>(values: &[T]) -> Result<Vec<T>> {
    let mut copy = with_room(values.len())?;
    copy.extend_from_slice(values);
    Ok(copy)
}

#[cfg(target_os = "linux")]
fn ask_for_huge_pages<T>(room: &Vec<T>) {
    const PAGE: usize = 4096;
    // Smaller memory gains nothing.
    const LARGE_BYTES: usize = 4 << 20;
    let start = room.as_ptr().addr().next_multiple_of(PAGE);
    let end = (room.as_ptr().addr() + room.capacity() * size_of::<T>()) / PAGE * PAGE;
    if end.saturating_sub(start) < LARGE_BYTES {
        return;
    }
    // SAFETY: the range lies inside the vector's own allocation, and the advice changes no byte of it. A refusal
    // leaves ordinary pages.
    unsafe {
        libc::madvise(room.as_ptr().with_addr(start).cast_mut().cast(), end - start, libc::MADV_HUGEPAGE);
    }
}

#[cfg(not(target_os = "linux"))]
fn ask_for_huge_pages<T>(_room: &Vec<T>) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_small_copies_hold_their_values() {
        for len in [0, 1, 1000, 12_345_678] {
            let values: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
            assert_eq!(copied(&values).as_ref(), Ok(&values));
        }
    }

    #[test]
    fn memory_that_is_not_there_is_an_error() {
        assert_eq!(with_room::<f64>(usize::MAX / 16).map_err(|error| error.code), Err(Code::OutOfMemory));
    }
}
