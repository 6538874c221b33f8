//! The linear model's gradient in one pass over X, written once for every instruction set, with the reference's bits.
//!
//! ```text
//! for each strip of rows                                        # 64 at most, 8 KiB of X: they stay in the first cache
//!     for each group of its rows                                # as many as the registers hold
//!         lanes[r][i mod 32] += x[r][i] * w[i]                  # 32 virtual lanes: 2 vectors of AVX-512, 8 of SSE2
//!         fold lanes[r] by 16, 8, 4, 2, 1; dot[r] = lanes[r][0]
//!     (loss[r], g[r]) = loss(dot[r] + b, y[r]), each times the row's weight
//!     for each row in order: dw[i] += g[r] * x[r][i]; db += g[r]; total += loss[r]
//! ```
//!
//! What differs from `reference`, and why the bits do not:
//! 1. The 32 lanes and the order of their folds belong to the format, so a vector of any width that divides 32 holds
//!    whole lanes. A fold inside one vector is done for two rows at once (`fold_pair`); a + b = b + a.
//! 2. Rows are grouped for their dot products alone. Each sum over rows still takes them one after the other.
//! 3. Past the end of a row lanes hold zeros. Adding +0 changes no sum but one of nothing but −0, which becomes +0, as in
//!    the reference, whose lanes start at +0. `fold_rows` adds +0 once, so that lanes may start as products.
//! 4. Nothing is fused: Rust never contracts a multiplication and an addition.
//! 5. The next strip is asked for while this one is worked on (`prefetch`), across the end of the batch too.
//!
//! Files: `gradient` walks chunks, blocks (rule 2) and strips; `pass` proves the rows of a batch and fills a `strip`;
//! `width` chooses `wide`, `narrow` or `column`: the dots and the sums for many, few and one feature; `fold` is rule 3's tree;
//! `predict` the forward pass alone; `compiled` runs loops whose vectors the compiler finds; the rest are instances of [`Simd`].

mod column;
mod compiled;
mod fold;
mod gradient;
mod narrow;
mod pass;
mod predict;
mod prefetch;
mod strip;
mod wide;
mod width;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod sse2;

pub(crate) use compiled::{Loop, run_loop};
pub(crate) use gradient::{Gradient, Scratch};
pub(crate) use predict::Predict;
pub(crate) use prefetch::fetch_far;
pub(crate) use wide::dots_of;

use super::Level;
use crate::config::Numerics;
use crate::scalar::Scalar;

/// One instruction set for one element type. A value of it is the proof that the CPU has the instructions.
pub trait Simd: Copy + Send + Sync {
    /// The element.
    type T: Scalar;
    /// A vector of elements.
    type V: Copy;
    /// Says how many of a vector's first elements are loaded.
    type Mask: Copy;
    /// The level it belongs to.
    const LEVEL: Level;
    /// Elements of a vector: 2, 4, 8 or 16.
    const LANES: usize;
    /// Rows whose dot products run side by side, 8 / ROWS vectors of each: as many as stay in registers. 2 or 4.
    const ROWS: usize;
    /// Rows of a tile of two vectors a row, whose sums stay in registers (`kernel::dense`). 4, 6 or 8.
    const TILE: usize;

    /// # Safety
    /// The CPU must have the instruction set.
    unsafe fn new() -> Self;
    /// Runs a kernel in a function of its own, compiled for this instruction set: what a thread of the pool calls.
    fn shell<K: Kernel<Self::T>>(self, kernel: K) -> K::Output;
    /// Every lane the same.
    fn splat(self, value: Self::T) -> Self::V;
    /// # Safety
    /// `from` must be valid for reading LANES elements.
    unsafe fn load(self, from: *const Self::T) -> Self::V;
    /// Loads the first `count` elements; LANES where there are more.
    fn mask(self, count: usize) -> Self::Mask;
    /// The elements the mask names, +0 in the other lanes.
    ///
    /// # Safety
    /// `from` must be valid for reading the elements the mask names.
    unsafe fn load_masked(self, from: *const Self::T, mask: Self::Mask) -> Self::V;
    /// # Safety
    /// `to` must be valid for writing LANES elements.
    unsafe fn store(self, to: *mut Self::T, v: Self::V);
    /// a + b, lane by lane.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// a · b, lane by lane.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// sum + a · b: two roundings under strict numerics, one where the instance is a fused one.
    #[inline(always)]
    fn mul_add(self, a: Self::V, b: Self::V, sum: Self::V) -> Self::V {
        self.add(sum, self.mul(a, b))
    }
    /// sums[v] + a · line[v] for each of N vectors; the one operation that products of matrices are made of.
    #[inline(always)]
    fn mul_add_line<const N: usize>(self, a: Self::V, line: &[Self::V; N], sums: &mut [Self::V; N]) {
        for (sum, b) in sums.iter_mut().zip(line) {
            *sum = self.mul_add(a, *b, *sum);
        }
    }
    /// In each group of 2·half lanes: a's low half and b's low half, and a's high half and b's high half.
    fn exchange(self, half: usize, a: Self::V, b: Self::V) -> (Self::V, Self::V);
    /// In each group of 2·half lanes: the low half of the group is a's low + a's high, the high half b's low + b's high.
    #[inline(always)]
    fn fold_pair(self, half: usize, a: Self::V, b: Self::V) -> Self::V {
        let (low, high) = self.exchange(half, a, b);
        self.add(low, high)
    }
    /// Stores the first `count` lanes, all of them where there are more.
    ///
    /// # Safety
    /// `to` must be valid for writing so many elements.
    #[inline(always)]
    unsafe fn store_first(self, to: *mut Self::T, v: Self::V, count: usize) {
        let mut lanes = [Self::T::default(); 16];
        // SAFETY: no vector has more than 16 lanes; the caller answers for the elements written.
        unsafe {
            self.store(lanes.as_mut_ptr(), v);
            std::ptr::copy_nonoverlapping(lanes.as_ptr(), to, count.min(Self::LANES));
        }
    }
}

