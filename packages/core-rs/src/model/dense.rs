//! Dense networks: forward through the layers, the loss and its gradient, and back.
//!
//! A layer keeps two numbers a row and unit: its output, and the slope of its activation there, which becomes the
//! gradient of z on the way back. A layer's inputs are no longer needed once its weights have their gradient: the
//! gradient of the inputs takes their place.

use super::dropout::Dropout;
use super::layout::{LayerPlace, Layout};
use super::linear_norms::ROWS;
use super::network::{Step, Sums};
use crate::activation::{RowActivation, row_activation};
use crate::batch::Rows;
use crate::kernel::dense::{
    Inputs, LayerGradient, LayerWeights, Lines, Strided, StridedMut, forward, input_gradient, stride_of,
    weight_gradient,
};
use crate::kernel::{Attended, Level, Spacing};
use crate::loss::LossRows;
use crate::scalar::Scalar;
use crate::sum::tree_sum;

/// Rows predicted side by side.
const BLOCK: usize = 256;

/// Where a network runs, and where its parameters lie.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) on: Attended<'a>,
    pub(super) layout: &'a Layout,
}

/// The layers of a network, with the memory that steps reuse.
#[derive(Debug)]
pub(super) struct Dense<T> {
    layers: Vec<State<T>>,
    /// Targets of the rows of the batch (m, view.k).
    targets: Vec<T>,
    /// Of each row of the batch.
    losses: Vec<f64>,
    weights: Vec<f64>,
}

/// One layer's rows.
#[derive(Debug)]
struct State<T> {
    activation: Box<dyn RowActivation<T>>,
    dropout: f64,
    units: usize,
    stride: usize,
    /// Outputs (m, stride).
    outputs: Lines<T>,
    /// Slopes of the activation, then gradients of z (m, stride).
    deltas: Lines<T>,
}

impl<T: Scalar> State<T> {
    fn new(place: &LayerPlace) -> Self {
        Self {
            activation: row_activation(place.layer.activation),
            dropout: place.layer.dropout,
            units: place.layer.units,
            stride: stride_of::<T>(place.panels.columns()),
            outputs: Lines::default(),
            deltas: Lines::default(),
        }
    }

    fn reserve(&mut self, m: usize, deltas: bool) {
        let len = m * self.stride;
        if self.outputs.len() < len {
            self.outputs = Lines::new(len);
        }
        if deltas && self.deltas.len() < len {
            self.deltas = Lines::new(len);
        }
    }

    fn as_inputs(&self, m: usize) -> Inputs<'_, T> {
        Inputs {
            values: &self.outputs,
            stride: self.stride,
            columns: self.units,
            rows: Rows::Range { start: 0, len: m },
        }
    }

    fn spacing(&self) -> Spacing {
        Spacing { columns: self.units, stride: self.stride }
    }

    fn deltas(&self) -> Strided<'_, T> {
        Strided { values: &self.deltas, stride: self.stride }
    }

    /// From z to outputs, for prediction.
    fn activate(&mut self, level: Level, m: usize) {
        let spacing = self.spacing();
        self.activation.values(level, spacing, &mut self.outputs[..m * spacing.stride]);
    }

    /// From z to outputs and slopes, for training.
    fn activate_and_drop(&mut self, level: Level, (l, m): (usize, usize), dropout: &Dropout) {
        let spacing = self.spacing();
        let len = m * spacing.stride;
        let (z, slopes) = (&mut self.outputs[..len], &mut self.deltas[..len]);
        self.activation.values_and_slopes(level, spacing, z, slopes);
        if self.dropout > 0.0 {
            let rows = z.chunks_exact_mut(self.stride).zip(slopes.chunks_exact_mut(self.stride));
            for (i, (z, slopes)) in rows.enumerate() {
                dropout.apply((l, i), self.dropout, &mut z[..self.units], &mut slopes[..self.units]);
            }
        }
    }

    /// The gradient of the outputs lies where the outputs lay: times the slopes it is the gradient of z.
    fn chain(&mut self, m: usize) {
        let rows = self.outputs.chunks_exact(self.stride).zip(self.deltas.chunks_exact_mut(self.stride));
        for (gradient, slopes) in rows.take(m) {
            for (slope, &gradient) in slopes[..self.units].iter_mut().zip(gradient) {
                *slope *= gradient;
            }
        }
    }
}

