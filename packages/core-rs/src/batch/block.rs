//! The block shuffle: an order that reads memory in blocks, for tables that a full permutation would read row by row
//! (after CorgiPile: Xu, Qiu, Yuan et al., "Stochastic gradient descent without full data shuffle", 2022).
//!
//! - The table is cut into 64 stripes, rows ⌊sn/64⌋ to ⌊(s+1)n/64⌋. In each, blocks of 64 KiB of whole rows are permuted,
//!   and the rows of every 16 blocks in turn, a window, are shuffled among themselves.
//! - Of a batch of m rows stripe s gives those at places ⌊sm/64⌋ to ⌊(s+1)m/64⌋. A stripe that has no rows left passes
//!   its places on to the next one that has, so that every row comes once.
//! - Below 64 rows a batch would miss stripes: the ⌈64/m⌉ batches that make 64 rows are drawn as one, and their rows are
//!   shuffled among them.

use std::ops::Range;

use super::Cut;
use crate::rng::{Random, Stream, permutation, shuffle};

/// Parts of the table that every batch takes rows from.
pub const STRIPES: usize = 64;
/// Bytes of a block at most, unless a row is larger.
pub const BLOCK_BYTES: usize = 64 << 10;
/// Blocks that are shuffled together.
pub const WINDOW: usize = 16;

/// The order of an epoch.
pub(super) fn order(cut: Cut, seed: u64, epoch: u32) -> Vec<u32> {
    let draw = |layer: u32| Random::new(seed, Stream::Shuffle, epoch, layer);
    let mut stripes: Vec<Stripe> = (0..STRIPES).map(|s| Stripe::new(cut, s, draw)).collect();
    let run = if cut.batch_size < STRIPES {
        cut.batch_size * STRIPES.div_ceil(cut.batch_size)
    } else {
        cut.batch_size
    };
    let mut order = Vec::with_capacity(cut.n);
    for (index, start) in (0..cut.n).step_by(run).enumerate() {
        let m = run.min(cut.n - start);
        for s in 0..STRIPES {
            let places = share(s + 1, m) - share(s, m);
            take(&mut stripes, (s, places), &mut order);
        }
        if cut.batch_size < STRIPES {
            shuffle(&mut order[start..], &draw(layer(STRIPES, index)));
        }
    }
    order
}

/// ⌊sm/64⌋.
fn share(s: usize, m: usize) -> usize {
    (s as u64 * m as u64 / STRIPES as u64) as usize
}

/// The word of the counter that tells the draws of an epoch apart.
fn layer(stripe: usize, part: usize) -> u32 {
    (stripe as u32) << 24 | part as u32
}

/// Appends `places` rows of stripe s, and of those after it once it has none left.
fn take(stripes: &mut [Stripe], (s, mut places): (usize, usize), order: &mut Vec<u32>) {
    for next in (0..STRIPES).map(|i| (s + i) % STRIPES) {
        let stripe = &mut stripes[next];
        let count = places.min(stripe.rows.len() - stripe.taken);
        order.extend_from_slice(&stripe.rows[stripe.taken..stripe.taken + count]);
        stripe.taken += count;
        places -= count;
        if places == 0 {
            return;
        }
    }
}

/// The rows of a stripe in the epoch's order.
struct Stripe {
    rows: Vec<u32>,
    taken: usize,
}

impl Stripe {
    fn new(cut: Cut, s: usize, draw: impl Fn(u32) -> Random) -> Self {
        let Range { start, end } = share(s, cut.n)..share(s + 1, cut.n);
        let height = (BLOCK_BYTES / cut.row_bytes.max(1)).max(1);
        let mut blocks = vec![0; (end - start).div_ceil(height)];
        permutation(&mut blocks, &draw(layer(s, 0)));
        let mut rows = Vec::with_capacity(end - start);
        for (w, window) in blocks.chunks(WINDOW).enumerate() {
            let first = rows.len();
            for &block in window {
                let from = start + block as usize * height;
                rows.extend((from..end.min(from + height)).map(|row| row as u32));
            }
            shuffle(&mut rows[first..], &draw(layer(s, w + 1)));
        }
        Self { rows, taken: 0 }
    }
}
