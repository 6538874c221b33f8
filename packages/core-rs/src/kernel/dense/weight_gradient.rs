//! dW = Σ x[i]ᵀ delta[i] and db = Σ delta[i] for two outputs or more: tiles of inputs × two vectors of units, each of which
//! sums all rows by rule 2. The bias is the weight of one more input that is always 1: 1 · delta is exact.
//!
//! A group of columns of X is packed, 128 rows at a time: rows may be listed, and rows 4 KiB apart would share one set of
//! the cache. Sums of many blocks need slots, so such groups are packed for a few panels at a time.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::panels::{Panels, VECTORS};
use super::rule2::{SLOTS, Step, Steps};
use super::split::Shared;
use super::tile::{Factors, Place};
use super::{Inputs, Strided};
use crate::kernel::simd::{Kernel, Simd};
use crate::scalar::Scalar;

/// Inputs of a group: whole tiles of 4, 6 and 8.
pub(super) const GROUP: usize = 24;
/// Rows packed at a time: 12 KiB of float32, beside 8 KiB of deltas.
const ROWS: usize = 128;
/// Panels that have slots at a time.
const PANELS: usize = 4;
/// Elements of a slot of a group: its panels, two vectors of at most 16 lanes each.
const SLOT: usize = GROUP * VECTORS * 16 * PANELS;

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

/// Memory of a part, on whole lines of the cache.
#[repr(align(64))]
struct Packed<T>([MaybeUninit<T>; ROWS * GROUP]);
#[repr(align(64))]
struct Slots<T>([MaybeUninit<T>; SLOTS * SLOT]);

/// Where the sums of a group and a panel go: line p of `to`, and for the bias a place of its own.
struct Target<T> {
    to: *mut T,
    bias: *mut T,
}

/// Rows of a group of inputs that are packed, and of the deltas.
struct Block<T> {
    packed: *const T,
    deltas: *const T,
    rows: usize,
    /// Whether sums go on that rest in their target.
    goes_on: bool,
}

impl<T: Scalar> Kernel<T> for WeightGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<T = T>>(self, simd: S) {
        let mut packed = Packed::<T>([const { MaybeUninit::uninit() }; ROWS * GROUP]);
        let packed = packed.0.as_mut_ptr().cast();
        let m = self.inputs.rows.len();
        let (groups, panels) = self.part.clone();
        if Steps::is_plain(m) {
            for group in groups {
                // SAFETY: `weight_gradient` saw that dW, db, inputs and deltas have the shapes of the panels.
                unsafe {
                    self.sum(simd, (group, panels.clone()), 0..m, packed, |panel| self.target(group, panel))
                };
            }
            return;
        }
        let mut slots = Slots::<T>([const { MaybeUninit::uninit() }; SLOTS * SLOT]);
        let slots: *mut T = slots.0.as_mut_ptr().cast();
        for group in groups {
            for first in panels.clone().step_by(PANELS) {
                let panels = first..(first + PANELS).min(panels.end);
                // SAFETY: as above; a slot holds the lines of a group, the bias among them, for each of its panels.
                unsafe {
                    self.tree(simd, (group, panels.clone()), packed, slots);
                    for panel in panels {
                        self.keep(slot::<S>(slots, 0, panel - first), group, panel);
                    }
                }
            }
        }
    }
}

/// The lines of a panel in a slot.
#[inline(always)]
fn slot<S: Simd>(slots: *mut S::T, slot: usize, panel: usize) -> *mut S::T {
    slots.wrapping_add(slot * SLOT + panel * GROUP * VECTORS * S::LANES)
}

