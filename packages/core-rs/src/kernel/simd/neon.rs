//! NEON, which every AArch64 has: 4 lanes of float32, 2 of float64, tails by narrower loads.

use std::arch::aarch64::*;
use std::marker::PhantomData;

use super::{Kernel, Simd};
use crate::kernel::Level;

/// Proof of NEON.
#[derive(Clone, Copy)]
pub struct Neon<T, const FUSED: bool>(PhantomData<T>);

macro_rules! neon {
    (
        $type:ty, $vector:ty, lanes $lanes:literal,
        splat $splat:ident, load $load:ident, store $store:ident, add $add:ident, mul $mul:ident,
        fused $fused:ident,
        masked($from:ident) { $($count:pat => $masked:expr;)+ }
        fold($a:ident, $b:ident) { $($half:pat => $low:expr, $high:expr;)+ }
    ) => {
        impl<const FUSED: bool> Simd for Neon<$type, FUSED> {
            type T = $type;
            type V = $vector;
            type Mask = usize;
            const LEVEL: Level = Level::Neon;
            const LANES: usize = $lanes;
            const ROWS: usize = 2;
            const TILE: usize = 8;

            #[inline(always)]
            unsafe fn new() -> Self {
                Self(PhantomData)
            }
            #[inline(never)]
            fn shell<K: Kernel<$type>>(self, kernel: K) -> K::Output {
                kernel.run(self)
            }
            #[inline(always)]
            fn splat(self, value: $type) -> $vector {
                // SAFETY: `self` proves NEON.
                unsafe { $splat(value) }
            }
            #[inline(always)]
            unsafe fn load(self, from: *const $type) -> $vector {
                // SAFETY: `self` proves NEON; the caller answers for the pointer.
                unsafe { $load(from) }
            }
            #[inline(always)]
            fn mask(self, count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_masked(self, $from: *const $type, count: usize) -> $vector {
                // SAFETY: `self` proves NEON; each arm reads `count` elements, which the caller answers for.
                unsafe {
                    match count {
                        $($count => $masked,)+
                        _ => $load($from),
                    }
                }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $type, v: $vector) {
                // SAFETY: `self` proves NEON; the caller answers for the pointer.
                unsafe { $store(to, v) }
            }
            #[inline(always)]
            fn add(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves NEON.
                unsafe { $add(a, b) }
            }
            #[inline(always)]
            fn mul(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves NEON.
                unsafe { $mul(a, b) }
            }
            #[inline(always)]
            fn mul_add(self, a: $vector, b: $vector, sum: $vector) -> $vector {
                // SAFETY: `self` proves NEON.
                unsafe { if FUSED { $fused(sum, a, b) } else { $add(sum, $mul(a, b)) } }
            }
            #[inline(always)]
            fn exchange(self, half: usize, $a: $vector, $b: $vector) -> ($vector, $vector) {
                // SAFETY: `self` proves NEON.
                unsafe {
                    match half {
                        $($half => ($low, $high),)+
                    }
                }
            }
        }
    };
}

neon!(
    f32, float32x4_t, lanes 4,
    splat vdupq_n_f32, load vld1q_f32, store vst1q_f32, add vaddq_f32, mul vmulq_f32,
    fused vfmaq_f32,
    masked(from) {
        0 => vdupq_n_f32(0.0);
        1 => vsetq_lane_f32::<0>(*from, vdupq_n_f32(0.0));
        2 => vcombine_f32(vld1_f32(from), vdup_n_f32(0.0));
        3 => vcombine_f32(vld1_f32(from), vset_lane_f32::<0>(*from.add(2), vdup_n_f32(0.0)));
    }
    fold(a, b) {
        2 => vcombine_f32(vget_low_f32(a), vget_low_f32(b)), vcombine_f32(vget_high_f32(a), vget_high_f32(b));
        _ => vtrn1q_f32(a, b), vtrn2q_f32(a, b);
    }
);

neon!(
    f64, float64x2_t, lanes 2,
    splat vdupq_n_f64, load vld1q_f64, store vst1q_f64, add vaddq_f64, mul vmulq_f64,
    fused vfmaq_f64,
    masked(from) {
        0 => vdupq_n_f64(0.0);
        1 => vsetq_lane_f64::<0>(*from, vdupq_n_f64(0.0));
    }
    fold(a, b) {
        _ => vtrn1q_f64(a, b), vtrn2q_f64(a, b);
    }
);
