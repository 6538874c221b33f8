//! dW = Σ x[i]ᵀ delta[i] and db = Σ delta[i] for two outputs or more: tiles of inputs × two vectors of units, each of which
//! sums all rows by rule 2. The bias is the weight of one more input that is always 1: 1 · delta is exact.
//!
//! A group of columns of X is packed, some rows at a time: rows may be listed, and rows 4 KiB apart would share one set of
//! the cache. Sums of many blocks need slots, so such groups are packed for a few panels at a time.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::packed::{Block, GROUP, Target};
use super::panels::{Panels, VECTORS};
use super::rule2::{SLOTS, Step, Steps};
use super::split::Shared;
use super::{Inputs, Strided};
use crate::kernel::simd::{Kernel, Simd, fetch_far};
use crate::scalar::Scalar;

/// Rows packed at a time: 18 KiB of float32 inputs, and 6 KiB of deltas beside them with 256-bit vectors.
const ROWS: usize = 96;
/// From one row of deltas to the next where they are packed too: so many pages that they would not be found at once.
const FAR_BYTES: usize = 1024;
/// Panels that have slots at a time.
const PANELS: usize = 2;
/// Elements of a line of a panel at most: two vectors of at most 16 lanes.
const LINE: usize = VECTORS * 16;

/// Elements of a slot: the lines of a group, for each of its panels.
const fn slot_of<S: Simd>() -> usize {
    GROUP * VECTORS * S::LANES * PANELS
}

/// The gradients of one part.
pub(super) struct WeightGradient<'a, T> {
    pub(super) inputs: Inputs<'a, T>,
    pub(super) deltas: Strided<'a, T>,
    pub(super) panels: Panels,
    pub(super) dw: Shared<T>,
    pub(super) db: Shared<T>,
    /// Groups of inputs, the bias being the last input; and panels.
    pub(super) part: (Range<usize>, Range<usize>),
}

/// Memory for what is packed, on whole lines of the cache.
#[repr(align(64))]
struct Packed<T> {
    inputs: [MaybeUninit<T>; ROWS * GROUP],
    deltas: [MaybeUninit<T>; ROWS * LINE],
}

/// Where a part's memory lies.
#[derive(Clone, Copy)]
struct Memory<T> {
    inputs: *mut T,
    deltas: *mut T,
    /// Slots one after the other; null where one block is all there is, and its sums are the gradients.
    slots: *mut T,
}

/// Some lines of X's columns, and panels: what shares a packing of X.
struct Group {
    /// The bias being the last of the layer.
    lines: Range<usize>,
    panels: Range<usize>,
}

impl<T: Scalar> Kernel<T> for WeightGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let mut packed = Packed {
            inputs: [const { MaybeUninit::<T>::uninit() }; ROWS * GROUP],
            deltas: [const { MaybeUninit::uninit() }; ROWS * LINE],
        };
        let m = self.inputs.rows.len();
        let is_plain = Steps::is_plain(m);
        let mut slots = Vec::<T>::with_capacity(if is_plain { 0 } else { SLOTS * slot_of::<S>() });
        let memory = Memory {
            inputs: packed.inputs.as_mut_ptr().cast(),
            deltas: packed.deltas.as_mut_ptr().cast(),
            slots: if is_plain { std::ptr::null_mut() } else { slots.as_mut_ptr() },
        };
        let (groups, panels) = self.part.clone();
        let at_once = if is_plain { panels.len().max(1) } else { PANELS };
        for group in groups {
            let lines = group * GROUP..((group + 1) * GROUP).min(self.panels.inputs + 1);
            for first in panels.clone().step_by(at_once) {
                let group = Group { lines: lines.clone(), panels: first..(first + at_once).min(panels.end) };
                for step in Steps::new(m) {
                    // SAFETY: `call` saw that dW, db, inputs and deltas have the shapes of the panels.
                    unsafe {
                        match step {
                            Step::Sum(rows, slot) => self.sum(simd, &group, (rows, slot), memory),
                            Step::Add(to, from) => self.add(simd, &group, (to, from), memory),
                        }
                    }
                }
                if !is_plain {
                    // SAFETY: as above; slot 0 holds the sums.
                    unsafe { self.keep::<S>(&group, memory) };
                }
            }
        }
    }
}

