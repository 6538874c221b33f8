//! Many draws at once: permutations and samples. The same numbers as one draw at a time, only faster.

use super::Random;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::simd128::{Word, low, scaled_64};
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use super::vectors::{Word, low, scaled_64};

/// Blocks generated side by side, so that the compiler fills vector registers with them.
pub(super) const LANES: usize = 16;
const WORDS: usize = 4 * LANES;

/// Word k of block l at `[k][l]`: index 4l + k.
pub(super) type Words = [[Word; LANES]; 4];

/// The bound of the draw at index i: `zero` + `step` · i.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    pub(super) zero: u32,
    pub(super) step: u32,
}

impl Bound {
    #[inline(always)]
    pub(super) fn at(self, i: u32) -> u32 {
        self.zero.wrapping_add(self.step.wrapping_mul(i))
    }
}

/// The bound of Fisher–Yates, i + 1.
const UP_TO_HERE: Bound = Bound { zero: 1, step: 1 };

/// Draws one by one where a word of the 64 may have been refused.
#[cold]
fn redraw(random: &Random, first: u32, bound: Bound, draws: &mut Words) {
    for r in 0..WORDS {
        let i = first.wrapping_add(r as u32);
        draws[r % 4][r / 4] = Word::from(random.below(i, bound.at(i)));
    }
}

/// Calls `place(i, draw)` for i in 0..n in order; the draw at i is `random.below(i, bound.at(i))`.
#[inline(always)]
fn for_each_draw(n: u32, random: &Random, bound: Bound, mut place: impl FnMut(u32, u32)) {
    let mut draws = [[0; LANES]; 4];
    for first in (0..n).step_by(WORDS) {
        if scaled_64(random, first, bound, &mut draws) {
            redraw(random, first, bound, &mut draws);
        }
        let left = n - first;
        if left >= WORDS as u32 {
            for l in 0..LANES {
                for (k, draws) in draws.iter().enumerate() {
                    place(first + (4 * l + k) as u32, low(draws[l]));
                }
            }
        } else {
            for r in 0..left {
                place(first + r, low(draws[r as usize % 4][r as usize / 4]));
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
        for_each_draw(n, random, UP_TO_HERE, |i, j| order.swap(i as usize, j as usize));
    }
}

widest! {
    /// Fills `order` with a permutation of 0..n: [`shuffle`] from the identity, without writing the identity first.
    pub fn permutation(order: &mut [u32], random: &Random) {
        let n = u32::try_from(order.len()).unwrap_or(u32::MAX);
        for_each_draw(n, random, UP_TO_HERE, |i, j| {
            order[i as usize] = order[j as usize];
            order[j as usize] = i;
        });
    }
}

widest! {
    /// Fills `order` with rows of 0..n drawn independently: at i, `random.below(i, n)`.
    pub fn sample_with_replacement(order: &mut [u32], random: &Random) {
        let n = u32::try_from(order.len()).unwrap_or(u32::MAX);
        for_each_draw(n, random, Bound { zero: n, step: 0 }, |i, j| order[i as usize] = j);
    }
}
