//! Hyperbolic tangent, slope 1 − tanh². PyTorch's Tanh.

use super::PointActivation;
use crate::math;

/// tanh z.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tanh;

impl PointActivation<f64> for Tanh {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        let value = math::tanh(z);
        (value, 1.0 - value * value)
    }
}
