//! Pinball loss of a quantile q (Koenker and Bassett, 1978). Domain: real targets. Link: identity. Loss: q(y − p) where
//! the target is above the prediction, (1 − q)(p − y) where it is below. Gradient: −q or 1 − q; at 0 their mean, as
//! PyTorch differentiates max(q e, (q − 1) e). Reference: scikit-learn's `PinballLoss`.

use super::PointLoss;
use crate::scalar::Scalar;

/// q(y − p) or (1 − q)(p − y), whichever is positive.
#[derive(Clone, Copy, Debug)]
pub struct Quantile {
    /// The quantile, 0 < q < 1.
    pub quantile: f64,
}

impl<T: Scalar> PointLoss<T> for Quantile {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let (above, below) = (T::from_f64(-self.quantile), T::from_f64(1.0 - self.quantile));
        let error = raw - y;
        let at_most_zero = if error < T::ZERO { above } else { T::from_f64(0.5 - self.quantile) };
        let gradient = if error > T::ZERO { below } else { at_most_zero };
        (gradient * error, gradient)
    }

    /// It has none: straight but for kinks.
    fn curvature(self) -> f64 {
        1.0
    }
}
