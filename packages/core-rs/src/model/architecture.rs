//! The shape of a model: its layers, and where each one's parameters lie in the flat buffer.

use std::ops::Range;

use crate::config::{Activation, Plan};
use crate::hash::weights_hash;
use crate::scalar::Scalar;

/// One dense layer: z = x·W + b, then its activation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Inputs.
    pub inputs: usize,
    /// Outputs.
    pub units: usize,
    /// What each output goes through; identity for the last layer, whose outputs are raw predictions.
    pub activation: Activation,
    /// Share of the outputs dropped in training, 0 ≤ share < 1.
    pub dropout: f64,
    /// First parameter of the layer in the flat buffer: W (inputs, units) row-major, then b (units).
    pub offset: usize,
}

impl Layer {
    /// Where its weights lie.
    pub fn weights(&self) -> Range<usize> {
        self.offset..self.offset + self.inputs * self.units
    }

    /// Where its biases lie.
    pub fn biases(&self) -> Range<usize> {
        let start = self.offset + self.inputs * self.units;
        start..start + self.units
    }
}

/// The layers of a model from the inputs on; a linear model has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    layers: Vec<Layer>,
}

impl Architecture {
    /// For d features; hidden layers and outputs are the plan's.
    pub fn of(plan: &Plan, d: usize) -> Self {
        let hidden = plan.hidden.iter().map(|h| (h.units as usize, h.activation, h.dropout));
        Self::new(d, hidden.chain([(plan.outputs, Activation::Identity, 0.0)]))
    }

    /// Layers of these units, activations and dropout, from d inputs on.
    pub fn new(d: usize, layers: impl IntoIterator<Item = (usize, Activation, f64)>) -> Self {
        let (mut inputs, mut offset) = (d, 0);
        let layers = layers
            .into_iter()
            .map(|(units, activation, dropout)| {
                let layer = Layer { inputs, units, activation, dropout, offset };
                offset += (inputs + 1) * units;
                inputs = units;
                layer
            })
            .collect();
        Self { layers }
    }

    /// The layers, from the inputs on.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Features, d.
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Outputs, k.
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// Number of parameters, P.
    pub fn parameters(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.biases().end)
    }

    /// Whether it is the one-pass linear model: no hidden layer, one output.
    pub fn is_linear(&self) -> bool {
        matches!(self.layers[..], [Layer { units: 1, .. }])
    }
    /// The weights hash of parameters in logical order, 16 hex digits.
    pub fn weights_hash<T: Scalar>(&self, parameters: &[T]) -> String {
        let shapes: Vec<_> = self.layers.iter().map(|l| ([l.inputs, l.units], [l.units])).collect();
        let mut tensors: Vec<(&[usize], &[T])> = Vec::new();
        for (layer, (weights, biases)) in self.layers.iter().zip(&shapes) {
            tensors.push((weights, &parameters[layer.weights()]));
            tensors.push((biases, &parameters[layer.biases()]));
        }
        weights_hash(&tensors)
    }
}
