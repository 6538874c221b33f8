//! One batch as the kernels read it: shapes and rows proven once, strips of rows after that.

use std::ops::Range;

use super::prefetch::{Half, Prefetch};
use super::strip::{Strip, fill};
use crate::batch::Rows;
use crate::kernel::{LinearBatch, LinearParameters, assert_shapes};
use crate::scalar::Scalar;

/// A batch and the parameters it meets. Making one proves that every row of `rows` is in X, y and the weights.
pub(super) struct Pass<'a, T> {
    x: &'a [T],
    y: &'a [T],
    weight: Option<&'a [T]>,
    rows: Rows<'a>,
    prefetch: Prefetch<'a, T>,
    /// Weights (d).
    pub(super) w: &'a [T],
    /// Bias.
    pub(super) b: T,
}

impl<'a, T: Scalar> Pass<'a, T> {
    /// Panics when the shapes disagree or a row lies outside: a bug of the caller.
    #[inline(always)]
    pub(super) fn new(batch: &LinearBatch<'a, T>, parameters: LinearParameters<'a, T>) -> Self {
        let LinearBatch { view, rows, next, .. } = *batch;
        let end = match rows {
            Rows::Range { start, len } => start.checked_add(len).expect("a row index overflows"),
            Rows::Listed(list) => {
                list.iter().fold(0, |last, &row| last.max(row)) as usize + usize::from(!list.is_empty())
            }
        };
        assert!(end <= view.n, "a row of the batch lies outside the data");
        assert_shapes(&view, parameters);
        Self {
            x: view.x,
            y: view.y,
            weight: view.weight,
            rows,
            prefetch: Prefetch::new(&view, rows, next),
            w: parameters.w,
            b: parameters.b,
        }
    }

    /// Features.
    #[inline(always)]
    pub(super) fn d(&self) -> usize {
        self.w.len()
    }

    /// Rows of the batch.
    #[inline(always)]
    pub(super) fn m(&self) -> usize {
        self.rows.len()
    }

    /// Whether rows carry weights.
    #[inline(always)]
    pub(super) fn weighted(&self) -> bool {
        self.weight.is_some()
    }

    /// Where row r of the strip starts in X; d elements are readable from there.
    #[inline(always)]
    pub(super) fn row(&self, strip: &Strip<T>, r: usize) -> *const T {
        self.at(strip.offsets[r])
    }

    /// Where the row of this offset starts.
    #[inline(always)]
    pub(super) fn at(&self, offset: usize) -> *const T {
        self.x.as_ptr().wrapping_add(offset)
    }

    /// Fetches half of what the next strip has where this one has the rows from r on, as many as given.
    #[inline(always)]
    pub(super) fn fetch(&self, strip: &Strip<T>, (r, count): (usize, usize), half: Half) {
        if self.prefetch.listed() {
            for r in r..r + count {
                self.prefetch.place(strip.end + r, half);
            }
        } else if self.prefetch.in_order() {
            for offset in &strip.offsets[r..r + count] {
                self.prefetch.offset(offset + strip.len * self.d(), half);
            }
        }
    }

    /// Puts the rows at these places of the batch into the strip.
    #[inline(always)]
    pub(super) fn fill(&self, strip: &mut Strip<T>, places: Range<usize>) {
        let d = self.d();
        strip.len = places.len();
        strip.end = places.end;
        match self.rows {
            Rows::Range { start, .. } => {
                let rows = start + places.start..start + places.end;
                for (offset, row) in strip.offsets.iter_mut().zip(rows.clone()) {
                    *offset = row * d;
                }
                strip.y[..strip.len].copy_from_slice(&self.y[rows.clone()]);
                if let Some(weight) = self.weight {
                    strip.weight[..strip.len].copy_from_slice(&weight[rows]);
                }
            }
            Rows::Listed(list) => {
                let list = &list[places];
                fill(&mut strip.offsets, list, |row| row as usize * d);
                // SAFETY: `new` proved every row of the batch to be below n, and y to hold n.
                fill(&mut strip.y, list, |row| unsafe { *self.y.get_unchecked(row as usize) });
                if let Some(weight) = self.weight {
                    for (out, &row) in strip.weight.iter_mut().zip(list) {
                        *out = weight[row as usize];
                    }
                }
            }
        }
    }
}