impl<T: Scalar> Dense<T> {
    pub(super) fn new(layout: &Layout) -> Self {
        Self {
            layers: layout.layers().iter().map(State::new).collect(),
            targets: Vec::new(),
            losses: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// Bytes of what is kept from step to step.
    pub(super) fn bytes(&self) -> usize {
        let activations: usize = self.layers.iter().map(|l| l.outputs.len() + l.deltas.len()).sum();
        (activations + self.targets.len()) * size_of::<T>()
            + (self.losses.len() + self.weights.len()) * size_of::<f64>()
    }

    /// Sums of the gradient over the rows of a batch, not means.
    pub(super) fn gradient(
        &mut self,
        place: Place<'_>,
        step: &Step<'_, T>,
        (parameters, gradient): (&[T], &mut [T]),
        norms: Option<&mut [f64]>,
    ) -> Sums {
        let view = &step.view;
        let m = step.rows.len();
        let x = Inputs { values: view.x, stride: view.d, columns: view.d, rows: step.rows };
        let last = self.layers.len() - 1;
        for l in 0..=last {
            self.layers[l].reserve(m, true);
            self.forward(place, (l, &x), parameters);
            if l < last {
                self.layers[l].activate_and_drop(place.on.machine.level, (l, m), &step.dropout);
            }
        }
        let sums = self.losses(place.on.machine.level, step);
        self.backward(place, &x, (parameters, gradient), norms);
        sums
    }

    /// z of layer l from its inputs.
    fn forward(
        &mut self,
        Place { on, layout }: Place<'_>,
        (l, x): (usize, &Inputs<'_, T>),
        parameters: &[T],
    ) {
        let (before, from) = self.layers.split_at_mut(l);
        let inputs = before.last().map_or(*x, |state| state.as_inputs(x.rows.len()));
        let State { outputs, stride, .. } = &mut from[0];
        let mut out = StridedMut { values: outputs, stride: *stride };
        forward(on, &inputs, &weights(&layout.layers()[l], parameters), &mut out);
    }

    /// The rows' losses, and their gradients as the last layer's deltas, each times the row's weight.
    fn losses(&mut self, level: Level, step: &Step<'_, T>) -> Sums {
        let Some(state) = self.layers.last_mut() else {
            return Sums::default();
        };
        let (m, view, spacing) = (step.rows.len(), &step.view, state.spacing());
        self.targets.clear();
        for i in 0..m {
            self.targets.extend_from_slice(&view.y[step.rows.at(i) * view.k..][..view.k]);
        }
        self.losses.resize(m, 0.0);
        self.weights.clear();
        self.weights.resize(m, 1.0);
        let len = m * spacing.stride;
        let gradient = &mut state.deltas[..len];
        let (raw, y, loss) = (&state.outputs[..len], &self.targets[..], &mut self.losses[..]);
        step.loss.rows(level, LossRows { spacing, raw, y, gradient, loss });
        if let Some(weight) = view.weight {
            for (i, delta) in gradient.chunks_exact_mut(spacing.stride).enumerate() {
                let weight = weight[step.rows.at(i)];
                delta[..spacing.columns].iter_mut().for_each(|delta| *delta *= weight);
                self.weights[i] = weight.to_f64();
                self.losses[i] *= self.weights[i];
            }
        }
        Sums { loss: tree_sum(m, |i| self.losses[i]), weight: tree_sum(m, |i| self.weights[i]) }
    }

    fn backward(
        &mut self,
        Place { on, layout }: Place<'_>,
        x: &Inputs<'_, T>,
        (parameters, gradient): (&[T], &mut [T]),
        mut norms: Option<&mut [f64]>,
    ) {
        let m = x.rows.len();
        if let Some(norms) = &mut norms {
            norms.fill(0.0);
        }
        for (l, place) in layout.layers().iter().enumerate().rev() {
            let (before, from) = self.layers.split_at_mut(l);
            let deltas = from[0].deltas();
            let inputs = before.last().map_or(*x, |state| state.as_inputs(m));
            if let Some(norms) = &mut norms {
                add_row_norms(on, &inputs, (deltas, place.layer.units), norms);
            }
            weight_gradient(on, &inputs, deltas, &mut gradients(place, gradient));
            if let Some(state) = before.last_mut() {
                let mut out = StridedMut { values: &mut state.outputs, stride: state.stride };
                input_gradient(on, (deltas, m), &weights(place, parameters), &mut out);
                state.chain(m);
            }
        }
    }

    /// Raw predictions (n,k) of rows (n,d), whole blocks of rows at once.
    pub(super) fn predict(&mut self, place: Place<'_>, x: &[T], parameters: &[T], out: &mut [T]) {
        let (d, last) = (place.layout.layers()[0].layer.inputs, self.layers.len() - 1);
        let k = self.layers[last].units;
        for (x, out) in x.chunks(BLOCK * d).zip(out.chunks_mut(BLOCK * k)) {
            let m = x.len() / d;
            let x = Inputs { values: x, stride: d, columns: d, rows: Rows::Range { start: 0, len: m } };
            for l in 0..=last {
                self.layers[l].reserve(m, false);
                self.forward(place, (l, &x), parameters);
                if l < last {
                    self.layers[l].activate(place.on.machine.level, m);
                }
            }
            let raw = self.layers[last].outputs.chunks_exact(self.layers[last].stride);
            for (out, raw) in out.chunks_exact_mut(k).zip(raw) {
                out.copy_from_slice(&raw[..k]);
            }
        }
    }
}

fn weights<'a, T: Scalar>(place: &LayerPlace, parameters: &'a [T]) -> LayerWeights<'a, T> {
    LayerWeights {
        panels: place.panels,
        weights: &parameters[place.weights.clone()],
        biases: &parameters[place.biases.clone()],
    }
}

fn gradients<'a, T: Scalar>(place: &LayerPlace, gradient: &'a mut [T]) -> LayerGradient<'a, T> {
    let (weights, biases) = gradient[place.weights.start..place.biases.end].split_at_mut(place.panels.len());
    LayerGradient { panels: place.panels, weights, biases }
}

/// Adds ‖∂loss/∂(W, b)‖² of one layer for each row: ‖delta‖²(‖input‖² + 1).
fn add_row_norms<T: Scalar>(
    on: Attended<'_>,
    inputs: &Inputs<'_, T>,
    (deltas, units): (Strided<'_, T>, usize),
    norms: &mut [f64],
) {
    let square = |values: &[T]| values.iter().map(|v| v.to_f64() * v.to_f64()).sum::<f64>();
    for (i, norm) in norms.iter_mut().enumerate() {
        if i % ROWS == 0 && on.is_stopped() {
            return;
        }
        let delta = &deltas.values[i * deltas.stride..][..units];
        *norm += square(delta) * (square(inputs.row(i)) + 1.0);
    }
}
