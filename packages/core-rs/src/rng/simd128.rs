//! Philox on WebAssembly's 128-bit vectors: products of 32-bit halves, which the compiler does not find by itself.

use std::arch::wasm32::{
    u32x4, u32x4_add, u32x4_all_true, u32x4_ge, u32x4_mul, u32x4_shuffle, u32x4_splat,
    u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, v128, v128_and, v128_store, v128_xor,
};
use std::array;
use std::hint::black_box;

use super::bulk::{Bound, LANES, Words};
use super::{MULTIPLIER, ROUNDS, Random, WEYL};

pub(super) type Word = u32;

#[inline(always)]
pub(super) fn low(word: Word) -> u32 {
    word
}

/// High and low halves of the products of four lanes.
#[inline(always)]
fn product(a: v128, b: v128) -> (v128, v128) {
    let (low, high) = (u64x2_extmul_low_u32x4(a, b), u64x2_extmul_high_u32x4(a, b));
    (u32x4_shuffle::<1, 3, 5, 7>(low, high), u32x4_shuffle::<0, 2, 4, 6>(low, high))
}

/// The draws of attempt 0 for the 64 indices from `first` on; gives whether one of them may have to be refused. One copy
/// for all who draw.
#[inline(never)]
pub(super) fn scaled_64(random: &Random, first: u32, bound: Bound, draws: &mut Words) -> bool {
    let [stream, epoch, layer] = random.counter.map(|word| u32x4_splat(word));
    let block = |four: usize| u32x4_add(u32x4_splat(first / 4 + 4 * four as u32), u32x4(0, 1, 2, 3));
    // All 16 blocks side by side: the rounds of some hide the latency of the others'.
    let mut state: [[v128; 4]; LANES / 4] = array::from_fn(|four| [stream, epoch, layer, block(four)]);
    let mut key = random.key;
    for _ in 0..ROUNDS {
        let keys = key.map(|key| u32x4_splat(key));
        // Factors that it knows the compiler widens before the loop, and products of 32 bits become products of 64.
        let factors = MULTIPLIER.map(|factor| black_box(u32x4_splat(factor as u32)));
        state = state.map(|[c0, c1, c2, c3]| {
            let (high0, low0) = product(c0, factors[0]);
            let (high1, low1) = product(c2, factors[1]);
            [v128_xor(v128_xor(high1, c1), keys[0]), low1, v128_xor(v128_xor(high0, c3), keys[1]), low0]
        });
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    let steps = u32x4_mul(u32x4_splat(bound.step), u32x4(0, 4, 8, 12));
    let mut accepted = u32x4_splat(u32::MAX);
    for (four, state) in state.into_iter().enumerate() {
        for (k, (words, draws)) in state.into_iter().zip(&mut *draws).enumerate() {
            let at = first.wrapping_add((16 * four + k) as u32);
            let bounds = u32x4_add(u32x4_splat(bound.at(at)), steps);
            let (high, low) = product(words, bounds);
            accepted = v128_and(accepted, u32x4_ge(low, bounds));
            // SAFETY: four draws follow place 4 · four of the 16.
            unsafe { v128_store(draws[4 * four..][..4].as_mut_ptr().cast(), high) };
        }
    }
    !u32x4_all_true(accepted)
}
