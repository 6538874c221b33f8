//! Rule 2 as a list of things to do: sum this block into that slot, add this slot to that one.

use std::ops::Range;

use crate::kernel::{BLOCK, CHUNKS, chunk_count, chunk_start};

/// Slots a sum over any number of rows needs: sums of chunks that wait for their neighbour, the one being summed, and a
/// block's.
pub(super) const SLOTS: usize = CHUNKS.ilog2() as usize + 2;
/// The slot of a block that is not its chunk's first.
const SPARE: usize = SLOTS - 1;

/// One thing to do.
pub(super) enum Step {
    /// Set the slot to the plain sum of these rows.
    Sum(Range<usize>, usize),
    /// Add the second slot to the first.
    Add(usize, usize),
}

/// The steps for m rows; at the end slot 0 holds the sum. One step where there is one block.
pub(super) struct Steps {
    m: usize,
    chunks: usize,
    chunk: usize,
    /// The next block's first row.
    row: usize,
    /// Sums of chunks that are waiting.
    depth: usize,
    /// A block that has just been summed, to be added to its chunk.
    is_spare: bool,
    /// Pairs of chunks left to be added.
    carries: u32,
}

impl Steps {
    pub(super) fn new(m: usize) -> Self {
        Self { m, chunks: chunk_count(m), chunk: 0, row: 0, depth: 0, is_spare: false, carries: 0 }
    }

    /// Whether one block is all there is.
    pub(super) fn is_plain(m: usize) -> bool {
        m <= BLOCK
    }
}

impl Iterator for Steps {
    type Item = Step;

    #[inline(always)]
    fn next(&mut self) -> Option<Step> {
        if self.is_spare {
            self.is_spare = false;
            return Some(Step::Add(self.depth - 1, SPARE));
        }
        if self.carries > 0 {
            self.carries -= 1;
            self.depth -= 1;
            return Some(Step::Add(self.depth - 1, self.depth));
        }
        if self.chunk == self.chunks {
            return None;
        }
        let (start, end) =
            (chunk_start(self.chunk, self.m, self.chunks), chunk_start(self.chunk + 1, self.m, self.chunks));
        let rows = self.row..end.min(self.row + BLOCK);
        let slot = if self.row == start { self.depth } else { SPARE };
        self.is_spare = slot == SPARE;
        self.depth += usize::from(!self.is_spare);
        self.row = rows.end;
        if self.row == end {
            // As many pairs end with chunk c as c has ones at its end: 3 = 0b011 ends 2..4 and 0..4.
            self.carries = self.chunk.trailing_ones();
            self.chunk += 1;
        }
        Some(Step::Sum(rows, slot))
    }
}
