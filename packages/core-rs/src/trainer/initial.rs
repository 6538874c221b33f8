//! Initial parameters: uniform after Glorot and Bengio, "Understanding the difficulty of training deep feedforward
//! neural networks" (2010), by the logical index of the weight alone.

use crate::rng::{Random, Stream};
use crate::scalar::Scalar;

/// Weights of a linear model of one output, uniform in ±√(6 / (d + 1)), then a bias of 0.
pub(super) fn linear<T: Scalar>(seed: u64, d: usize) -> Vec<T> {
    let random = Random::new(seed, Stream::Init, 0, 0);
    let limit = (6.0 / (d as f64 + 1.0)).sqrt();
    let weight = |i: usize| T::from_f64((2.0 * random.uniform(i as u32) - 1.0) * limit);
    (0..d).map(weight).chain([T::ZERO]).collect()
}
