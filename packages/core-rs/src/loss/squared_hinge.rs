//! Squared hinge loss. Domain: targets 0 or 1, t = 2y − 1. Link: the sign of p. Loss: max(0, 1 − t p)². Gradient:
//! −2t max(0, 1 − t p). Reference: scikit-learn's `squared_hinge`.

use super::{PointLoss, positive};
use crate::scalar::Scalar;

/// max(0, 1 − t p)².
#[derive(Clone, Copy, Debug)]
pub struct SquaredHinge;

impl<T: Scalar> PointLoss<T> for SquaredHinge {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let sign = y + y - T::ONE;
        let margin = positive(T::ONE - sign * raw);
        (margin * margin, -(sign * (margin + margin)))
    }

    fn curvature(self) -> f64 {
        2.0
    }
}
