//! Whole batches of an epoch, one after the other.

use crate::rng::{Random, shuffle};
use crate::scalar::Scalar;
use crate::view::View;

/// Rows of some batches, in the order they are trained on.
#[derive(Debug, Default)]
pub(crate) struct Chunk<T> {
    /// Epoch, from 0.
    pub(crate) epoch: u32,
    /// Its first batch, from 0.
    pub(crate) first: usize,
    /// Batches.
    pub(crate) batches: usize,
    pub(super) x: Vec<T>,
    pub(super) y: Vec<T>,
    /// Empty where rows carry none.
    pub(super) weight: Vec<T>,
}

impl<T: Scalar> Chunk<T> {
    /// Without rows, its memory kept.
    pub(super) fn clear(&mut self, (epoch, first): (u32, usize)) {
        (self.epoch, self.first, self.batches) = (epoch, first, 0);
        self.x.clear();
        self.y.clear();
        self.weight.clear();
    }

    /// Rows.
    pub(super) fn rows(&self) -> usize {
        self.y.len()
    }

    /// The rows, borrowed.
    pub(crate) fn view(&self) -> View<'_, T> {
        let (n, d) = (self.y.len(), self.x.len() / self.y.len().max(1));
        let weight = (!self.weight.is_empty()).then_some(&self.weight[..]);
        View { x: &self.x, y: &self.y, weight, n, d, k: 1 }
    }

    /// Whether it holds a batch.
    pub(crate) fn holds(&self, (epoch, batch): (u32, usize)) -> bool {
        self.epoch == epoch && (self.first..self.first + self.batches).contains(&batch)
    }

    /// The latest `count` rows are shuffled among themselves.
    pub(super) fn mix(&mut self, count: usize, random: &Random) {
        let first = self.rows() - count;
        let mut order: Vec<u32> = (0..count as u32).collect();
        shuffle(&mut order, random);
        let d = self.x.len() / self.rows();
        for (values, width) in [(&mut self.x, d), (&mut self.y, 1), (&mut self.weight, 1)] {
            if values.is_empty() {
                continue;
            }
            let part = &mut values[first * width..];
            let before = part.to_vec();
            for (row, &from) in part.chunks_exact_mut(width).zip(&order) {
                row.copy_from_slice(&before[from as usize * width..][..width]);
            }
        }
    }
}
