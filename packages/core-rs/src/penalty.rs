//! Penalties on the weights, biases spared, and limits on the gradient.

use crate::scalar::Scalar;

/// Adds λw, the gradient of (λ/2)‖w‖², to the gradient of the weights.
pub fn add_l2<T: Scalar>(lambda: T, w: &[T], dw: &mut [T]) {
    for (dw, &w) in dw.iter_mut().zip(w) {
        *dw += lambda * w;
    }
}

/// The proximal step of an L1 penalty (Duchi and Singer, "Efficient online and batch learning using forward backward
/// splitting", 2009): each weight moves by the threshold η λ towards 0, and stays there once it arrives. NaN stays.
pub fn shrink<T: Scalar>(threshold: T, w: &mut [T]) {
    for w in w {
        let size = w.abs() - threshold;
        let shrunk = if *w < T::ZERO { -size } else { size };
        *w = if size <= T::ZERO { T::ZERO } else { shrunk };
    }
}

/// Cuts every element to −limit … limit; NaN stays.
pub fn clip_value<T: Scalar>(limit: T, gradient: &mut [T]) {
    for g in gradient {
        let below = if *g > limit { limit } else { *g };
        *g = if below < -limit { -limit } else { below };
    }
}

/// The factor that brings a gradient of this norm down to at most `limit`, as `torch.nn.utils.clip_grad_norm_`:
/// limit / (norm + 1e-6), at most 1. A norm that is not finite is left alone, so that the run sees it.
pub fn norm_factor(limit: f64, norm: f64) -> f64 {
    let factor = limit / (norm + 1e-6);
    if factor < 1.0 && norm.is_finite() { factor } else { 1.0 }
}
