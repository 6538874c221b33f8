//! The allocator of the module: memory grows ahead of what is asked for.
//!
//! Engines take about a millisecond to grow a memory, whatever the size: each time JavaScript's view of it is made
//! anew. A table is read into many small pieces, each of which would grow it by itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::arch::wasm32::memory_size;
use std::sync::atomic::{AtomicUsize, Ordering};

const PAGE: usize = 65_536;
const LEAST_AHEAD: usize = 1 << 20;
const MOST_AHEAD: usize = 64 << 20;

#[global_allocator]
static ALLOCATOR: Ahead = Ahead;

/// Bytes that were refused last; 0 while all could be had. What cannot go on without them traps, and a trap has no words.
static REFUSED: AtomicUsize = AtomicUsize::new(0);

/// Bytes of memory that could not be had when they were last asked for; 0 while all could.
pub(super) fn refused() -> usize {
    REFUSED.load(Ordering::Relaxed)
}

/// The system's allocator, which after every growth asks for half as much again, at most 64 MiB, and gives it back: it
/// keeps what it was given once. Pages that are never touched cost nothing.
struct Ahead;

// SAFETY: every call is the system allocator's own, with the caller's arguments.
unsafe impl GlobalAlloc for Ahead {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        ahead(layout.size(), || unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        ahead(layout.size(), || unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises.
        ahead(size, || unsafe { System.realloc(old, layout, size) })
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(old, layout) }
    }
}

#[inline]
fn ahead(size: usize, allocate: impl FnOnce() -> *mut u8) -> *mut u8 {
    let before = memory_size::<0>();
    let given = allocate();
    if given.is_null() {
        REFUSED.store(size, Ordering::Relaxed);
    } else if memory_size::<0>() > before {
        grow_ahead(before * PAGE / 2);
    }
    given
}

#[cold]
fn grow_ahead(size: usize) {
    if let Ok(layout) = Layout::from_size_align(size.clamp(LEAST_AHEAD, MOST_AHEAD), 16) {
        // SAFETY: the layout is not empty, and what comes back, if anything, goes back at once.
        unsafe {
            let room = System.alloc(layout);
            if !room.is_null() {
                System.dealloc(room, layout);
            }
        }
    }
}