impl<T: Scalar> WeightGradient<'_, T> {
    /// The gradients themselves.
    #[inline(always)]
    fn gradients(&self, group: &Group, panel: usize) -> Target<T> {
        let columns = self.panels.panel(panel);
        let first = self.panels.inputs * columns.start + group.lines.start * columns.len();
        // SAFETY: the group's first input is one of the layer's or, at the end of the panel, the bias.
        unsafe { Target { to: self.dw.at(first), bias: self.db.at(columns.start) } }
    }

    /// The lines of a panel in a slot, the bias's being the last.
    #[inline(always)]
    fn slot<S: Simd<T = T>>(&self, group: &Group, panel: usize, slot: usize, memory: Memory<T>) -> Target<T> {
        let line = VECTORS * S::LANES;
        let place = slot * slot_of::<S>() + (panel - group.panels.start) * GROUP * line;
        let to = memory.slots.wrapping_add(place);
        Target { to, bias: to.wrapping_add((group.lines.len() - 1) * self.panels.panel(panel).len()) }
    }

    /// Adds a slot to another.
    ///
    /// # Safety
    /// Both must have been set.
    #[inline(always)]
    unsafe fn add<S: Simd<T = T>>(
        &self,
        simd: S,
        group: &Group,
        (to, from): (usize, usize),
        memory: Memory<T>,
    ) {
        for panel in group.panels.clone() {
            let to = self.slot::<S>(group, panel, to, memory).to;
            let from = self.slot::<S>(group, panel, from, memory).to;
            for at in (0..group.lines.len() * self.panels.panel(panel).len()).step_by(S::LANES) {
                // SAFETY: whole vectors of lines that `sum` has written to both slots.
                unsafe { simd.store(to.add(at), simd.add(simd.load(to.add(at)), simd.load(from.add(at)))) };
            }
        }
    }

    /// Copies slot 0 to the gradients.
    ///
    /// # Safety
    /// It must hold the lines of the group.
    #[inline(always)]
    unsafe fn keep<S: Simd<T = T>>(&self, group: &Group, memory: Memory<T>) {
        let weights = group.lines.end.min(self.panels.inputs) - group.lines.start;
        for panel in group.panels.clone() {
            let width = self.panels.panel(panel).len();
            let (from, target) = (self.slot::<S>(group, panel, 0, memory), self.gradients(group, panel));
            // SAFETY: the group's lines of this panel, and the biases of its columns, are this part's alone.
            unsafe {
                std::ptr::copy_nonoverlapping(from.to, target.to, weights * width);
                if group.lines.len() > weights {
                    std::ptr::copy_nonoverlapping(from.bias, target.bias, width);
                }
            }
        }
    }

    /// Plain sums over at most 256 rows, to a slot or, where one block is all there is, to the gradients.
    ///
    /// # Safety
    /// Deltas must hold the rows and all columns of the panels.
    #[inline(always)]
    unsafe fn sum<S: Simd<T = T>>(
        &self,
        simd: S,
        group: &Group,
        (rows, slot): (Range<usize>, usize),
        memory: Memory<T>,
    ) {
        let is_far = self.deltas.stride * size_of::<T>() >= FAR_BYTES;
        let weights = group.lines.end.min(self.panels.inputs) - group.lines.start;
        let lines = (weights, group.lines.len() > weights);
        // Parts of nearly equal length.
        let most = rows.len().div_ceil(rows.len().div_ceil(ROWS).max(1)).max(1);
        let mut start = rows.start;
        loop {
            let end = rows.end.min(start + most);
            let inputs = memory.inputs;
            // SAFETY: at most 96 rows of a group.
            unsafe { self.pack_inputs(group.lines.clone(), start..end, inputs) };
            for panel in group.panels.clone() {
                let columns = self.panels.panel(panel);
                // With no rows there may be no deltas to point at.
                let at = start * self.deltas.stride + columns.start;
                let (mut deltas, mut stride) =
                    (self.deltas.values.as_ptr().wrapping_add(at), self.deltas.stride);
                if is_far {
                    let packed = memory.deltas;
                    // SAFETY: the caller's promise; at most 96 rows of a panel.
                    unsafe { pack_deltas(simd, (deltas, stride), (end - start, columns.len()), packed) };
                    (deltas, stride) = (packed, columns.len());
                }
                let block = Block { inputs, deltas, stride, rows: end - start, goes_on: start > rows.start };
                let target = if memory.slots.is_null() {
                    self.gradients(group, panel)
                } else {
                    self.slot::<S>(group, panel, slot, memory)
                };
                // SAFETY: the caller's promise; a panel is one or two vectors wide.
                unsafe {
                    if columns.len() == S::LANES {
                        block.add_to::<S, 1>(simd, lines, &target);
                    } else {
                        block.add_to::<S, 2>(simd, lines, &target);
                    }
                }
            }
            start = end;
            if start == rows.end {
                break;
            }
        }
    }

    /// Copies some columns of some rows of X one row after the other, `GROUP` apart; the bias's column is 1.
    ///
    /// # Safety
    /// `to` must have room for them.
    #[inline(always)]
    unsafe fn pack_inputs(&self, lines: Range<usize>, rows: Range<usize>, to: *mut T) {
        let weights = lines.start..lines.end.min(self.panels.inputs);
        for (r, i) in rows.enumerate() {
            // SAFETY: the caller saw the rows of X; row r of at most 96, and at most a group of columns.
            unsafe {
                let (from, to) = (self.inputs.row_unchecked(i).add(weights.start), to.add(r * GROUP));
                for line in (0..GROUP).step_by(64 / size_of::<T>()) {
                    // What the next group packs.
                    fetch_far(from.wrapping_add(GROUP + line).cast());
                }
                if weights.len() == GROUP {
                    to.cast::<[T; GROUP]>().write_unaligned(from.cast::<[T; GROUP]>().read_unaligned());
                } else {
                    std::ptr::copy_nonoverlapping(from, to, weights.len());
                }
                if lines.end > weights.end {
                    to.add(weights.len()).write(T::ONE);
                }
            }
        }
    }
}

/// Copies a panel's columns of some rows one row after the other.
///
/// # Safety
/// `from` must hold them, whole vectors, and `to` have room.
#[inline(always)]
unsafe fn pack_deltas<S: Simd>(
    simd: S,
    (from, stride): (*const S::T, usize),
    (rows, width): (usize, usize),
    to: *mut S::T,
) {
    for i in 0..rows {
        for at in (0..width).step_by(S::LANES) {
            // SAFETY: the caller's promise.
            unsafe { simd.store(to.add(i * width + at), simd.load(from.add(i * stride + at))) };
        }
    }
}
