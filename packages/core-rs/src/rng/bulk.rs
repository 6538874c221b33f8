//! Many draws at once: permutations and samples. The same numbers as one draw at a time, only faster.

use super::Random;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use super::{MULTIPLIER, ROUNDS, WEYL};

/// Blocks generated side by side, so that the compiler fills vector registers with them.
pub(super) const LANES: usize = 16;
const WORDS: usize = 4 * LANES;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
const LOW: u64 = 0xFFFF_FFFF;

/// Word k of block l at `[k][l]`: index 4l + k.
pub(super) type Words = [[u64; LANES]; 4];

/// Draws for the 64 indices from `first` on; index i has the bound `bound(i)`.
#[inline(always)]
fn draw_64(random: &Random, first: u32, bound: impl Fn(u64) -> u64) -> Words {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    let (mut draws, suspects) = super::simd128::draw_64(random, first, &bound);
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    let (mut draws, suspects) = scaled_64(random, first, &bound);
    if suspects {
        redraw(random, first, &mut draws, bound);
    }
    draws
}

/// The draws of attempt 0, and whether one of them may have to be refused. Words are kept in 64 bits: a product of
/// vectors fills 64, and nothing has to be narrowed between rounds.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn scaled_64(random: &Random, first: u32, bound: impl Fn(u64) -> u64) -> (Words, bool) {
    let [stream, epoch, layer] = random.counter.map(u64::from);
    let mut draws = [[0; LANES]; 4];
    let mut suspects = 0;
    #[expect(clippy::needless_range_loop, reason = "one lane of all four words")]
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
            let bound = bound(u64::from(first) + (4 * l + k) as u64) & LOW;
            let product = (word & LOW) * bound;
            draws[k][l] = product >> 32;
            suspects |= u64::from((product & LOW) < bound);
        }
    }
    (draws, suspects != 0)
}

/// Draws one by one where a word of the 64 may have been refused.
#[cold]
fn redraw(random: &Random, first: u32, draws: &mut Words, bound: impl Fn(u64) -> u64) {
    for r in 0..WORDS {
        let i = u64::from(first) + r as u64;
        draws[r % 4][r / 4] = u64::from(random.below(i as u32, bound(i) as u32));
    }
}

/// Calls `place(i, draw)` for i in 0..n in order; the draw at i is `random.below(i, bound(i))`.
#[inline(always)]
fn for_each_draw(
    n: u32,
    random: &Random,
    bound: impl Fn(u64) -> u64 + Copy,
    mut place: impl FnMut(u32, u32),
) {
    for first in (0..n).step_by(WORDS) {
        let draws = draw_64(random, first, bound);
        let left = n - first;
        if left >= WORDS as u32 {
            for l in 0..LANES {
                for (k, draws) in draws.iter().enumerate() {
                    place(first + (4 * l + k) as u32, draws[l] as u32);
                }
            }
        } else {
            for r in 0..left {
                place(first + r, draws[r as usize % 4][r as usize / 4] as u32);
            }
        }
    }
}

/// Compiles `$body` for the baseline and for the vector widths of this machine, and calls the widest. All of it is
/// whole-number arithmetic, so the width cannot change a bit.
macro_rules! widest {
    ($(#[$doc:meta])* pub fn $name:ident($($arg:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        pub fn $name($($arg: $type),*) {
            #[inline(always)]
            fn body($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) {
                    body($($arg),*);
                }
                #[target_feature(enable = "avx512f,avx512vl,avx512dq")]
                fn avx512($($arg: $type),*) {
                    body($($arg),*);
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                {
                    // SAFETY: the three features were just found on this CPU.
                    return unsafe { avx512($($arg),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the feature was just found on this CPU.
                    return unsafe { avx2($($arg),*) };
                }
            }
            body($($arg),*);
        }
    };
}

widest! {
    /// Shuffles what is given (Fisher–Yates, ascending): for i = 0, 1, …, swaps the items at i and at
    /// `random.below(i, i + 1)`.
    pub fn shuffle(order: &mut [u32], random: &Random) {
        let n = u32::try_from(order.len()).unwrap_or(u32::MAX);
        for_each_draw(n, random, |i| i + 1, |i, j| order.swap(i as usize, j as usize));
    }
}

widest! {
    /// Fills `order` with a permutation of 0..n: [`shuffle`] from the identity, without writing the identity first.
    pub fn permutation(order: &mut [u32], random: &Random) {
        let n = u32::try_from(order.len()).unwrap_or(u32::MAX);
        for_each_draw(n, random, |i| i + 1, |i, j| {
            order[i as usize] = order[j as usize];
            order[j as usize] = i;
        });
    }
}

widest! {
    /// Fills `order` with rows of 0..n drawn independently: at i, `random.below(i, n)`.
    pub fn sample_with_replacement(order: &mut [u32], random: &Random) {
        let n = u32::try_from(order.len()).unwrap_or(u32::MAX);
        for_each_draw(n, random, |_| u64::from(n), |i, j| order[i as usize] = j);
    }
}
