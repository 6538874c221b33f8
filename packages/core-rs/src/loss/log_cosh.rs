//! Logarithm of the hyperbolic cosine. Domain: real targets. Link: identity. Loss: log cosh(p − y). Gradient:
//! tanh(p − y). Reference: Keras' LogCosh.

use super::PointLoss;
use crate::math;
use crate::scalar::Scalar;

/// log cosh(p − y).
#[derive(Clone, Copy, Debug)]
pub struct LogCosh;

impl<T: Scalar> PointLoss<T> for LogCosh {
    #[inline(always)]
    fn loss_and_gradient(self, raw: T, y: T) -> (T, T) {
        let error = raw.to_f64() - y.to_f64();
        let size = error.abs();
        let decay = math::expm1(-2.0 * size);
        let slope = -decay / (2.0 + decay);
        // The second form loses all near 0, the first overflows far from it: −½ log(1 − tanh²) = |e| + log(½(1 + e^−2|e|)).
        let loss =
            if size < 1.0 { -0.5 * math::log1p(-slope * slope) } else { size + math::log1p(0.5 * decay) };
        (T::from_f64(loss), T::from_f64(slope.copysign(error)))
    }

    fn curvature(self) -> f64 {
        1.0
    }
}
