//! Logarithm of the hyperbolic cosine. Domain: real targets. Link: identity. Loss: log cosh(p − y). Gradient:
//! tanh(p − y). Reference: Keras' LogCosh.

use std::f64::consts::LN_2;

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
        // ½ log(1 + sinh²) keeps the digits near 0; |e| − log 2 + log(1 + e^−2|e|) does not overflow far from it.
        let near = size < 0.88;
        let square = slope * slope;
        let (numerator, denominator) = if near { (square, 1.0 - square) } else { (1.0 + decay, 1.0) };
        let log = math::log1p_of_share(numerator / denominator);
        let loss = if near { 0.5 * log } else { (size - LN_2) + log };
        (T::from_f64(loss), T::from_f64(slope.copysign(error)))
    }

    fn curvature(self) -> f64 {
        1.0
    }
}
