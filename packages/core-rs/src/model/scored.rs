//! Rows and what a model makes of them, a piece at a time: memory for a piece, whatever the number of rows.

use super::network::Network;
use crate::error::{Error, Result};
use crate::kernel::Spacing;
use crate::loss::{LossRows, RowLoss};
use crate::row_blocks::RowBlocks;
use crate::scalar::Scalar;
use crate::sum::TreeSum;
use crate::view::View;

/// Raw predictions of a piece, about: all that is made of them stays in the cache.
const PIECE: usize = 4096;

/// Rows of a piece at least: as many as layers take side by side.
const FEWEST_ROWS: usize = 256;

/// Rows, their raw predictions and their losses.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a, T> {
    /// The m rows.
    pub rows: View<'a, T>,
    /// Raw predictions (m,k), row-major.
    pub raw: &'a [T],
    /// Loss of each row (m), without its weight.
    pub loss: &'a [f64],
}

/// Parameters in stored order, and the loss they are judged by.
pub type Judge<'a, T> = (&'a [T], &'a dyn RowLoss<T>);

impl<T: Scalar> Network<T> {
    /// Hands on all rows in order with predictions and losses, without penalty or dropout.
    ///
    /// # Errors
    /// What keeps the rows from being read; SHAPE_MISMATCH for blocks that are not the rows they were said to be.
    pub fn each_scored(
        &mut self,
        (parameters, loss): Judge<'_, T>,
        rows: &dyn RowBlocks<T>,
        visit: &mut dyn FnMut(&Scored<'_, T>) -> Result<()>,
    ) -> Result<()> {
        let (n, k, level) = (rows.rows(), self.architecture().outputs(), self.machine().level);
        let most = piece_rows(k).min(n);
        let mut raw = vec![T::ZERO; most * k];
        let mut gradient = raw.clone();
        let mut losses = vec![0.0; most];
        let mut met = 0;
        rows.each(&mut |block| {
            block.check_lengths()?;
            met += block.n;
            check_rows(n, n.max(met))?;
            for piece in block.pieces(most) {
                let (raw, gradient) = (&mut raw[..piece.n * k], &mut gradient[..piece.n * k]);
                let of_rows = &mut losses[..piece.n];
                self.predict(parameters, piece.x, raw);
                let spacing = Spacing::dense(k);
                loss.rows(level, LossRows { spacing, raw, y: piece.y, gradient, loss: of_rows });
                visit(&Scored { rows: piece, raw, loss: of_rows })?;
            }
            Ok(())
        })?;
        check_rows(n, met)
    }

    /// Hands on the raw predictions (m,k), row-major, of all rows in order, a piece at a time. Parameters are stored.
    ///
    /// # Errors
    /// As [`Network::each_scored`].
    pub fn each_prediction(
        &mut self,
        parameters: &[T],
        rows: &dyn RowBlocks<T>,
        visit: &mut dyn FnMut(&[T]) -> Result<()>,
    ) -> Result<()> {
        let (n, d, k) = (rows.rows(), rows.features(), self.architecture().outputs());
        let most = piece_rows(k).min(n);
        let mut raw = vec![T::ZERO; most * k];
        let mut met = 0;
        rows.each(&mut |block| {
            block.check_lengths()?;
            met += block.n;
            check_rows(n, n.max(met))?;
            for x in block.x.chunks(most * d) {
                let raw = &mut raw[..x.len() / d * k];
                self.predict(parameters, x, raw);
                visit(raw)?;
            }
            Ok(())
        })?;
        check_rows(n, met)
    }

    /// Mean loss over all rows as one batch (rule 5), without penalty or dropout; 0 when the rows weigh nothing.
    /// `parameters` in logical order.
    ///
    /// # Errors
    /// As [`Network::each_scored`].
    pub fn mean_loss(
        &mut self,
        parameters: &[T],
        loss: &dyn RowLoss<T>,
        rows: &dyn RowBlocks<T>,
    ) -> Result<f64> {
        self.stored_mean_loss((&self.layout().store(parameters), loss), rows)
    }

    /// The same from stored parameters.
    ///
    /// # Errors
    /// As [`Network::each_scored`].
    pub fn stored_mean_loss(&mut self, judge: Judge<'_, T>, rows: &dyn RowBlocks<T>) -> Result<f64> {
        let mut mean = MeanLoss::new(rows.rows());
        self.each_scored(judge, rows, &mut |scored| {
            mean.add(scored);
            Ok(())
        })?;
        Ok(mean.mean())
    }
}

/// The mean loss of rows that come in order.
#[derive(Clone, Debug)]
pub struct MeanLoss {
    losses: TreeSum,
    weights: TreeSum,
}

impl MeanLoss {
    /// Of n rows.
    pub fn new(n: usize) -> Self {
        Self { losses: TreeSum::new(n), weights: TreeSum::new(n) }
    }

    /// The next rows.
    pub fn add<T: Scalar>(&mut self, scored: &Scored<'_, T>) {
        let Scored { rows: View { weight, n, .. }, loss, .. } = *scored;
        let weight_of = |row: usize| weight.map_or(1.0, |weight| weight[row].to_f64());
        self.losses.extend(n, |row| loss[row] * weight_of(row));
        self.weights.extend(n, weight_of);
    }

    /// The mean, once all rows came; 0 when they weigh nothing.
    pub fn mean(&self) -> f64 {
        let weight = self.weights.sum();
        if weight == 0.0 { 0.0 } else { self.losses.sum() * (1.0 / weight) }
    }
}

/// Rows of a piece where each has k raw predictions.
fn piece_rows(k: usize) -> usize {
    (PIECE / k.max(1)).max(1).next_multiple_of(FEWEST_ROWS)
}

/// Refuses blocks of other rows than were said to come.
pub(crate) fn check_rows(expected: usize, met: usize) -> Result<()> {
    if met == expected {
        return Ok(());
    }
    Err(Error::shape(format!(
        "Expected {expected} rows to evaluate; got {met}. Give the same rows in every pass."
    )))
}
