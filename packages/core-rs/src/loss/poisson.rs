//! Poisson's negative log-likelihood, without the term of the target alone. Domain: counts, y ≥ 0. Link: log, the mean is
//! eᵖ. Loss: eᵖ − y p, below 0 where it can be. Gradient: eᵖ − y. Reference: PyTorch's PoissonNLLLoss(log_input=True, full=False).

use super::PointLoss;
use crate::math;
use crate::scalar::Scalar;

/// eᵖ − y p.
#[derive(Clone, Copy, Debug)]
pub struct Poisson;

impl<T: Scalar> PointLoss<T> for Poisson {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let (raw, y) = (raw.to_f64(), y.to_f64());
        let mean = math::exp(raw);
        (T::from_f64(mean - y * raw), T::from_f64(mean - y))
    }

    /// Unbounded; 1 is that of p = 0, a mean of one event, from where runs start.
    fn curvature(self) -> f64 {
        1.0
    }
}
