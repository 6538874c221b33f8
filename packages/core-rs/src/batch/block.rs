//! The block shuffle: an order that reads memory in blocks, for tables that a full permutation would read row by row
//! (after CorgiPile: Xu, Qiu, Yuan et al., "Stochastic gradient descent without full data shuffle", 2022).
//!
//! - The table is cut into 64 stripes, rows ⌊sn/64⌋ to ⌊(s+1)n/64⌋. In each, blocks of 64 KiB of whole rows are permuted,
//!   and the rows of every 16 blocks in turn, a window, are shuffled among themselves.
//! - Of a batch of m rows stripe s gives those at places ⌊sm/64⌋ to ⌊(s+1)m/64⌋. A stripe that has no rows left passes
//!   its places on to the next one that has, so that every row comes once.
//! - Below 64 rows a batch would miss stripes: the ⌈64/m⌉ batches that make 64 rows are drawn as one, and their rows are
//!   shuffled among them.
//!
//! An order is drawn as far as it is asked for, so that a reader of a file holds one window of each stripe.

use std::convert::Infallible;
use std::ops::Range;

use super::Cut;
use crate::rng::{Random, Stream, permutation, shuffle};

/// Parts of the table that every batch takes rows from.
pub const STRIPES: usize = 64;
/// Bytes of a block at most, unless a row is larger.
pub const BLOCK_BYTES: usize = 64 << 10;
/// Blocks that are shuffled together.
pub const WINDOW: usize = 16;

/// Who takes the rows of an order as they are drawn. A row is a place of its stripe's window: row p mod h of block ⌊p/h⌋,
/// h the height of a block.
pub(crate) trait Takes {
    /// Why it may not go on.
    type Error;

    /// A stripe's next window opens; the one before it is used up. `next` comes after it, without blocks where none does.
    fn open(&mut self, stripe: usize, window: Window, next: Window) -> Result<(), Self::Error>;

    /// The next rows come from these places.
    fn take(&mut self, stripe: usize, places: &[u32]) -> Result<(), Self::Error>;

    /// The latest `count` rows are shuffled among themselves.
    fn mix(&mut self, count: usize, random: &Random) -> Result<(), Self::Error>;
}

/// Blocks whose rows are shuffled together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Which of its stripe's, from 0.
    pub(crate) index: usize,
    /// Rows of each block.
    pub(crate) blocks: Vec<Range<usize>>,
}

/// The order of an epoch, drawn as far as it is asked for.
#[derive(Debug)]
pub(crate) struct BlockOrder {
    cut: Cut,
    seed: u64,
    epoch: u32,
    height: usize,
    stripes: Vec<Stripe>,
    /// Rows drawn.
    drawn: usize,
    /// Runs drawn.
    runs: usize,
}

/// A stripe, and how far it is drawn.
#[derive(Debug)]
struct Stripe {
    rows: Range<usize>,
    /// Its blocks in the epoch's order.
    blocks: Vec<u32>,
    /// Windows opened.
    windows: usize,
    /// Places of the open window in the epoch's order, and how many of them are taken.
    places: Vec<u32>,
    taken: usize,
    /// Rows not yet taken, of windows to come too.
    left: usize,
}

impl BlockOrder {
    pub(crate) fn new(cut: Cut, seed: u64, epoch: u32) -> Self {
        let height = height(cut.row_bytes);
        let stripes = (0..STRIPES).map(|s| {
            let rows = share(s, cut.n)..share(s + 1, cut.n);
            let mut blocks = vec![0; rows.len().div_ceil(height)];
            permutation(&mut blocks, &draw(seed, epoch, layer(s, 0)));
            Stripe { left: rows.len(), rows, blocks, windows: 0, places: Vec::new(), taken: 0 }
        });
        Self { cut, seed, epoch, height, stripes: stripes.collect(), drawn: 0, runs: 0 }
    }

    /// Rows of a run: a batch, or the batches that are drawn as one.
    pub(crate) fn run(cut: Cut) -> usize {
        if cut.batch_size < STRIPES {
            cut.batch_size * STRIPES.div_ceil(cut.batch_size)
        } else {
            cut.batch_size
        }
    }

