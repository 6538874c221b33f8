//! Sums over rows, in the one order that Numerics version 1 allows (rule 2).

use std::ops::Range;

/// Rows of a block.
const BLOCK: usize = 256;

/// Blocks that are summed side by side: each sum waits for its own last addition alone.
const ABREAST: usize = 4;

/// Chunks at most: two to the power of this.
const MOST_LEVELS: u32 = 6;

/// Sum of `term` over rows `0..m` in float64: C = the largest power of two ≤ max(1, m/256), at most 64 chunks of equal
/// share; in a chunk blocks of 256 rows; rows add in order, blocks in order, chunks as a balanced binary tree.
pub fn tree_sum(m: usize, term: impl Fn(usize) -> f64) -> f64 {
    let mut sum = TreeSum::new(m);
    sum.extend(m, term);
    sum.sum()
}

/// The sum of [`tree_sum`], bit by bit, of terms that come in their order, any number at a time.
#[derive(Clone, Debug)]
pub struct TreeSum {
    m: usize,
    /// log2 of the chunks.
    levels: u32,
    /// Terms that came.
    at: usize,
    /// The chunk under way, and where it ends.
    chunk: usize,
    chunk_end: usize,
    /// Sum of its whole blocks.
    blocks: f64,
    /// Sum and terms of its block under way.
    block: f64,
    in_block: usize,
    /// Of each level of the tree the half whose other half is still to come; at the last level the root.
    halves: [f64; MOST_LEVELS as usize + 1],
}

impl TreeSum {
    /// Of m terms.
    pub fn new(m: usize) -> Self {
        let levels = (m / BLOCK).max(1).ilog2().min(MOST_LEVELS);
        Self {
            m,
            levels,
            at: 0,
            chunk: 0,
            chunk_end: share(1, m, levels),
            blocks: 0.0,
            block: 0.0,
            in_block: 0,
            halves: [0.0; MOST_LEVELS as usize + 1],
        }
    }

    /// The next term.
    pub fn add(&mut self, term: f64) {
        self.extend(1, |_| term);
    }

    /// The next terms, `term(0)` to `term(len - 1)`: faster than one by one. Terms beyond the m are left out.
    pub fn extend(&mut self, len: usize, term: impl Fn(usize) -> f64) {
        debug_assert!(len <= self.m - self.at, "at most m terms");
        let len = len.min(self.m - self.at);
        let mut from = 0;
        while from < len {
            let end = len.min(from + self.chunk_end - self.at);
            self.extend_chunk(from..end, &term);
            self.at += end - from;
            from = end;
            if self.at == self.chunk_end {
                self.end_chunk();
            }
        }
    }

    /// The sum, once all m terms came.
    pub fn sum(&self) -> f64 {
        debug_assert_eq!(self.at, self.m, "all terms");
        self.halves[self.levels as usize]
    }

    fn extend_chunk(&mut self, terms: Range<usize>, term: &impl Fn(usize) -> f64) {
        let Range { mut start, end } = terms;
        if self.in_block > 0 {
            let stop = end.min(start + BLOCK - self.in_block);
            self.extend_block(start..stop, term);
            start = stop;
        }
        while start + ABREAST * BLOCK <= end {
            let mut sums = [0.0; ABREAST];
            for row in start..start + BLOCK {
                for (block, sum) in sums.iter_mut().enumerate() {
                    *sum += term(row + block * BLOCK);
                }
            }
            sums.iter().for_each(|sum| self.blocks += sum);
            start += ABREAST * BLOCK;
        }
        for block in (start..end).step_by(BLOCK) {
            self.extend_block(block..end.min(block + BLOCK), term);
        }
    }

    /// Terms of one block.
    fn extend_block(&mut self, terms: Range<usize>, term: &impl Fn(usize) -> f64) {
        self.in_block += terms.len();
        self.block = terms.fold(self.block, |sum, row| sum + term(row));
        if self.in_block == BLOCK {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        self.blocks += self.block;
        (self.block, self.in_block) = (0.0, 0);
    }

    /// Two halves that are whole become one of the next level.
    fn end_chunk(&mut self) {
        if self.in_block > 0 {
            self.end_block();
        }
        let level = self.chunk.trailing_ones() as usize;
        self.halves[level] = self.halves[..level].iter().fold(self.blocks, |right, left| left + right);
        self.blocks = 0.0;
        self.chunk += 1;
        self.chunk_end = share(self.chunk + 1, self.m, self.levels);
    }
}

/// ⌊chunk·m/chunks⌋. Chunks are at most 64 and rows below 2^32: 64 bits hold the product, also in WebAssembly.
fn share(chunk: usize, m: usize, levels: u32) -> usize {
    ((chunk as u64 * m as u64) >> levels) as usize
}
