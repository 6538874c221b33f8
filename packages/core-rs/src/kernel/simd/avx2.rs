//! AVX2: 8 lanes of float32, 4 of float64, tails by masked loads.

use std::arch::asm;
use std::arch::x86_64::*;
use std::marker::PhantomData;

use super::{Kernel, Simd};
use crate::kernel::Level;
use crate::scalar::Scalar;

/// Proof of AVX2, and of FMA where FUSED.
#[derive(Clone, Copy)]
pub struct Avx2<T, const FUSED: bool>(PhantomData<T>);

/// The shell that compiles a kernel for this instruction set.
#[target_feature(enable = "avx2")]
fn run<T: Scalar, K: Kernel<T>>(kernel: K) -> K::Output {
    // SAFETY: this function is compiled for AVX2, so whoever called it had it.
    kernel.run(unsafe { T::Avx2::new() })
}

/// The same with fused multiplications and additions.
#[target_feature(enable = "avx2,fma")]
fn run_fused<T: Scalar, K: Kernel<T>>(kernel: K) -> K::Output {
    // SAFETY: this function is compiled for AVX2 and FMA, so whoever called it had them.
    kernel.run(unsafe { T::Avx2Fused::new() })
}

/// Eight words set, eight clear: read from 8 − 2c or 8 − c on, it is the mask of the first c elements.
static WORDS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

macro_rules! avx2 {
    (
        $type:ty, $vector:ty, lanes $lanes:literal,
        splat $splat:ident, load $load:ident, masked $masked:ident, store $store:ident, add $add:ident, mul $mul:ident,
        fused $fused:ident, pin $pin:ident, blend $blend:ident, swaps { $($half:pat => $pattern:literal, $swap:expr;)+ }
    ) => {
        /// No instruction, but a vector whose place among the pinned ones the compiler keeps. Processors give
        /// instructions to their units in the order they come: on Zen 3 a line's multiplications before its additions
        /// reach 97 % of the peak, the compiler's own order 80 to 90.
        #[inline]
        #[target_feature(enable = "avx2")]
        fn $pin(mut v: $vector) -> $vector {
            // SAFETY: the comment names a register and touches nothing.
            unsafe { asm!("/* {0} */", inout(ymm_reg) v, options(nomem, nostack, preserves_flags)) };
            v
        }

        impl<const FUSED: bool> Simd for Avx2<$type, FUSED> {
            type T = $type;
            type V = $vector;
            type Mask = __m256i;
            const LEVEL: Level = Level::Avx2;
            const LANES: usize = $lanes;
            const ROWS: usize = 2;
            const TILE: usize = 6;

            #[inline(always)]
            unsafe fn new() -> Self {
                Self(PhantomData)
            }
            // Here, for rustc 1.95 forgets it of functions that enable features.
            #[inline(never)]
            fn shell<K: Kernel<$type>>(self, kernel: K) -> K::Output {
                // SAFETY: `self` proves AVX2, and FMA where FUSED.
                unsafe { if FUSED { run_fused(kernel) } else { run(kernel) } }
            }
            #[inline(always)]
            fn splat(self, value: $type) -> $vector {
                // SAFETY: `self` proves AVX2.
                unsafe { $splat(value) }
            }
            #[inline(always)]
            unsafe fn load(self, from: *const $type) -> $vector {
                // SAFETY: `self` proves AVX2; the caller answers for the pointer.
                unsafe { $load(from) }
            }
            #[inline(always)]
            fn mask(self, count: usize) -> __m256i {
                let words = WORDS[8 - count.min($lanes) * (8 / $lanes)..].as_ptr();
                // SAFETY: `self` proves AVX2; at least eight of the sixteen words follow.
                unsafe { _mm256_loadu_si256(words.cast()) }
            }
            #[inline(always)]
            unsafe fn load_masked(self, from: *const $type, mask: __m256i) -> $vector {
                // SAFETY: `self` proves AVX2; masked elements are not read, the caller answers for the others.
                unsafe { $masked(from, mask) }
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $type, v: $vector) {
                // SAFETY: `self` proves AVX2; the caller answers for the pointer.
                unsafe { $store(to, v) }
            }
            #[inline(always)]
            fn add(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves AVX2.
                unsafe { $add(a, b) }
            }
            #[inline(always)]
            fn mul(self, a: $vector, b: $vector) -> $vector {
                // SAFETY: `self` proves AVX2.
                unsafe { $mul(a, b) }
            }
            #[inline(always)]
            fn mul_add(self, a: $vector, b: $vector, sum: $vector) -> $vector {
                // SAFETY: `self` proves AVX2, and FMA where FUSED.
                unsafe { if FUSED { $fused(a, b, sum) } else { $add(sum, $mul(a, b)) } }
            }
            #[inline(always)]
            fn mul_add_line<const N: usize>(self, a: $vector, line: &[$vector; N], sums: &mut [$vector; N]) {
                // SAFETY: `self` proves AVX2, and FMA where FUSED.
                unsafe {
                    if FUSED {
                        for (sum, b) in sums.iter_mut().zip(line) {
                            *sum = $fused(a, *b, *sum);
                        }
                    } else {
                        let a = $pin(a);
                        let mut products = *line;
                        for product in &mut products {
                            *product = $pin($mul(a, *product));
                        }
                        for (sum, product) in sums.iter_mut().zip(products) {
                            *sum = $pin($add(*sum, product));
                        }
                    }
                }
            }
            #[inline(always)]
            fn exchange(self, half: usize, a: $vector, b: $vector) -> ($vector, $vector) {
                // SAFETY: `self` proves AVX2.
                unsafe {
                    match half {
                        $($half => ($blend::<$pattern>(a, $swap(b)), $blend::<$pattern>($swap(a), b)),)+
                    }
                }
            }
            #[inline(always)]
            fn fold_pair(self, half: usize, a: $vector, b: $vector) -> $vector {
                // [a low, b high] + swapped [b low, a high]: two blends, which any port takes, for one shuffle.
                // SAFETY: `self` proves AVX2.
                unsafe {
                    match half {
                        $($half => $add($blend::<$pattern>(a, b), $swap($blend::<$pattern>(b, a))),)+
                    }
                }
            }
        }
    };
}

avx2!(
    f32, __m256, lanes 8,
    splat _mm256_set1_ps, load _mm256_loadu_ps, masked _mm256_maskload_ps, store _mm256_storeu_ps,
    add _mm256_add_ps, mul _mm256_mul_ps,
    fused _mm256_fmadd_ps, pin pin_ps, blend _mm256_blend_ps, swaps {
        4 => 0xF0, (|v| _mm256_permute2f128_ps::<0x01>(v, v));
        2 => 0xCC, _mm256_permute_ps::<0x4E>;
        _ => 0xAA, _mm256_permute_ps::<0xB1>;
    }
);

avx2!(
    f64, __m256d, lanes 4,
    splat _mm256_set1_pd, load _mm256_loadu_pd, masked _mm256_maskload_pd, store _mm256_storeu_pd,
    add _mm256_add_pd, mul _mm256_mul_pd,
    fused _mm256_fmadd_pd, pin pin_pd, blend _mm256_blend_pd, swaps {
        2 => 0xC, (|v| _mm256_permute2f128_pd::<0x01>(v, v));
        _ => 0xA, _mm256_permute_pd::<0x5>;
    }
);
