//! Penalties on the weights; biases are never penalised.

use crate::scalar::Scalar;

/// Adds λw, the gradient of (λ/2)‖w‖², to the gradient of the weights.
pub fn add_l2<T: Scalar>(lambda: T, w: &[T], dw: &mut [T]) {
    for (dw, &w) in dw.iter_mut().zip(w) {
        *dw += lambda * w;
    }
}
