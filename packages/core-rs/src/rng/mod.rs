//! Random numbers by counter: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3", SC 2011). No state: any draw can be had alone, in any order, on any machine, with the same bits.
//!
//! # Format, numerics version 1
//! - key = (low half of the seed, high half of the seed);
//! - counter = (stream + 256 × attempt, epoch or step, layer, block);
//! - word w of a stream is word w mod 4 of block ⌊w / 4⌋, attempt 0;
//! - [`Random::below`] at index i takes word i. Of the 64-bit product word × bound the high half is the draw. It is
//!   unbiased because the draw is refused when the low half is under 2^32 mod bound (Lemire, "Fast random integer
//!   generation in an interval", 2019); the next attempt takes the same word of the same block under attempt + 1;
//! - [`Random::block`] gives words as they are: dropout takes word row × units + unit;
//! - [`Random::uniform`] at index i takes words 2i (high) and 2i + 1 (low): their upper 53 bits / 2^53.
//!
//! One stream is drawn from by one of the three functions only.

mod bulk;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vectors;

pub use bulk::{permutation, sample_with_replacement, shuffle};

/// What the numbers are for. Two streams never share a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Initial weights.
    Init = 0,
    /// Splits of a table, folds.
    Split = 1,
    /// The permutation of an epoch.
    Shuffle = 2,
    /// Dropped units.
    Dropout = 3,
    /// Rows drawn with replacement.
    Replacement = 4,
    /// Samples of rows.
    Sample = 5,
    /// The order of a column's cells.
    Column = 6,
}

type Block = [u32; 4];

/// Philox4x32-10: 128 random bits of a key and a counter.
pub fn philox4x32_10(mut key: [u32; 2], counter: [u32; 4]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for _ in 0..ROUNDS {
        [c0, c1, c2, c3] = round(key, [c0, c1, c2, c3]);
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    [c0, c1, c2, c3]
}

const ROUNDS: usize = 10;
const MULTIPLIER: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

#[inline(always)]
fn round(key: [u32; 2], [c0, c1, c2, c3]: Block) -> Block {
    let p0 = MULTIPLIER[0] * u64::from(c0);
    let p1 = MULTIPLIER[1] * u64::from(c2);
    [(p1 >> 32) as u32 ^ c1 ^ key[0], p1 as u32, (p0 >> 32) as u32 ^ c3 ^ key[1], p0 as u32]
}

/// The numbers of one (seed, stream, epoch or step, layer).
#[derive(Clone, Copy, Debug)]
pub struct Random {
    key: [u32; 2],
    counter: [u32; 3],
}

impl Random {
    /// Numbers of this seed for this purpose. Epochs and steps count from 0; layers from 0.
    pub fn new(seed: u64, stream: Stream, epoch_or_step: u32, layer: u32) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], counter: [stream as u32, epoch_or_step, layer] }
    }

    /// A whole number in 0..bound, each equally likely; 0 for a bound of 0.
    pub fn below(&self, index: u32, bound: u32) -> u32 {
        let mut attempt = 0;
        loop {
            let product = u64::from(self.word(attempt, u64::from(index))) * u64::from(bound);
            if accepts(product as u32, bound) {
                return (product >> 32) as u32;
            }
            attempt += 1;
        }
    }

    /// A multiple of 2^-53 in [0, 1), each equally likely.
    pub fn uniform(&self, index: u32) -> f64 {
        const SCALE: f64 = 1.0 / (1u64 << 53) as f64;
        let word = 2 * u64::from(index);
        let bits = u64::from(self.word(0, word)) << 32 | u64::from(self.word(0, word + 1));
        (bits >> 11) as f64 * SCALE
    }

    /// Words 4 × block to 4 × block + 3; blocks count to 2^32.
    pub fn block(&self, block: u64) -> [u32; 4] {
        let [stream, epoch, layer] = self.counter;
        philox4x32_10(self.key, [stream, epoch, layer, block as u32])
    }

    fn word(&self, attempt: u32, word: u64) -> u32 {
        let [stream, epoch, layer] = self.counter;
        philox4x32_10(self.key, [stream + (attempt << 8), epoch, layer, (word >> 2) as u32])
            [word as usize & 3]
    }
}

/// Whether the low half of word × bound is at least 2^32 mod bound. The division is rarely reached.
#[inline(always)]
fn accepts(low: u32, bound: u32) -> bool {
    low >= bound || low >= bound.wrapping_neg() % bound
}
