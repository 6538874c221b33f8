//! The memory of a run, by its own count; the data is the caller's.

use super::Trainer;
use crate::scalar::Scalar;

/// Bytes a run holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// The rows' order of the epoch: 4 a row, none in file order.
    pub order: usize,
    /// Parameters and their gradient, the padding of panels included; twice the gradient where batches are accumulated.
    pub parameters: usize,
    /// The optimizer's buffers, the average and the best parameters, where there are any.
    pub states: usize,
    /// Outputs and slopes of the layers for the rows of a batch, and what else steps reuse.
    pub activations: usize,
}

impl Bytes {
    /// All of them.
    pub fn total(&self) -> usize {
        self.order + self.parameters + self.states + self.activations
    }
}

impl<T: Scalar> Trainer<T> {
    /// The memory the run holds now; the first steps allocate.
    pub fn bytes(&self) -> Bytes {
        let of = |values: usize| values * size_of::<T>();
        let memory = self.update.optimizer.memory();
        let average =
            self.update.average.as_ref().map_or(0, |average| average.values().map_or(0, <[T]>::len));
        let best = self.watch.best().map_or(0, <[T]>::len);
        let buffers: usize = memory.buffers.iter().map(Vec::len).sum();
        Bytes {
            order: self.order.bytes(),
            parameters: of(self.parameters.len() + self.gradient.len() + self.partial.len()),
            states: of(buffers + average + best),
            activations: self.network.bytes() + self.norms.len() * size_of::<f64>(),
        }
    }
}
