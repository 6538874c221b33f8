//! Memory that starts on a cache line: a vector loaded across two lines costs two loads, a tenth of a product's time.

use std::fmt::{self, Debug};
use std::ops::{Deref, DerefMut};

/// Elements on whole cache lines of 64 bytes, for weights, activations and deltas. Products take any memory; they are
/// fastest on this.
#[derive(Clone)]
pub struct Lines<T> {
    lines: Vec<Line<T>>,
    len: usize,
}

/// One cache line of float32, two of float64.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line<T>([T; 16]);

impl<T> Lines<T> {
    /// Elements that begin on a line of their own: what parts of one buffer are rounded up to.
    pub const ELEMENTS: usize = 16;
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self { lines: Vec::new(), len: 0 }
    }
}

impl<T: Copy + Default> Lines<T> {
    /// So many zeros.
    pub fn new(len: usize) -> Self {
        Self { lines: vec![Line([T::default(); 16]); len.div_ceil(16)], len }
    }
}

impl<T: Copy + Default> From<Vec<T>> for Lines<T> {
    fn from(values: Vec<T>) -> Self {
        let mut lines = Self::new(values.len());
        lines.copy_from_slice(&values);
        lines
    }
}

impl<T> Deref for Lines<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: the lines hold at least `len` elements one after the other, without gaps.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl<T> DerefMut for Lines<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

impl<T: Debug> Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}
