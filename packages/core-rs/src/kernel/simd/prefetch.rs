//! Asks for the rows of the next strip while this one is worked on, across the end of the batch too.
//!
//! A shuffled row is a cache miss that no hardware foresees: half of its lines are asked for during the dots, half
//! during the sums, so that memory never rests. Rows in order the hardware foresees while the dots
//! read them, so they are asked for during the sums alone, when it would rest.

use crate::batch::Rows;
use crate::examples::View;
use crate::scalar::Scalar;

/// Data smaller than this stays in the second-level cache: asking for it only costs.
const NEAR_BYTES: usize = 1 << 20;
/// What is asked of one row; the hardware finds the rest of a longer one itself.
const ROW_BYTES: usize = 2 << 10;
const LINE: usize = 64;

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
    /// Lines of a row in the first half: none of rows in order.
    first: usize,
    /// Lines of a row in both; 0 where fetching ahead does not pay.
    lines: usize,
    rows: Rows<'a>,
    next: Rows<'a>,
}

impl<'a, T: Scalar> Prefetch<'a, T> {
    #[inline(always)]
    pub(super) fn new(view: &View<'a, T>, rows: Rows<'a>, next: Option<Rows<'a>>) -> Self {
        let row_bytes = size_of::<T>() * view.d;
        // A row that starts inside a line may end one line later.
        let inside = !(view.x.as_ptr().addr() | row_bytes).is_multiple_of(LINE);
        let mut lines = row_bytes.min(ROW_BYTES).div_ceil(LINE) + usize::from(inside);
        if size_of_val(view.x) <= NEAR_BYTES {
            lines = 0;
        }
        let next = next.unwrap_or(Rows::Listed(&[]));
        let in_order = matches!(rows, Rows::Range { .. });
        let first = if in_order { 0 } else { lines.div_ceil(2) };
        Self { x: view.x.as_ptr(), y: view.y.as_ptr(), d: view.d, first, lines, rows, next }
    }

    /// Whether the rows lie in order, and fetching them ahead pays.
    #[inline(always)]
    pub(super) fn in_order(&self) -> bool {
        self.lines > 0 && matches!(self.rows, Rows::Range { .. })
    }

    /// Whether the rows are listed, and fetching them ahead pays.
    #[inline(always)]
    pub(super) fn listed(&self) -> bool {
        self.lines > 0 && matches!(self.rows, Rows::Listed(_))
    }

    /// Fetches half of the row that starts at this offset of X, which may lie outside: such a pointer is never read.
    #[inline(always)]
    pub(super) fn offset(&self, offset: usize, half: Half) {
        let start: *const u8 = self.x.wrapping_add(offset).cast();
        let lines = match half {
            Half::First => 0..self.first,
            Half::Second => self.first..self.lines,
        };
        for line in lines {
            fetch(start.wrapping_add(line * LINE));
        }
    }

    /// Fetches half of the row at this place of the batch, or of the next one.
    #[inline(always)]
    pub(super) fn place(&self, place: usize, half: Half) {
        let m = self.rows.len();
        let row = if place < m {
            self.rows.at(place)
        } else if place - m < self.next.len() {
            self.next.at(place - m)
        } else {
            return;
        };
        self.offset(row.wrapping_mul(self.d), half);
        if matches!(half, Half::First) {
            fetch(self.y.wrapping_add(row).cast());
        }
    }
}

/// Asks for the line that holds this address. Never faults.
#[inline(always)]
fn fetch(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE belongs to every x86-64, and a prefetch of any address is harmless.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: `prfm` touches no register and no memory, and never faults.
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{0}]", in(reg) address, options(nostack, preserves_flags, readonly));
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let _ = address;
}
