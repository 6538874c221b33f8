//! log(1 + eᶻ), slope σ(z): relu without its kink (Dugas et al., 2001). PyTorch's Softplus with beta = 1, but without its
//! threshold, above which that takes z itself (2e-9 below, from 20 on).

use super::{Logistic, PointActivation};
use crate::math;

/// log(1 + eᶻ) = max(0, z) + log(1 + e^−|z|).
#[derive(Clone, Copy, Debug)]
pub(super) struct Softplus;

impl PointActivation<f64> for Softplus {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        let logistic = Logistic::at(z);
        let straight = if z <= 0.0 { 0.0 } else { z };
        (straight + math::log1p_of_share(logistic.decay), logistic.value)
    }
}
