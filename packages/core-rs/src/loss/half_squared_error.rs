//! Half the squared error. Domain: real targets. Link: identity. Loss: ½(p − y)². Gradient: p − y.
//! Reference: the from-scratch loop of the tutorial; scikit-learn's `HalfSquaredError`.

use super::PointLoss;
use crate::scalar::Scalar;

/// ½(p − y)².
#[derive(Clone, Copy, Debug)]
pub struct HalfSquaredError;

impl<T: Scalar> PointLoss<T> for HalfSquaredError {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let error = raw - y;
        (T::from_f64(0.5) * error * error, error)
    }

    fn curvature(self) -> f64 {
        1.0
    }
}
