//! One update: batches → summed gradient → × 1/Σw → penalty, clipping, optimizer.

use std::sync::atomic::{AtomicBool, Ordering};

use super::noise::Noise;
use super::{Position, Trainer};
use crate::error::Result;
use crate::model::dropout::Dropout;
use crate::model::network::{Step, Sums};
use crate::model::norm::Part;
use crate::scalar::Scalar;
use crate::schedule;
use crate::sum::tree_sum;
use crate::view::View;

impl<T: Scalar> Trainer<T> {
    #[inline]
    pub(super) fn step(&mut self, data: &View<'_, T>, stop: &AtomicBool) -> Result<()> {
        self.settle_rate();
        let first = self.at.batch;
        let measured = Noise::measures(self.at.step) && self.plan.accumulate_batches == 1;
        if measured {
            self.norms.resize(self.order.batch(self.at.batch).len(), 0.0);
        }
        let sums = self.sum_gradients(data, measured, stop);
        // What was summed may be half a batch: the step is not taken, and a run that goes on takes it anew.
        if stop.load(Ordering::Relaxed) {
            self.at.batch = first;
            return Err(self.stopped());
        }
        let mut scale = T::from_f64(inverse(sums.weight));
        // One pass less over the parameters where nobody looks at the mean gradient itself: each element is the same
        // product either way.
        let ends_epoch = self.order.cut().ends_after(self.at.batch);
        if measured || ends_epoch || self.update.needs_mean() {
            self.gradient.iter_mut().for_each(|g| *g *= scale);
            scale = T::ONE;
        }
        self.scale = scale;
        if measured {
            let square = self.network.square_norm(&self.gradient, Part::Parameters);
            let norms = tree_sum(self.norms.len(), |row| self.norms[row]);
            self.noise.see((self.norms.len(), norms), sums, square);
        }
        let at = (self.at.step + 1, self.at.rate);
        let finite = self.update.apply(&self.network, (&mut self.parameters, &mut self.gradient, scale), at);
        self.end_step(data, sums, finite)
    }

    /// Counts an update whose batches have these sums, or ends the run where its loss or a parameter is not finite.
    #[inline]
    pub(super) fn end_step(&mut self, data: &View<'_, T>, sums: Sums, finite: bool) -> Result<()> {
        let loss = sums.loss * inverse(sums.weight);
        if !(loss.is_finite() && finite) {
            return Err(self.diverged(data));
        }
        self.sums.loss += loss * sums.weight;
        self.sums.weight += sums.weight;
        self.at.loss = Some(loss);
        self.at.step += 1;
        Ok(())
    }

    /// Sums over the batches of this update, the gradient's in place.
    #[inline]
    fn sum_gradients(&mut self, data: &View<'_, T>, measured: bool, stop: &AtomicBool) -> Sums {
        let mut total = self.sum_gradient(data, (0, measured), stop);
        let mut rows = self.order.batch(self.at.batch).len();
        self.at.batch += 1;
        for _ in 1..self.plan.accumulate_batches {
            if self.order.batch(self.at.batch).is_empty() {
                break;
            }
            // The batch's own sum, added as a whole: the result does not depend on how batches are cut into calls.
            std::mem::swap(&mut self.gradient, &mut self.partial);
            let sums = self.sum_gradient(data, (rows, false), stop);
            for (sum, &before) in self.gradient.iter_mut().zip(self.partial.iter()) {
                *sum = before + *sum;
            }
            total.loss += sums.loss;
            total.weight += sums.weight;
            rows += self.order.batch(self.at.batch).len();
            self.at.batch += 1;
        }
        total
    }

    /// Sums over the batch that comes next; `first_row` rows of this update went before it. Where it is `measured`, the
    /// rows' norms as well.
    #[inline]
    fn sum_gradient(
        &mut self,
        data: &View<'_, T>,
        (first_row, measured): (usize, bool),
        stop: &AtomicBool,
    ) -> Sums {
        let step = Step {
            view: *data,
            rows: self.order.batch(self.at.batch),
            next: Some(self.order.batch(self.at.batch + 1)).filter(|next| !next.is_empty()),
            loss: &*self.loss,
            dropout: Dropout { seed: self.plan.seed, step: self.at.step, first_row },
            stop: Some(stop),
        };
        let norms = measured.then_some(&mut self.norms[..]);
        self.network.gradient_and_norms(&step, &self.parameters, &mut self.gradient, norms)
    }

    #[inline]
    fn settle_rate(&mut self) {
        self.at.rate = self.rate(self.at);
    }

    /// The learning rate of the step at a position.
    #[inline]
    pub(super) fn rate(&self, at: Position) -> f64 {
        if at.batch > 0 && !schedule::changes_every_step(&self.plan.schedule) {
            return at.rate;
        }
        let base = self.watch.base_rate(self.plan.learning_rate);
        schedule::rate(&self.plan.schedule, base, at.step, u64::from(at.epoch))
    }
}

/// 1/Σ weight, which makes a mean of a sum; 0 where the rows weigh nothing.
#[inline]
fn inverse(weight: f64) -> f64 {
    if weight == 0.0 { 0.0 } else { 1.0 / weight }
}
