//! Where the parameters of a model lie in memory: layer by layer, W in panels (`kernel::dense`), then b, each layer
//! from a cache line on.
//!
//! Everything outside a run speaks of logical order: W (in,out) row-major, then b, layer by layer. Padding holds 0.

use std::ops::Range;

use super::architecture::{Architecture, Layer};
use crate::kernel::Level;
use crate::kernel::dense::{Lines, Panels};
use crate::scalar::Scalar;

/// One layer's place in the stored buffer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerPlace {
    /// The layer, with its place in logical order.
    pub layer: Layer,
    /// Where each weight lies within `weights`.
    pub panels: Panels,
    /// Stored weights.
    pub weights: Range<usize>,
    /// Stored biases: `panels.columns()`, the layer's own first.
    pub biases: Range<usize>,
}

impl LayerPlace {
    /// The biases that are the layer's own.
    pub fn own_biases(&self) -> Range<usize> {
        self.biases.start..self.biases.start + self.layer.units
    }
}

/// The places of all layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    layers: Vec<LayerPlace>,
    logical: usize,
    stored: usize,
}

impl Layout {
    /// As the kernels of a level read them.
    pub fn new<T: Scalar>(architecture: &Architecture, level: Level) -> Self {
        // Layers begin on cache lines; the one-pass linear model reads w and b as they come.
        let line = if architecture.is_linear() { 1 } else { Lines::<T>::ELEMENTS };
        let mut start = 0;
        let layers = architecture
            .layers()
            .iter()
            .map(|&layer| {
                let panels = Panels::new::<T>(level, layer.inputs, layer.units);
                let weights = start..start + panels.len();
                let biases = weights.end..weights.end + panels.columns();
                start = biases.end.next_multiple_of(line);
                LayerPlace { layer, panels, weights, biases }
            })
            .collect();
        Self { layers, logical: architecture.parameters(), stored: start }
    }

    /// The layers, from the inputs on.
    pub fn layers(&self) -> &[LayerPlace] {
        &self.layers
    }

    /// Values stored, padding included.
    pub fn len(&self) -> usize {
        self.stored
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stored == 0
    }

    /// From logical order to the stored one.
    pub fn store<T: Scalar>(&self, logical: &[T]) -> Vec<T> {
        let mut stored = vec![T::ZERO; self.stored];
        self.store_into(logical, &mut stored);
        stored
    }

    /// The same into a stored buffer, whose padding stays as it is.
    pub fn store_into<T: Scalar>(&self, logical: &[T], stored: &mut [T]) {
        self.for_each_run(|from, to, len| stored[to..to + len].copy_from_slice(&logical[from..from + len]));
    }

    /// From the stored order to the logical one.
    pub fn logical<T: Scalar>(&self, stored: &[T]) -> Vec<T> {
        let mut logical = vec![T::ZERO; self.logical];
        self.logical_into(stored, &mut logical);
        logical
    }

    /// The same into a buffer of the caller's.
    pub fn logical_into<T: Scalar>(&self, stored: &[T], logical: &mut [T]) {
        self.for_each_run(|to, from, len| logical[to..to + len].copy_from_slice(&stored[from..from + len]));
    }

    /// Whether both orders are one, without padding.
    pub fn is_logical(&self) -> bool {
        self.stored == self.logical && self.layers.len() == 1 && self.layers[0].panels.count() == 1
    }

    /// Calls with the first logical and the first stored index of neighbours in both orders, and how many there are.
    fn for_each_run(&self, mut visit: impl FnMut(usize, usize, usize)) {
        for place in &self.layers {
            let Layer { inputs, units, offset, .. } = place.layer;
            let width = place.panels.width();
            for p in 0..inputs {
                for j in (0..units).step_by(width) {
                    let stored = place.weights.start + place.panels.index(p, j);
                    visit(offset + p * units + j, stored, width.min(units - j));
                }
            }
            visit(offset + inputs * units, place.biases.start, units);
        }
    }
}
