//! Dropout (Srivastava et al., 2014): a unit is set to 0 with the layer's share, the others are divided by 1 − share.
//! Drawn by (step, row in the whole batch, layer, unit), never by thread or lane.

use crate::rng::{Random, Stream};
use crate::scalar::Scalar;

/// The draws of one step.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// Seed of the run.
    pub seed: u64,
    /// Step, from 0.
    pub step: u64,
    /// Row of the whole batch that the first row given is.
    pub first_row: usize,
}

impl Dropout {
    /// Drops units of one row of a layer: values and slopes alike.
    pub(super) fn apply<T: Scalar>(
        &self,
        (layer, row): (usize, usize),
        share: f64,
        values: &mut [T],
        slopes: &mut [T],
    ) {
        let random = Random::new(self.seed, Stream::Dropout, self.step as u32, layer as u32);
        let (limit, scale) = limit_and_scale(share);
        let scale = T::from_f64(scale);
        let first = (self.first_row + row) as u64 * values.len() as u64;
        let mut words = [0; 4];
        for (j, (value, slope)) in values.iter_mut().zip(slopes).enumerate() {
            let index = first + j as u64;
            if j == 0 || index.is_multiple_of(4) {
                words = random.block(index / 4);
            }
            let factor = if words[index as usize % 4] < limit { T::ZERO } else { scale };
            *value *= factor;
            *slope *= factor;
        }
    }
}

/// The word under which a unit is dropped, share × 2³², at most 2³² − 1 since share < 1; and what the others are
/// multiplied by.
pub(crate) fn limit_and_scale(share: f64) -> (u32, f64) {
    ((share * 4_294_967_296.0) as u32, 1.0 / (1.0 - share))
}
