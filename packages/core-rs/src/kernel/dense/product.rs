//! Out = A·B (+ b), for the forward pass and for the gradient of the inputs: sums over A's columns in ascending order,
//! one accumulator an output, held in registers for a tile of rows × two vectors.
//!
//! A's rows are read where they lie. B comes in panels: a layer's weights are stored so, their transpose is packed here
//! block by block. Depth is walked in blocks of 256, so that a block of B stays in the first cache while all rows pass;
//! between blocks the sums rest in `out`, which rounds nothing.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::panels::VECTORS;
use super::split::Shared;
use super::tile::{Factors, Place};
use super::transpose::Transposed;
use super::{Inputs, LayerWeights};
use crate::kernel::simd::{Kernel, Simd, fetch_far};
use crate::scalar::Scalar;

/// Steps of a block at most: 256 lines of a panel, 16 KiB of the first cache with 256-bit vectors.
pub(super) const DEPTH: usize = 256;
/// Weights up to these stay in the second cache; asking for them only costs.
const NEAR_BYTES: usize = 1 << 20;
/// Vectors of the next block that each row asks for: 64 rows ask for all of it.
const ASKED: usize = 8;
/// Elements of a packed block at most: a panel is two vectors of at most 16 lanes.
const BLOCK: usize = DEPTH * VECTORS * 16;

/// B: which weights, and how they are multiplied.
#[derive(Clone, Copy)]
pub(super) enum Right<'a, T> {
    /// W (inputs, units), and the biases that are added last.
    Weights(LayerWeights<'a, T>),
    /// Wᵀ (units, inputs), nothing added.
    Transposed(LayerWeights<'a, T>),
}

/// One part of a product.
pub(super) struct Product<'a, T> {
    pub(super) left: Inputs<'a, T>,
    pub(super) right: Right<'a, T>,
    /// Columns of out that are written.
    pub(super) columns: usize,
    pub(super) out: Shared<T>,
    pub(super) stride: usize,
    /// Rows of this part, and panels of columns.
    pub(super) part: (Range<usize>, Range<usize>),
}

/// Memory for a block of B, on whole lines of the cache.
#[repr(align(64))]
struct Packed<T>([MaybeUninit<T>; BLOCK]);

/// Some steps of some columns: what a tile needs beside its rows.
struct Block<T> {
    b: *const T,
    /// The block that follows, to be asked for; null where it is near.
    next: *const T,
    /// Steps done before, and those of this block.
    depth: Range<usize>,
    /// Columns of out.
    columns: Range<usize>,
    /// Added at the end of the last block, one an output; null before, and where there are none.
    biases: *const T,
}

impl<T: Scalar> Kernel<T> for Product<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let width = VECTORS * S::LANES;
        let mut packed = Packed::<T>([const { MaybeUninit::uninit() }; BLOCK]);
        // Blocks of nearly equal depth, and of whole panels of the weights that are transposed.
        // Rows whole pages apart share few sets of the cache: half as many lines of each leave room for B's.
        let is_aliased = (self.left.stride * size_of::<T>()).is_multiple_of(4096);
        let count = self.left.columns.div_ceil(if is_aliased { DEPTH / 2 } else { DEPTH }).max(1);
        let most = self.left.columns.div_ceil(count).next_multiple_of(width);
        for panel in self.part.1.clone() {
            let columns = panel * width..(panel * width + width).min(self.columns);
            let vectors = columns.len().div_ceil(S::LANES);
            let mut depth = 0..most.min(self.left.columns);
            loop {
                let (b, next, biases) = match &self.right {
                    Right::Weights(layer) => {
                        let b = layer.panels.inputs * columns.start + depth.start * columns.len();
                        let b = layer.weights[b..].as_ptr();
                        let is_far = size_of_val(layer.weights) > NEAR_BYTES;
                        let next = if is_far {
                            b.wrapping_add(depth.len() * columns.len())
                        } else {
                            std::ptr::null()
                        };
                        (b, next, layer.biases[columns.start..].as_ptr())
                    }
                    Right::Transposed(layer) => {
                        let transposed = Transposed { layer, columns: columns.clone(), depth: depth.clone() };
                        let b = packed.0.as_mut_ptr().cast();
                        // SAFETY: a block of at most 256 steps and two vectors fits.
                        unsafe { transposed.pack(simd, b) };
                        (b.cast_const(), std::ptr::null(), std::ptr::null())
                    }
                };
                let is_last = depth.end == self.left.columns;
                let biases = if is_last { biases } else { std::ptr::null() };
                let block = Block { b, next, depth: depth.clone(), columns: columns.clone(), biases };
                // SAFETY: `forward` and `input_gradient` saw that out holds the rows and columns, and the weights all
                // panels; the block was made for so many vectors.
                unsafe {
                    if vectors == 1 {
                        self.rows::<S, 1>(simd, &block)
                    } else {
                        self.rows::<S, 2>(simd, &block)
                    }
                }
                if is_last {
                    break;
                }
                depth = depth.end..(depth.end + most).min(self.left.columns);
            }
        }
    }
}

