//! How a product's outputs are shared out among threads: a grid of blocks, each with whole sums.

use std::ops::Range;

/// Multiplications and additions worth another thread: handing over a part costs a microsecond or so when the workers
/// are awake, tens when they sleep, and this many take about five to ten with vectors of 256 bits.
const WORTH: usize = 300_000;

/// The most in one part, where outputs can be cut as finely: some milliseconds, for a run is stopped between two parts.
const MOST: usize = 100_000_000;

/// Outputs as rows × columns of whatever a kernel calls its items, cut into row parts × column parts.
#[derive(Clone, Copy)]
pub(super) struct Split {
    items: (usize, usize),
    parts: (usize, usize),
}

impl Split {
    /// For work of so many multiplications and additions: first by columns, then, with threads left, by rows; and, where a
    /// part would still be long, along the longer side.
    pub(super) fn new(threads: usize, items: (usize, usize), work: usize) -> Self {
        let threads = threads.min(work / WORTH).max(1);
        let columns = threads.min(items.1).max(1);
        let rows = (threads / columns).min(items.0).max(1);
        let times = work.div_ceil(MOST).div_ceil(rows * columns);
        let finer = |parts: usize, items: usize| (parts * times).min(items).max(parts);
        let parts =
            if items.0 > items.1 { (finer(rows, items.0), columns) } else { (rows, finer(columns, items.1)) };
        Self { items, parts }
    }

    /// Parts, at least 1.
    pub(super) fn parts(&self) -> usize {
        self.parts.0 * self.parts.1
    }

    /// Rows and columns of a part.
    pub(super) fn part(&self, part: usize) -> (Range<usize>, Range<usize>) {
        let cut = |items: usize, parts: usize, part: usize| items * part / parts..items * (part + 1) / parts;
        let (row, column) = (part / self.parts.1, part % self.parts.1);
        (cut(self.items.0, self.parts.0, row), cut(self.items.1, self.parts.1, column))
    }
}

/// A pointer to outputs of which each part writes its own.
#[derive(Clone, Copy)]
pub(super) struct Shared<T>(*mut T);

// SAFETY: parts write disjoint elements of memory that the caller has borrowed mutably; see where they are written.
unsafe impl<T: Send> Sync for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Shared<T> {}

impl<T> Shared<T> {
    pub(super) fn new(values: &mut [T]) -> Self {
        Self(values.as_mut_ptr())
    }

    /// The element at an offset.
    ///
    /// # Safety
    /// The offset must lie in the memory, or at its end.
    #[inline(always)]
    pub(super) unsafe fn at(self, offset: usize) -> *mut T {
        // SAFETY: the caller's promise.
        unsafe { self.0.add(offset) }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Split, WORTH};

    #[test]
    fn parts_cover_every_output_once_and_are_short() {
        for items in [(1, 1), (1, 900), (833, 2), (2, 98), (40, 41)] {
            for threads in [1, 2, 7] {
                for work in [1, WORTH * 3, MOST - 1, MOST * 19] {
                    let split = Split::new(threads, items, work);
                    let mut met = vec![0; items.0 * items.1];
                    for (rows, columns) in (0..split.parts()).map(|part| split.part(part)) {
                        rows.for_each(|row| {
                            columns.clone().for_each(|column| met[row * items.1 + column] += 1)
                        });
                    }
                    assert!(met.iter().all(|&times| times == 1), "{items:?} {threads} {work}: {met:?}");
                    let finest = split.parts() >= items.0.max(items.1);
                    assert!(
                        finest || work / split.parts() <= MOST,
                        "{items:?} {threads} {work}: {}",
                        split.parts()
                    );
                }
            }
        }
    }
}
