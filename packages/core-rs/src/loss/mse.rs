//! Squared error. Domain: real targets. Link: identity. Loss: (p − y)². Gradient: 2(p − y). Reference: PyTorch's MSELoss.

use super::PointLoss;
use crate::scalar::Scalar;

/// (p − y)².
#[derive(Clone, Copy, Debug)]
pub struct MeanSquaredError;

impl<T: Scalar> PointLoss<T> for MeanSquaredError {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let error = raw - y;
        (error * error, error + error)
    }

    fn curvature(self) -> f64 {
        2.0
    }
}
