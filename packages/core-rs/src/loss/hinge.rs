//! Hinge loss, of support vector machines. Domain: targets 0 or 1, t = 2y − 1. Link: the sign of p. Loss:
//! max(0, 1 − t p). Gradient: −t inside the margin, 0 outside and at its edge, as PyTorch differentiates
//! relu(1 − t p). Reference: scikit-learn's `hinge_loss`.

use super::{PointLoss, positive};
use crate::scalar::Scalar;

/// max(0, 1 − t p).
#[derive(Clone, Copy, Debug)]
pub struct Hinge;

impl<T: Scalar> PointLoss<T> for Hinge {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let sign = y + y - T::ONE;
        let margin = T::ONE - sign * raw;
        (positive(margin), if margin <= T::ZERO { T::ZERO } else { -sign })
    }

    /// It has none: straight but for kinks.
    fn curvature(self) -> f64 {
        1.0
    }
}