    /// Draws the next run; gives its rows, 0 at the end of the epoch.
    pub(crate) fn next_run<K: Takes>(&mut self, taker: &mut K) -> Result<usize, K::Error> {
        let m = Self::run(self.cut).min(self.cut.n - self.drawn);
        if m == 0 {
            return Ok(0);
        }
        for s in 0..STRIPES {
            self.take(s, share(s + 1, m) - share(s, m), taker)?;
        }
        if self.cut.batch_size < STRIPES {
            taker.mix(m, &draw(self.seed, self.epoch, layer(STRIPES, self.runs)))?;
        }
        self.drawn += m;
        self.runs += 1;
        Ok(m)
    }

    /// Takes `places` rows of stripe s, and of those after it once it has none left.
    fn take<K: Takes>(&mut self, s: usize, mut places: usize, taker: &mut K) -> Result<(), K::Error> {
        let mut next = s;
        while places > 0 {
            let stripe = &self.stripes[next];
            if stripe.left == 0 {
                next = (next + 1) % STRIPES;
                continue;
            }
            if stripe.taken == stripe.places.len() {
                let window = self.open(next);
                let after = self.window(next, window.index + 1);
                taker.open(next, window, after)?;
            }
            let stripe = &mut self.stripes[next];
            let count = places.min(stripe.places.len() - stripe.taken);
            taker.take(next, &stripe.places[stripe.taken..stripe.taken + count])?;
            stripe.taken += count;
            stripe.left -= count;
            places -= count;
        }
        Ok(())
    }

    /// A window of a stripe; without blocks after its last.
    pub(crate) fn window(&self, s: usize, index: usize) -> Window {
        let stripe = &self.stripes[s];
        let count = stripe.blocks.len();
        let blocks =
            stripe.blocks[count.min(index * WINDOW)..count.min((index + 1) * WINDOW)].iter().map(|&block| {
                let from = stripe.rows.start + block as usize * self.height;
                from..stripe.rows.end.min(from + self.height)
            });
        Window { index, blocks: blocks.collect() }
    }

    /// Opens the next window of a stripe that has one.
    fn open(&mut self, s: usize) -> Window {
        let window = self.window(s, self.stripes[s].windows);
        let (height, stripe) = (self.height, &mut self.stripes[s]);
        stripe.places.clear();
        for (at, block) in window.blocks.iter().enumerate() {
            stripe.places.extend((at * height..at * height + block.len()).map(|place| place as u32));
        }
        stripe.windows += 1;
        stripe.taken = 0;
        shuffle(&mut stripe.places, &draw(self.seed, self.epoch, layer(s, stripe.windows)));
        window
    }
}

/// Rows of a block, for rows of so many bytes.
pub(crate) fn height(row_bytes: usize) -> usize {
    (BLOCK_BYTES / row_bytes.max(1)).max(1)
}

/// The numbers of the rows of an epoch.
pub(super) fn order(cut: Cut, seed: u64, epoch: u32) -> Vec<u32> {
    let mut numbers = Numbers {
        height: height(cut.row_bytes),
        windows: vec![Vec::new(); STRIPES],
        order: Vec::with_capacity(cut.n),
    };
    let mut drawn = BlockOrder::new(cut, seed, epoch);
    while let Ok(1..) = drawn.next_run(&mut numbers) {}
    numbers.order
}

/// Takes numbers of rows.
struct Numbers {
    height: usize,
    windows: Vec<Vec<Range<usize>>>,
    order: Vec<u32>,
}

impl Takes for Numbers {
    type Error = Infallible;

    fn open(&mut self, stripe: usize, window: Window, _next: Window) -> Result<(), Infallible> {
        self.windows[stripe] = window.blocks;
        Ok(())
    }

    fn take(&mut self, stripe: usize, places: &[u32]) -> Result<(), Infallible> {
        let (height, blocks) = (self.height, &self.windows[stripe]);
        let row = |&place: &u32| {
            let (block, row) = (place as usize / height, place as usize % height);
            (blocks[block].start + row) as u32
        };
        self.order.extend(places.iter().map(row));
        Ok(())
    }

    fn mix(&mut self, count: usize, random: &Random) -> Result<(), Infallible> {
        let first = self.order.len() - count;
        shuffle(&mut self.order[first..], random);
        Ok(())
    }
}

/// ⌊sm/64⌋.
fn share(s: usize, m: usize) -> usize {
    (s as u64 * m as u64 / STRIPES as u64) as usize
}

fn draw(seed: u64, epoch: u32, layer: u32) -> Random {
    Random::new(seed, Stream::Shuffle, epoch, layer)
}

/// The word of the counter that tells the draws of an epoch apart.
fn layer(stripe: usize, part: usize) -> u32 {
    (stripe as u32) << 24 | part as u32
}
