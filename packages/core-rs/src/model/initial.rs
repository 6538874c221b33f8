//! Initial parameters: uniform by the logical index of the weight alone; biases 0.

use super::architecture::{Architecture, Layer};
use crate::config::Activation;
use crate::rng::{Random, Stream};
use crate::scalar::Scalar;

/// Weights uniform in ± a limit, in logical order: √(6 / inputs) before the rectifying activations (He, Zhang, Ren and
/// Sun, "Delving deep into rectifiers", 2015), √(6 / (inputs + units)) elsewhere (Glorot and Bengio, "Understanding
/// the difficulty of training deep feedforward neural networks", 2010).
pub fn parameters<T: Scalar>(architecture: &Architecture, seed: u64) -> Vec<T> {
    let mut parameters = vec![T::ZERO; architecture.parameters()];
    for (l, layer) in architecture.layers().iter().enumerate() {
        let random = Random::new(seed, Stream::Init, 0, l as u32);
        let limit = limit(layer);
        for (i, weight) in parameters[layer.weights()].iter_mut().enumerate() {
            *weight = T::from_f64((2.0 * random.uniform(i as u32) - 1.0) * limit);
        }
    }
    parameters
}

fn limit(layer: &Layer) -> f64 {
    let (inputs, units) = (layer.inputs as f64, layer.units as f64);
    match layer.activation {
        Activation::Identity | Activation::Tanh | Activation::Sigmoid => (6.0 / (inputs + units)).sqrt(),
        _ => (6.0 / inputs).sqrt(),
    }
}
