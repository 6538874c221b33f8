//! SSE2, which every x86-64 has: 4 lanes of float32, 2 of float64, tails by narrower loads.

use std::arch::x86_64::*;
use std::marker::PhantomData;

use super::{Kernel, Simd};
use crate::kernel::Level;

/// Proof of SSE2.
#[derive(Clone, Copy)]
pub struct Sse2<T>(PhantomData<T>);

macro_rules! sse2 {
    (
        $type:ty, $vector:ty, lanes $lanes:literal,
        splat $splat:ident, load $load:ident, store $store:ident, add $add:ident, mul $mul:ident,
        masked($from:ident) { $($count:pat => $masked:expr;)+ }
        fold($a:ident, $b:ident) { $($half:pat => $low:expr, $high:expr;)+ }
    ) => {
        impl Simd for Sse2<$type> {
            type T = $type;
            type V = $vector;
            type Mask = usize;
            const LEVEL: Level = Level::Sse2;
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
            fn splat(self, value: $type) -> $vector {
                // SAFETY: `self` proves SSE2.
                unsafe { $splat(value) }
            }
            #[inline(always)]
            unsafe fn load(self, from: *const $type) -> $vector {
                // SAFETY: `self` proves SSE2; the caller answers for the pointer.
                unsafe { $load(from) }
            }
            #[inline(always)]
            fn mask(self, count: usize) -> usize {
                count
            }
            #[inline(always)]
            unsafe fn load_masked(self, $from: *const $type, count: usize) -> $vector {
                // SAFETY: `self` proves SSE2; each arm reads `count` elements, which the caller answers for.
                unsafe {
                    match count {
                        $($count => $masked,)+
                        _ => $load($from),
                    }
                }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $type, v: $vector) {
                // SAFETY: `self` proves SSE2; the caller answers for the pointer.
                unsafe { $store(to, v) }
            }
            #[inline(always)]
            fn add(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves SSE2.
                unsafe { $add(a, b) }
            }
            #[inline(always)]
            fn mul(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves SSE2.
                unsafe { $mul(a, b) }
            }
            #[inline(always)]
            fn exchange(self, half: usize, $a: $vector, $b: $vector) -> ($vector, $vector) {
                // SAFETY: `self` proves SSE2.
                unsafe {
                    match half {
                        $($half => ($low, $high),)+
                    }
                }
            }
        }
    };
}

sse2!(
    f32, __m128, lanes 4,
    splat _mm_set1_ps, load _mm_loadu_ps, store _mm_storeu_ps, add _mm_add_ps, mul _mm_mul_ps,
    masked(from) {
        0 => _mm_setzero_ps();
        1 => _mm_load_ss(from);
        2 => _mm_castsi128_ps(_mm_loadl_epi64(from.cast()));
        3 => _mm_movelh_ps(_mm_castsi128_ps(_mm_loadl_epi64(from.cast())), _mm_load_ss(from.add(2)));
    }
    fold(a, b) {
        2 => _mm_movelh_ps(a, b), _mm_movehl_ps(b, a);
        _ => _mm_movelh_ps(_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b)),
             _mm_movehl_ps(_mm_unpackhi_ps(a, b), _mm_unpacklo_ps(a, b));
    }
);

sse2!(
    f64, __m128d, lanes 2,
    splat _mm_set1_pd, load _mm_loadu_pd, store _mm_storeu_pd, add _mm_add_pd, mul _mm_mul_pd,
    masked(from) {
        0 => _mm_setzero_pd();
        1 => _mm_load_sd(from);
    }
    fold(a, b) {
        _ => _mm_unpacklo_pd(a, b), _mm_unpackhi_pd(a, b);
    }
);
