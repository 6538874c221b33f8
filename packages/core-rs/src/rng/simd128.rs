//! Philox on WebAssembly's 128-bit vectors: products of 32-bit halves, which the compiler does not find by itself.

use std::arch::wasm32::{
    u32x4, u32x4_add, u32x4_lt, u32x4_shuffle, u32x4_splat, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4,
    u64x2_extract_lane, u64x2_shr, v128, v128_any_true, v128_or, v128_xor,
};

use super::bulk::{LANES, Words};
use super::{MULTIPLIER, ROUNDS, Random, WEYL};

/// High and low halves of the products of four lanes.
#[inline(always)]
fn product(a: v128, b: v128) -> (v128, v128) {
    let (low, high) = (u64x2_extmul_low_u32x4(a, b), u64x2_extmul_high_u32x4(a, b));
    (u32x4_shuffle::<1, 3, 5, 7>(low, high), u32x4_shuffle::<0, 2, 4, 6>(low, high))
}

/// The two 64-bit lanes.
#[inline(always)]
fn halves(values: v128) -> [u64; 2] {
    [u64x2_extract_lane::<0>(values), u64x2_extract_lane::<1>(values)]
}

/// The draws of attempt 0 for the 64 indices from `first` on, and whether one of them may have to be refused.
#[inline(always)]
pub(super) fn draw_64(random: &Random, first: u32, bound: &impl Fn(u64) -> u64) -> (Words, bool) {
    let [stream, epoch, layer] = random.counter.map(|word| u32x4_splat(word));
    let multipliers = MULTIPLIER.map(|m| u32x4_splat(m as u32));
    let mut draws = [[0; LANES]; 4];
    let mut suspects = u32x4_splat(0);
    for eight in (0..LANES).step_by(8) {
        // Two times four blocks side by side: the rounds of one hide the latency of the other's.
        let block = |four: u32| u32x4_add(u32x4_splat(first / 4 + eight as u32 + four), u32x4(0, 1, 2, 3));
        let mut state = [0, 4].map(|four| [stream, epoch, layer, block(four)]);
        let mut key = random.key;
        for _ in 0..ROUNDS {
            let keys = key.map(|key| u32x4_splat(key));
            state = state.map(|[c0, c1, c2, c3]| {
                let (high0, low0) = product(c0, multipliers[0]);
                let (high1, low1) = product(c2, multipliers[1]);
                [v128_xor(v128_xor(high1, c1), keys[0]), low1, v128_xor(v128_xor(high0, c3), keys[1]), low0]
            });
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        for (four, state) in state.into_iter().enumerate() {
            let group = eight + 4 * four;
            for (k, words) in state.into_iter().enumerate() {
                let at = |l: usize| bound(u64::from(first) + (4 * (group + l) + k) as u64) as u32;
                let bounds = u32x4(at(0), at(1), at(2), at(3));
                let (low, high) =
                    (u64x2_extmul_low_u32x4(words, bounds), u64x2_extmul_high_u32x4(words, bounds));
                suspects = v128_or(suspects, u32x4_lt(u32x4_shuffle::<0, 2, 4, 6>(low, high), bounds));
                draws[k][group..group + 2].copy_from_slice(&halves(u64x2_shr(low, 32)));
                draws[k][group + 2..group + 4].copy_from_slice(&halves(u64x2_shr(high, 32)));
            }
        }
    }
    (draws, v128_any_true(suspects))
}