impl<T: Scalar> Product<'_, T> {
    /// All rows of the part, by the largest tiles that fit.
    ///
    /// # Safety
    /// `block` must be one of this product's, N vectors wide.
    #[inline(always)]
    unsafe fn rows<S: Simd<T = T>, const N: usize>(&self, simd: S, block: &Block<T>) {
        let Range { start: mut i, end } = self.part.0;
        // SAFETY: the caller's promise, and i + rows of the tile <= end.
        unsafe {
            match S::TILE {
                8 => i = self.tiles::<S, 8, N>(simd, block, i..end),
                6 => i = self.tiles::<S, 6, N>(simd, block, i..end),
                _ => {}
            }
            i = self.tiles::<S, 4, N>(simd, block, i..end);
            i = self.tiles::<S, 2, N>(simd, block, i..end);
            self.tiles::<S, 1, N>(simd, block, i..end);
        }
    }

    /// As many tiles of R rows as fit; gives the row after them.
    ///
    /// # Safety
    /// As `rows`.
    #[inline(always)]
    unsafe fn tiles<S: Simd<T = T>, const R: usize, const N: usize>(
        &self,
        simd: S,
        block: &Block<T>,
        rows: Range<usize>,
    ) -> usize {
        let mut i = rows.start;
        while i + R <= rows.end {
            // SAFETY: the caller's promise; these are rows of the part.
            unsafe { self.tile::<S, R, N>(simd, block, i) };
            i += R;
        }
        i
    }

    /// One tile, from row i on.
    ///
    /// # Safety
    /// As `rows`, and rows i..i + R must be rows of the part.
    #[inline(always)]
    unsafe fn tile<S: Simd<T = T>, const R: usize, const N: usize>(
        &self,
        simd: S,
        block: &Block<T>,
        i: usize,
    ) {
        let mut a = [std::ptr::null(); R];
        for (r, a) in a.iter_mut().enumerate() {
            // SAFETY: the caller saw the rows of A; the block's first step is at most the end of one.
            *a = unsafe { self.left.row_unchecked(i + r).add(block.depth.start) };
        }
        let asked = (i - self.part.0.start) * ASKED;
        if !block.next.is_null() && asked < block.depth.len() * N {
            for line in asked..asked + R * ASKED {
                fetch_far(block.next.wrapping_add(line * S::LANES).cast());
            }
        }
        let factors = Factors { a, a_step: 1, b: block.b, b_step: N * S::LANES };
        // Elements of the last vector that out has.
        let last = block.columns.len() - (N - 1) * S::LANES;
        let mut sums = [[simd.splat(T::ZERO); N]; R];
        // SAFETY: out holds these rows and columns, and no other part writes them; the block holds its lines, each row
        // the elements of its steps.
        unsafe {
            let out = self.out.at(i * self.stride + block.columns.start);
            let place = Place { at: out, stride: self.stride };
            if block.depth.start > 0 {
                if last == S::LANES {
                    place.load(simd, &mut sums);
                } else {
                    place.load_part(simd, last, &mut sums);
                }
            }
            sums = factors.add_to(simd, block.depth.len(), sums);
            if !block.biases.is_null() {
                for v in 0..N {
                    let bias = simd.load(block.biases.add(v * S::LANES));
                    for sums in &mut sums {
                        sums[v] = simd.add(sums[v], bias);
                    }
                }
            }
            if last == S::LANES {
                place.store(simd, &sums);
            } else {
                place.store_part(simd, last, &sums);
            }
        }
    }
}
