//! One batch as the kernels read it: shapes and rows proven once, pointers to rows after that.

use super::prefetch::Prefetch;
use crate::batch::Rows;
use crate::kernel::{LinearBatch, LinearParameters, assert_shapes};
use crate::scalar::Scalar;

/// A batch and the parameters it meets. Making one proves that every row of `rows` is in X, y and the weights.
pub(super) struct Pass<'a, T, L> {
    x: &'a [T],
    y: &'a [T],
    weight: Option<&'a [T]>,
    rows: Rows<'a>,
    prefetch: Prefetch<'a, T>,
    /// Weights (d).
    pub(super) w: &'a [T],
    /// Bias.
    pub(super) b: T,
    /// The loss of a row.
    pub(super) loss: L,
}

impl<'a, T: Scalar, L: Copy> Pass<'a, T, L> {
    /// Panics when the shapes disagree or a row lies outside: a bug of the caller.
    #[inline(always)]
    pub(super) fn new(batch: &LinearBatch<'a, T>, parameters: LinearParameters<'a, T>, loss: L) -> Self {
        let LinearBatch { view, rows, next } = *batch;
        let end = match rows {
            Rows::Range { start, len } => start.checked_add(len).expect("a row index overflows"),
            Rows::Listed(list) => {
                list.iter().fold(0, |end, &row| end.max(row)) as usize + !list.is_empty() as usize
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
            loss,
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

    /// R rows from place `at` of the batch on.
    #[inline(always)]
    pub(super) fn group<const R: usize>(&self, at: usize) -> Group<T, R> {
        self.prefetch.after::<R>(at);
        let mut rows = [0; R];
        match self.rows {
            Rows::Range { start, len } => {
                assert!(at + R <= len);
                for (i, row) in rows.iter_mut().enumerate() {
                    *row = start + at + i;
                }
            }
            Rows::Listed(list) => {
                for (row, &listed) in rows.iter_mut().zip(&list[at..at + R]) {
                    *row = listed as usize;
                }
            }
        }
        let mut group = Group { x: [self.x.as_ptr(); R], y: [T::ZERO; R], weight: None };
        for (i, &row) in rows.iter().enumerate() {
            // SAFETY: `new` proved every row of the batch to be below n, X to hold n rows of d and y to hold n.
            unsafe {
                group.x[i] = self.x.as_ptr().add(row * self.d());
                group.y[i] = *self.y.get_unchecked(row);
            }
        }
        if let Some(weight) = self.weight {
            // SAFETY: as above, for the n weights.
            group.weight = Some(rows.map(|row| unsafe { *weight.get_unchecked(row) }));
        }
        group
    }
}

/// R rows of a batch.
pub(super) struct Group<T, const R: usize> {
    /// Where each row starts; d elements are valid from there.
    pub(super) x: [*const T; R],
    /// Targets.
    pub(super) y: [T; R],
    /// Weights of the rows, if they carry any.
    pub(super) weight: Option<[T; R]>,
}
