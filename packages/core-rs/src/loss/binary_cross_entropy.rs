//! Log loss of two classes, from the logit. Domain: targets 0 or 1. Link: logit, the probability of 1 is σ(p). Loss:
//! log(1 + eᵖ) − y p. Gradient: σ(p) − y. Reference: PyTorch's BCEWithLogitsLoss.

use super::PointLoss;
use crate::activation::Logistic;
use crate::math;
use crate::scalar::Scalar;

/// log(1 + eᵖ) − y p.
#[derive(Clone, Copy, Debug)]
pub struct BinaryCrossEntropy;

impl<T: Scalar> PointLoss<T> for BinaryCrossEntropy {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let (raw, y) = (raw.to_f64(), y.to_f64());
        let logistic = Logistic::at(raw);
        // max(0, p) leaves first: what is left of a sure and right prediction is as small as log(1 + e^−|p|).
        let straight = if raw <= 0.0 { 0.0 } else { raw } - y * raw;
        (T::from_f64(straight + math::log1p_of_share(logistic.decay)), T::from_f64(logistic.value - y))
    }

    /// σ(p)(1 − σ(p)) at p = 0.
    fn curvature(self) -> f64 {
        0.25
    }
}