/// The instances of [`Simd`] for an element type.
pub trait Vectors: Sized {
    /// 128 bits, every x86-64.
    #[cfg(target_arch = "x86_64")]
    type Sse2: Simd<T = Self>;
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    type Avx2: Simd<T = Self>;
    /// 256 bits and fused.
    #[cfg(target_arch = "x86_64")]
    type Avx2Fused: Simd<T = Self>;
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    type Avx512: Simd<T = Self>;
    /// 512 bits and fused.
    #[cfg(target_arch = "x86_64")]
    type Avx512Fused: Simd<T = Self>;
    /// 128 bits, every AArch64.
    #[cfg(target_arch = "aarch64")]
    type Neon: Simd<T = Self>;
    /// 128 bits and fused.
    #[cfg(target_arch = "aarch64")]
    type NeonFused: Simd<T = Self>;
    /// 128 bits of WebAssembly.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    type Simd128: Simd<T = Self>;
}

macro_rules! vectors {
    ($type:ty) => {
        impl Vectors for $type {
            #[cfg(target_arch = "x86_64")]
            type Sse2 = sse2::Sse2<$type>;
            #[cfg(target_arch = "x86_64")]
            type Avx2 = avx2::Avx2<$type, false>;
            #[cfg(target_arch = "x86_64")]
            type Avx2Fused = avx2::Avx2<$type, true>;
            #[cfg(target_arch = "x86_64")]
            type Avx512 = avx512::Avx512<$type, false>;
            #[cfg(target_arch = "x86_64")]
            type Avx512Fused = avx512::Avx512<$type, true>;
            #[cfg(target_arch = "aarch64")]
            type Neon = neon::Neon<$type, false>;
            #[cfg(target_arch = "aarch64")]
            type NeonFused = neon::Neon<$type, true>;
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            type Simd128 = simd128::Simd128<$type>;
        }
    };
}

vectors!(f32);
vectors!(f64);

/// A computation that any instruction set can run. `run` and all it calls are `#[inline(always)]`, so that they are
/// compiled for the instruction set of the shell that calls them.
pub trait Kernel<T>: Sized {
    /// What it gives.
    type Output;
    /// With the instructions of S.
    fn run<S: Simd<T = T>>(self, simd: S) -> Self::Output;
}

/// A kernel that can do without any instruction set: what a level is asked to run.
pub(crate) trait Naive<T>: Kernel<T> {
    /// Whether a row is one number: a chain of additions, which wide vectors only keep waiting.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(dead_code, reason = "only x86-64 has widths to choose from")
    )]
    fn is_column(&self) -> bool {
        false
    }
    /// By the plain text of the rules.
    fn run_reference(self) -> Self::Output;
}

/// Runs the kernel at a level. A level this CPU lacks gives the same bits from the reference.
pub(crate) fn run<T: Scalar, K: Naive<T>>(level: Level, kernel: K) -> K::Output {
    match level {
        // SAFETY: the guards ask the CPU; SSE2 belongs to every x86-64, NEON to every AArch64 target of Rust.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if level.is_available() && !kernel.is_column() => unsafe {
            T::Avx512::new().shell(kernel)
        },
        // AVX-512 includes AVX2.
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 if level.is_available() => unsafe { T::Avx2::new().shell(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Sse2 => unsafe { T::Sse2::new().shell(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "aarch64")]
        Level::Neon => unsafe { T::Neon::new().shell(kernel) },
        // SAFETY: the module is compiled with simd128, or this arm is not there.
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Level::Simd128 => unsafe { T::Simd128::new().shell(kernel) },
        _ => kernel.run_reference(),
    }
}

/// The same by the rules asked for. Fast numerics fuse where the CPU can, and are strict elsewhere.
pub(crate) fn run_by<T: Scalar, K: Naive<T>>(level: Level, numerics: Numerics, kernel: K) -> K::Output {
    if numerics == Numerics::Strict {
        return run(level, kernel);
    }
    match level {
        // SAFETY: the guards ask the CPU; AVX-512F and NEON fuse by themselves, beside AVX2 it is an extension.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if level.is_available() && !kernel.is_column() => unsafe {
            T::Avx512Fused::new().shell(kernel)
        },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 if level.is_available() && has_fma() => unsafe {
            T::Avx2Fused::new().shell(kernel)
        },
        // SAFETY: as above.
        #[cfg(target_arch = "aarch64")]
        Level::Neon => unsafe { T::NeonFused::new().shell(kernel) },
        _ => run(level, kernel),
    }
}

#[cfg(target_arch = "x86_64")]
fn has_fma() -> bool {
    std::arch::is_x86_feature_detected!("fma")
}
