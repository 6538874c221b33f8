//! The loss of support vector regression (Vapnik, 1995). Domain: real targets. Link: identity. Loss:
//! max(0, |p − y| − ε). Gradient: the sign of p − y outside the tube, 0 inside and at its edge, as PyTorch
//! differentiates relu(|p − y| − ε). Reference: scikit-learn's `epsilon_insensitive`.

use super::{PointLoss, positive, sign};
use crate::scalar::Scalar;

/// max(0, |p − y| − ε).
#[derive(Clone, Copy, Debug)]
pub struct EpsilonInsensitive {
    /// Half the width of the tube without loss, ε ≥ 0.
    pub epsilon: f64,
}

impl<T: Scalar> PointLoss<T> for EpsilonInsensitive {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let error = raw - y;
        let excess = error.abs() - T::from_f64(self.epsilon);
        (positive(excess), if excess <= T::ZERO { T::ZERO } else { sign(error) })
    }

    /// It has none: straight but for kinks.
    fn curvature(self) -> f64 {
        1.0
    }
}
