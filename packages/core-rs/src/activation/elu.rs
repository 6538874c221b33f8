//! Exponential linear unit: z above 0, eᶻ − 1 below; slope 1 and eᶻ (Clevert et al., 2016). PyTorch's ELU with alpha = 1.

use super::PointActivation;
use crate::math;

/// z above 0, eᶻ − 1 below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Elu;

impl PointActivation<f64> for Elu {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        let below = math::expm1(if z > 0.0 { 0.0 } else { z });
        (if z > 0.0 { z } else { below }, below + 1.0)
    }
}
