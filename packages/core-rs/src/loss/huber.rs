//! Huber's loss (1964). Domain: real targets. Link: identity. Loss: ½(p − y)² up to δ from the target, δ(|p − y| − ½δ)
//! beyond. Gradient: p − y, clipped to ±δ. Reference: PyTorch's HuberLoss (not SmoothL1Loss, which divides by δ).

use super::PointLoss;
use crate::scalar::Scalar;

/// ½(p − y)² near the target, straight far from it.
#[derive(Clone, Copy, Debug)]
pub struct Huber {
    /// Where it turns straight, > 0.
    pub delta: f64,
}

impl<T: Scalar> PointLoss<T> for Huber {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let delta = T::from_f64(self.delta);
        let error = raw - y;
        let gradient = if error > delta { delta } else { error };
        let gradient = if gradient < -delta { -delta } else { gradient };
        // Both pieces are c(e − ½c) for c the clipped error.
        (gradient * (error - T::from_f64(0.5) * gradient), gradient)
    }

    fn curvature(self) -> f64 {
        1.0
    }
}