impl<T: Scalar> WeightGradient<'_, T> {
    /// Inputs of a group, the bias being the last of the layer.
    #[inline(always)]
    fn group(&self, group: usize) -> Range<usize> {
        group * GROUP..((group + 1) * GROUP).min(self.panels.inputs + 1)
    }

    /// The gradients themselves.
    #[inline(always)]
    fn target(&self, group: usize, panel: usize) -> Target<T> {
        let columns = self.panels.panel(panel);
        let first = self.panels.inputs * columns.start + group * GROUP * columns.len();
        // SAFETY: the group's first input is one of the layer's or, at the end of the panel, the bias.
        unsafe { Target { to: self.dw.at(first), bias: self.db.at(columns.start) } }
    }

    /// Rule 2's whole tree over more than one block, for some panels; the sums end in slot 0.
    ///
    /// # Safety
    /// As `sum`; `slots` must hold all slots of the panels.
    #[inline(always)]
    unsafe fn tree<S: Simd<T = T>>(
        &self,
        simd: S,
        (group, panels): (usize, Range<usize>),
        packed: *mut T,
        slots: *mut T,
    ) {
        let lines = self.group(group).len();
        for step in Steps::new(self.inputs.rows.len()) {
            match step {
                Step::Sum(rows, to) => {
                    let target = |panel: usize| {
                        let to = slot::<S>(slots, to, panel - panels.start);
                        Target { to, bias: to.wrapping_add((lines - 1) * self.panels.panel(panel).len()) }
                    };
                    // SAFETY: the caller's promise.
                    unsafe { self.sum(simd, (group, panels.clone()), rows, packed, target) };
                }
                Step::Add(to, from) => {
                    for panel in panels.clone() {
                        let (to, from) = (
                            slot::<S>(slots, to, panel - panels.start),
                            slot::<S>(slots, from, panel - panels.start),
                        );
                        for at in (0..lines * self.panels.panel(panel).len()).step_by(S::LANES) {
                            // SAFETY: whole vectors of lines that `sum` has written to both slots.
                            unsafe {
                                let sum = simd.add(simd.load(to.add(at)), simd.load(from.add(at)));
                                simd.store(to.add(at), sum);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Copies the sums of a panel to the gradients.
    ///
    /// # Safety
    /// `from` must hold the lines of the group.
    #[inline(always)]
    unsafe fn keep(&self, from: *const T, group: usize, panel: usize) {
        let (lines, width) = (self.group(group), self.panels.panel(panel).len());
        let weights = lines.end.min(self.panels.inputs) - lines.start;
        let target = self.target(group, panel);
        // SAFETY: the group's lines of this panel, and the biases of its columns, are this part's alone.
        unsafe {
            std::ptr::copy_nonoverlapping(from, target.to, weights * width);
            if lines.end > self.panels.inputs {
                std::ptr::copy_nonoverlapping(from.add(weights * width), target.bias, width);
            }
        }
    }

    /// Plain sums over at most 256 rows, for some panels.
    ///
    /// # Safety
    /// Deltas must hold the rows and all columns of the panels; `target` must give memory for the lines of the group.
    #[inline(always)]
    unsafe fn sum<S: Simd<T = T>>(
        &self,
        simd: S,
        (group, panels): (usize, Range<usize>),
        rows: Range<usize>,
        packed: *mut T,
        target: impl Fn(usize) -> Target<T>,
    ) {
        let lines = self.group(group);
        let mut start = rows.start;
        loop {
            let end = rows.end.min(start + ROWS);
            // SAFETY: at most 128 rows of a group.
            unsafe { self.pack(lines.clone(), start..end, packed) };
            for panel in panels.clone() {
                let columns = self.panels.panel(panel);
                let block = Block {
                    packed: packed.cast_const(),
                    // With no rows there may be no deltas to point at.
                    deltas: self
                        .deltas
                        .values
                        .as_ptr()
                        .wrapping_add(start * self.deltas.stride + columns.start),
                    rows: end - start,
                    goes_on: start > rows.start,
                };
                // SAFETY: the caller's promise; a panel is one or two vectors wide.
                unsafe {
                    if columns.len() == S::LANES {
                        self.panel::<S, 1>(simd, lines.clone(), &block, &target(panel));
                    } else {
                        self.panel::<S, 2>(simd, lines.clone(), &block, &target(panel));
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
    unsafe fn pack(&self, lines: Range<usize>, rows: Range<usize>, to: *mut T) {
        let weights = lines.start..lines.end.min(self.panels.inputs);
        for (r, i) in rows.enumerate() {
            // SAFETY: the caller saw the rows of X; row r of at most 128, and at most a group of columns.
            unsafe {
                let (from, to) = (self.inputs.row_unchecked(i).add(weights.start), to.add(r * GROUP));
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

    /// All lines of a group, N vectors wide, by the largest tiles that fit.
    ///
    /// # Safety
    /// The block must hold the group's columns, the target its lines.
    #[inline(always)]
    unsafe fn panel<S: Simd<T = T>, const N: usize>(
        &self,
        simd: S,
        lines: Range<usize>,
        block: &Block<T>,
        target: &Target<T>,
    ) {
        let weights = lines.end.min(self.panels.inputs) - lines.start;
        // SAFETY: the caller's promise; the tiles cover the weights, then the bias.
        unsafe {
            let mut t = 0;
            match S::TILE {
                8 => t = self.tiles::<S, 8, N>(simd, (t, weights), block, target.to),
                6 => t = self.tiles::<S, 6, N>(simd, (t, weights), block, target.to),
                _ => {}
            }
            t = self.tiles::<S, 4, N>(simd, (t, weights), block, target.to);
            t = self.tiles::<S, 2, N>(simd, (t, weights), block, target.to);
            t = self.tiles::<S, 1, N>(simd, (t, weights), block, target.to);
            if lines.len() > weights {
                self.tile::<S, 1, N>(simd, t, block, target.bias);
            }
        }
    }

    /// As many tiles of R lines as fit; gives the line after them.
    ///
    /// # Safety
    /// As `panel`.
    #[inline(always)]
    unsafe fn tiles<S: Simd<T = T>, const R: usize, const N: usize>(
        &self,
        simd: S,
        (mut t, end): (usize, usize),
        block: &Block<T>,
        to: *mut T,
    ) -> usize {
        while t + R <= end {
            // SAFETY: the caller's promise.
            unsafe { self.tile::<S, R, N>(simd, t, block, to.add(t * N * S::LANES)) };
            t += R;
        }
        t
    }

    /// to[r][v] (+)= Σ packed[i][t + r] · deltas[i][v], i ascending.
    ///
    /// # Safety
    /// As `panel`.
    #[inline(always)]
    unsafe fn tile<S: Simd<T = T>, const R: usize, const N: usize>(
        &self,
        simd: S,
        t: usize,
        block: &Block<T>,
        to: *mut T,
    ) {
        let mut sums = [[simd.splat(T::ZERO); N]; R];
        let mut a = [block.packed; R];
        for (r, a) in a.iter_mut().enumerate() {
            *a = block.packed.wrapping_add(t + r);
        }
        let factors = Factors { a, a_step: GROUP, b: block.deltas, b_step: self.deltas.stride };
        let place = Place { at: to, stride: N * S::LANES };
        // SAFETY: the caller's promise, for loads, sums and stores.
        unsafe {
            if block.goes_on {
                place.load(simd, &mut sums);
            }
            sums = factors.add_to(simd, block.rows, sums);
            place.store(simd, &sums);
        }
    }
}
