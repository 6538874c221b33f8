//! WebAssembly's 128 bits: 4 lanes of float32, 2 of float64, tails by narrower loads. There when the module is compiled
//! with it: an engine without it rejects the whole module, so there is nothing to ask at run time.

use std::arch::wasm32::*;
use std::marker::PhantomData;

use super::{Kernel, Simd};
use crate::kernel::Level;

/// Proof of simd128.
#[derive(Clone, Copy)]
pub struct Simd128<T>(PhantomData<T>);

macro_rules! simd128 {
    (
        $type:ty, lanes $lanes:literal, splat $splat:ident, add $add:ident, mul $mul:ident,
        masked($from:ident) { $($count:pat => $masked:expr;)+ }
        fold($a:ident, $b:ident) { $($half:pat => $low:expr, $high:expr;)+ }
    ) => {
        impl Simd for Simd128<$type> {
            type T = $type;
            type V = v128;
            type Mask = usize;
            const LEVEL: Level = Level::Simd128;
            const LANES: usize = $lanes;
            const ROWS: usize = 2;
            const TILE: usize = 4;

            #[inline(always)]
            unsafe fn new() -> Self {
                Self(PhantomData)
            }
            #[inline(never)]
            fn shell<K: Kernel<$type>>(self, kernel: K) -> K::Output {
                kernel.run(self)
            }
            #[inline(always)]
            fn splat(self, value: $type) -> v128 {
                $splat(value)
            }
            #[inline(always)]
            unsafe fn load(self, from: *const $type) -> v128 {
                // SAFETY: the caller answers for the pointer; no alignment is asked.
                unsafe { v128_load(from.cast()) }
            }
            #[inline(always)]
            fn mask(self, count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_masked(self, $from: *const $type, count: usize) -> v128 {
                // SAFETY: each arm reads `count` elements, which the caller answers for.
                unsafe {
                    match count {
                        $($count => $masked,)+
                        _ => v128_load($from.cast()),
                    }
                }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $type, v: v128) {
                // SAFETY: the caller answers for the pointer; no alignment is asked.
                unsafe { v128_store(to.cast(), v) }
            }
            #[inline(always)]
            fn add(self, a: v128, b: v128) -> v128 {
                $add(a, b)
            }
            #[inline(always)]
            fn mul(self, a: v128, b: v128) -> v128 {
                $mul(a, b)
            }
            #[inline(always)]
            fn exchange(self, half: usize, $a: v128, $b: v128) -> (v128, v128) {
                match half {
                    $($half => ($low, $high),)+
                }
            }
        }
    };
}

simd128!(
    f32, lanes 4, splat f32x4_splat, add f32x4_add, mul f32x4_mul,
    masked(from) {
        0 => f32x4_splat(0.0);
        1 => v128_load32_zero(from.cast());
        2 => v128_load64_zero(from.cast());
        3 => v128_load32_lane::<2>(v128_load64_zero(from.cast()), from.add(2).cast());
    }
    fold(a, b) {
        2 => i32x4_shuffle::<0, 1, 4, 5>(a, b), i32x4_shuffle::<2, 3, 6, 7>(a, b);
        _ => i32x4_shuffle::<0, 4, 2, 6>(a, b), i32x4_shuffle::<1, 5, 3, 7>(a, b);
    }
);

simd128!(
    f64, lanes 2, splat f64x2_splat, add f64x2_add, mul f64x2_mul,
    masked(from) {
        0 => f64x2_splat(0.0);
        1 => v128_load64_zero(from.cast());
    }
    fold(a, b) {
        _ => i64x2_shuffle::<0, 2>(a, b), i64x2_shuffle::<1, 3>(a, b);
    }
);
