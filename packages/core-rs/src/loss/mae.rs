//! Absolute error. Domain: real targets. Link: identity. Loss: |p − y|. Gradient: the sign of p − y, 0 at 0.
//! Reference: PyTorch's L1Loss.

use super::{PointLoss, sign};
use crate::scalar::Scalar;

/// |p − y|.
#[derive(Clone, Copy, Debug)]
pub struct MeanAbsoluteError;

impl<T: Scalar> PointLoss<T> for MeanAbsoluteError {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let error = raw - y;
        (error.abs(), sign(error))
    }

    /// It has none: straight but for kinks.
    fn curvature(self) -> f64 {
        1.0
    }
}
