//! How a product's outputs are shared out among threads: a grid of blocks, each with whole sums.

use std::ops::Range;

use crate::threads::Pool;

/// Multiplications and additions worth another thread: handing over a part costs a microsecond or so when the workers
/// are awake, tens when they sleep, and this many take about five to ten with vectors of 256 bits.
const WORTH: usize = 300_000;

/// Outputs as rows × columns of whatever a kernel calls its items, cut into row parts × column parts.
#[derive(Clone, Copy)]
pub(super) struct Split {
    items: (usize, usize),
    parts: (usize, usize),
}

impl Split {
    /// For work of so many multiplications and additions: first by columns, then, with threads left, by rows.
    pub(super) fn new(pool: &Pool, items: (usize, usize), work: usize) -> Self {
        let threads = pool.threads().min(work / WORTH).max(1);
        let columns = threads.min(items.1).max(1);
        let rows = (threads / columns).min(items.0).max(1);
        Self { items, parts: (rows, columns) }
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
