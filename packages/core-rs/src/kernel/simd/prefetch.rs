//! Asks for rows about 16 ahead of their use. A shuffled row is a cache miss that no hardware foresees.

use crate::batch::Rows;
use crate::examples::View;
use crate::scalar::Scalar;

/// Data smaller than this stays in the second-level cache: asking for it only costs.
const NEAR_BYTES: usize = 1 << 20;
/// Bytes of X on their way at once, at most: a third of the smallest first-level cache.
const AHEAD_BYTES: usize = 10 << 10;
/// Rows ahead at most.
const AHEAD_ROWS: usize = 16;
/// What is asked of one row; the hardware finds the rest of a longer one itself.
const ROW_BYTES: usize = 2 << 10;
const LINE: usize = 64;

/// Where the rows to come lie.
pub(super) struct Prefetch<'a, T> {
    x: *const T,
    y: *const T,
    d: usize,
    /// Rows ahead; 0 where fetching ahead does not pay.
    ahead: usize,
    /// Lines of a row.
    lines: usize,
    rows: Rows<'a>,
    next: Rows<'a>,
}

impl<'a, T: Scalar> Prefetch<'a, T> {
    #[inline(always)]
    pub(super) fn new(view: &View<'a, T>, rows: Rows<'a>, next: Option<Rows<'a>>) -> Self {
        let row_bytes = size_of::<T>() * view.d.max(1);
        let pays = size_of_val(view.x) > NEAR_BYTES && matches!(rows, Rows::Listed(_));
        let ahead = if pays { (AHEAD_BYTES / row_bytes).clamp(1, AHEAD_ROWS) } else { 0 };
        // A row that starts inside a line may end one line later.
        let inside = (view.x.as_ptr().addr() | row_bytes) % LINE != 0;
        let lines = row_bytes.min(ROW_BYTES).div_ceil(LINE) + usize::from(inside);
        let next = next.unwrap_or(Rows::Listed(&[]));
        Self { x: view.x.as_ptr(), y: view.y.as_ptr(), d: view.d, ahead, lines, rows, next }
    }

    /// Fetches the rows some way after place `at`, as many as given.
    #[inline(always)]
    pub(super) fn after(&self, at: usize, count: usize) {
        if self.ahead > 0 {
            for place in at + self.ahead..at + self.ahead + count {
                self.row(place);
            }
        }
    }

    #[inline(always)]
    fn row(&self, place: usize) {
        let m = self.rows.len();
        let row = if place < m {
            self.rows.at(place)
        } else if place - m < self.next.len() {
            self.next.at(place - m)
        } else {
            return;
        };
        // Pointers that may lie anywhere: they are never read.
        fetch(self.y.wrapping_add(row).cast());
        let first: *const u8 = self.x.wrapping_add(row.wrapping_mul(self.d)).cast();
        for line in 0..self.lines {
            fetch(first.wrapping_add(line * LINE));
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
