//! Averages of the parameters over the steps. The model is the average; training goes on from the parameters.

use crate::config::Average;
use crate::scalar::Scalar;

/// A running average of the parameters.
#[derive(Clone, Debug)]
pub struct Averaged<T> {
    rule: Average,
    memory: AverageMemory<T>,
}

/// All that an average remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct AverageMemory<T> {
    /// The average (P), in the order of the parameters.
    pub values: Vec<T>,
    /// Steps in it.
    pub count: u64,
}

impl<T: Scalar> Averaged<T> {
    /// Of so many parameters, with no step in it.
    pub fn new(rule: Average, parameters: usize) -> Self {
        Self { rule, memory: AverageMemory { values: vec![T::ZERO; parameters], count: 0 } }
    }

    /// Takes the parameters after the step with this number, from 1.
    pub fn update(&mut self, parameters: &[T], step: u64) {
        let Some(fresh) = self.next_share(step) else { return };
        let values = &mut self.memory.values;
        if fresh == 1.0 {
            values.copy_from_slice(parameters);
            return;
        }
        let fresh = T::from_f64(fresh);
        for (value, &parameter) in values.iter_mut().zip(parameters) {
            *value += fresh * (parameter - *value);
        }
    }

    /// The share of the parameters in their average after the step with this number, 1 for a copy of them; counts it.
    pub(crate) fn next_share(&mut self, step: u64) -> Option<f64> {
        let count = self.memory.count;
        let fresh = match self.rule {
            Average::Asgd { start } if step <= start => return None,
            _ if count == 0 => 1.0,
            Average::Ema { decay } => 1.0 - decay,
            Average::Asgd { .. } => 1.0 / (count as f64 + 1.0),
        };
        self.memory.count += 1;
        Some(fresh)
    }

    /// The average; none before the first step in it.
    pub fn values(&self) -> Option<&[T]> {
        (self.memory.count > 0).then_some(&self.memory.values[..])
    }

    /// The average (P), which a device changes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn values_mut(&mut self) -> &mut [T] {
        &mut self.memory.values
    }

    /// All that it remembers.
    pub fn memory(&self) -> &AverageMemory<T> {
        &self.memory
    }

    /// Goes on from what another one of the same rule and length remembered.
    pub fn restore(&mut self, memory: AverageMemory<T>) {
        self.memory = memory;
    }
}
