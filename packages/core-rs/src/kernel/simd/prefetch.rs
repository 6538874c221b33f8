//! Asks for rows to come while this strip is worked on, across the end of the batch too.
//!
//! A shuffled row is a cache miss that no hardware foresees: half of its lines are asked for during the dots, half
//! during the sums, so that memory never rests. They are asked for early and into the second-level cache: the few
//! buffers of the first level would fill up and make the dots wait. Rows in order the hardware foresees only while the
//! dots read them, and rests during the sums: they are asked for in the same way.

use std::ops::Range;

use super::strip::Strip;
use crate::batch::Rows;
use crate::scalar::Scalar;
use crate::view::View;

/// Data smaller than this stays in the second-level cache: asking for it only costs.
const NEAR_BYTES: usize = 1 << 20;
/// What is asked of one row; the hardware finds the rest of a longer one itself.
const ROW_BYTES: usize = 2 << 10;
/// How far ahead rows are asked for, beyond the next strip.
const FAR_BYTES: usize = 16 << 10;
const LINE: usize = 64;
/// Whether there is an instruction to ask by: WebAssembly has none, and its kernels nothing of all this.
const ASKS: bool = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));

/// Which half of a row's lines.
#[derive(Clone, Copy)]
pub(super) enum Half {
    First,
    Second,
}

/// Where the rows to come lie.
pub(super) struct Prefetch<'a, T> {
    x: *const T,
    y: *const T,
    d: usize,
    /// Lines of a row; 0 where fetching ahead does not pay.
    lines: usize,
    /// Rows between the next strip and the one that is asked for: no more than the next batch holds.
    gap: usize,
    rows: Rows<'a>,
    next: Rows<'a>,
}

impl<'a, T: Scalar> Prefetch<'a, T> {
    #[inline(always)]
    pub(super) fn new(view: &View<'a, T>, rows: Rows<'a>, next: Option<Rows<'a>>) -> Self {
        let row_bytes = size_of::<T>() * view.d;
        // A row that starts inside a line may end one line later.
        let inside = !(view.x.as_ptr().addr() | row_bytes).is_multiple_of(LINE);
        let next = next.unwrap_or(Rows::Listed(&[]));
        let (mut lines, mut gap) = (0, 0);
        if ASKS && size_of_val(view.x) > NEAR_BYTES {
            lines = row_bytes.min(ROW_BYTES).div_ceil(LINE) + usize::from(inside);
            gap = FAR_BYTES / row_bytes.max(1);
            gap = gap.min(next.len().saturating_sub(Strip::<T>::rows_of(view.d)));
        }
        Self { x: view.x.as_ptr(), y: view.y.as_ptr(), d: view.d, lines, gap, rows, next }
    }

    /// Whether the rows lie in order, and fetching them ahead pays.
    #[inline(always)]
    pub(super) fn in_order(&self) -> bool {
        ASKS && self.lines > 0 && matches!(self.rows, Rows::Range { .. })
    }

    /// Whether the rows are listed, and fetching them ahead pays.
    #[inline(always)]
    pub(super) fn listed(&self) -> bool {
        ASKS && self.lines > 0 && matches!(self.rows, Rows::Listed(_))
    }

    /// Fetches half of the row that lies by the gap behind this offset of X, perhaps outside: such a pointer is never read.
    #[inline(always)]
    pub(super) fn offset(&self, offset: usize, half: Half) {
        let offset = offset + self.gap * self.d;
        for line in self.half(half) {
            fetch_far(self.line(offset, line));
        }
    }

    /// Fetches half of the row that follows this place of the batch, or of the next one, by the gap.
    #[inline(always)]
    pub(super) fn place(&self, place: usize, half: Half) {
        let (place, m) = (place + self.gap, self.rows.len());
        let row = if place < m {
            self.rows.at(place)
        } else if place - m < self.next.len() {
            self.next.at(place - m)
        } else {
            return;
        };
        let offset = row.wrapping_mul(self.d);
        for line in self.half(half) {
            fetch_far(self.line(offset, line));
        }
        if matches!(half, Half::First) {
            fetch_far(self.y.wrapping_add(row).cast());
        }
    }

    #[inline(always)]
    fn half(&self, half: Half) -> Range<usize> {
        match half {
            Half::First => 0..self.lines.div_ceil(2),
            Half::Second => self.lines.div_ceil(2)..self.lines,
        }
    }

    #[inline(always)]
    fn line(&self, offset: usize, line: usize) -> *const u8 {
        self.x.wrapping_add(offset).cast::<u8>().wrapping_add(line * LINE)
    }
}

/// Asks for the line that holds this address, into the second-level cache. Never faults.
#[inline(always)]
pub(crate) fn fetch_far(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE belongs to every x86-64, and a prefetch of any address is harmless.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T1>(address.cast());
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: `prfm` touches no register and no memory, and never faults.
    unsafe {
        std::arch::asm!("prfm pldl2keep, [{0}]", in(reg) address, options(nostack, preserves_flags, readonly));
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}
