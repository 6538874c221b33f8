//! Philox for the vectors that the compiler makes. Words are kept in 64 bits: a product of vectors fills 64, and nothing has
//! to be narrowed between rounds.

use super::bulk::{Bound, LANES, Words};
use super::{MULTIPLIER, ROUNDS, Random, WEYL};

pub(super) type Word = u64;

#[inline(always)]
pub(super) fn low(word: Word) -> u32 {
    word as u32
}

const LOW: u64 = 0xFFFF_FFFF;

/// The draws of attempt 0 for the 64 indices from `first` on; gives whether one of them may have to be refused.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "one lane of all four words")]
pub(super) fn scaled_64(random: &Random, first: u32, bound: Bound, draws: &mut Words) -> bool {
    let [stream, epoch, layer] = random.counter.map(u64::from);
    let mut suspects = 0;
    for l in 0..LANES {
        let (mut c0, mut c1, mut c2, mut c3) = (stream, epoch, layer, u64::from(first / 4) + l as u64);
        let mut key = random.key;
        for _ in 0..ROUNDS {
            let p0 = MULTIPLIER[0] * (c0 & LOW);
            let p1 = MULTIPLIER[1] * (c2 & LOW);
            c0 = (p1 >> 32) ^ c1 ^ u64::from(key[0]);
            c1 = p1;
            c2 = (p0 >> 32) ^ c3 ^ u64::from(key[1]);
            c3 = p0;
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        for (k, word) in [c0, c1, c2, c3].into_iter().enumerate() {
            let at = u64::from(first) + (4 * l + k) as u64;
            let bound = (u64::from(bound.zero) + u64::from(bound.step) * at) & LOW;
            let product = (word & LOW) * bound;
            draws[k][l] = product >> 32;
            suspects |= u64::from((product & LOW) < bound);
        }
    }
    suspects != 0
}
