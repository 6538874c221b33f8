//! AVX-512F: 16 lanes of float32, 8 of float64, tails by mask registers.

use std::arch::x86_64::*;
use std::marker::PhantomData;

use super::{Kernel, Simd};
use crate::kernel::Level;
use crate::scalar::Scalar;

/// Proof of AVX-512F.
#[derive(Clone, Copy)]
pub struct Avx512<T, const FUSED: bool>(PhantomData<T>);

/// The shell that compiles a kernel for this instruction set.
#[target_feature(enable = "avx512f")]
fn run<T: Scalar, K: Kernel<T>>(kernel: K) -> K::Output {
    // SAFETY: this function is compiled for AVX-512F, so whoever called it had it.
    kernel.run(unsafe { T::Avx512::new() })
}

/// The same with fused multiplications and additions.
#[target_feature(enable = "avx512f")]
fn run_fused<T: Scalar, K: Kernel<T>>(kernel: K) -> K::Output {
    // SAFETY: this function is compiled for AVX-512F and FMA, so whoever called it had them.
    kernel.run(unsafe { T::Avx512Fused::new() })
}

macro_rules! avx512 {
    (
        $type:ty, $vector:ty, $mask:ty, lanes $lanes:literal,
        splat $splat:ident, load $load:ident, masked $masked:ident, store $store:ident, add $add:ident, mul $mul:ident,
        fused $fused:ident, blend $blend:ident, swaps { $($half:pat => $pattern:literal, $swap:expr;)+ }
    ) => {
        impl<const FUSED: bool> Simd for Avx512<$type, FUSED> {
            type T = $type;
            type V = $vector;
            type Mask = $mask;
            const LEVEL: Level = Level::Avx512;
            const LANES: usize = $lanes;
            const ROWS: usize = 4;
            const TILE: usize = 8;

            #[inline(always)]
            unsafe fn new() -> Self {
                Self(PhantomData)
            }
            // Here, for rustc 1.95 forgets it of functions that enable features.
            #[inline(never)]
            fn shell<K: Kernel<$type>>(self, kernel: K) -> K::Output {
                // SAFETY: `self` proves AVX-512F, and FMA where FUSED.
                unsafe { if FUSED { run_fused(kernel) } else { run(kernel) } }
            }
            #[inline(always)]
            fn splat(self, value: $type) -> $vector {
                // SAFETY: `self` proves AVX-512F.
                unsafe { $splat(value) }
            }
            #[inline(always)]
            unsafe fn load(self, from: *const $type) -> $vector {
                // SAFETY: `self` proves AVX-512F; the caller answers for the pointer.
                unsafe { $load(from) }
            }
            #[inline(always)]
            fn mask(self, count: usize) -> $mask {
                if count >= $lanes { <$mask>::MAX } else { (1 << count) - 1 }
            }
            #[inline(always)]
            unsafe fn load_masked(self, from: *const $type, mask: $mask) -> $vector {
                // SAFETY: `self` proves AVX-512F; masked elements are not read, the caller answers for the others.
                unsafe { $masked(mask, from) }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $type, v: $vector) {
                // SAFETY: `self` proves AVX-512F; the caller answers for the pointer.
                unsafe { $store(to, v) }
            }
            #[inline(always)]
            fn add(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves AVX-512F.
                unsafe { $add(a, b) }
            }
            #[inline(always)]
            fn mul(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves AVX-512F.
                unsafe { $mul(a, b) }
            }
            #[inline(always)]
            fn mul_add(self, a: $vector, b: $vector, sum: $vector) -> $vector {
                // SAFETY: `self` proves AVX-512F, and FMA where FUSED.
                unsafe { if FUSED { $fused(a, b, sum) } else { $add(sum, $mul(a, b)) } }
            }
            #[inline(always)]
            fn exchange(self, half: usize, a: $vector, b: $vector) -> ($vector, $vector) {
                // SAFETY: `self` proves AVX-512F.
                unsafe {
                    match half {
                        $($half => ($blend($pattern, a, $swap(b)), $blend($pattern, $swap(a), b)),)+
                    }
                }
            }
            #[inline(always)]
            fn fold_pair(self, half: usize, a: $vector, b: $vector) -> $vector {
                // [a low, b high] + swapped [b low, a high]: two blends, which any port takes, for one shuffle.
                // SAFETY: `self` proves AVX-512F.
                unsafe {
                    match half {
                        $($half => $add($blend($pattern, a, b), $swap($blend($pattern, b, a))),)+
                    }
                }
            }
        }
    };
}

avx512!(
    f32, __m512, __mmask16, lanes 16,
    splat _mm512_set1_ps, load _mm512_loadu_ps, masked _mm512_maskz_loadu_ps, store _mm512_storeu_ps,
    add _mm512_add_ps, mul _mm512_mul_ps,
    fused _mm512_fmadd_ps, blend _mm512_mask_blend_ps, swaps {
        8 => 0xFF00, (|v| _mm512_shuffle_f32x4::<0x4E>(v, v));
        4 => 0xF0F0, (|v| _mm512_shuffle_f32x4::<0xB1>(v, v));
        2 => 0xCCCC, _mm512_permute_ps::<0x4E>;
        _ => 0xAAAA, _mm512_permute_ps::<0xB1>;
    }
);

avx512!(
    f64, __m512d, __mmask8, lanes 8,
    splat _mm512_set1_pd, load _mm512_loadu_pd, masked _mm512_maskz_loadu_pd, store _mm512_storeu_pd,
    add _mm512_add_pd, mul _mm512_mul_pd,
    fused _mm512_fmadd_pd, blend _mm512_mask_blend_pd, swaps {
        4 => 0xF0, (|v| _mm512_shuffle_f64x2::<0x4E>(v, v));
        2 => 0xCC, (|v| _mm512_shuffle_f64x2::<0xB1>(v, v));
        _ => 0xAA, _mm512_permute_pd::<0x55>;
    }
);
