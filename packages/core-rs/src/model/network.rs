//! A model of any depth: its shape, what computes it, and where its parameters lie.

use std::sync::atomic::AtomicBool;

use super::architecture::Architecture;
use super::dense::{Dense, Place};
use super::dropout::Dropout;
use super::layout::Layout;
use super::linear::Linear;
use super::linear_norms::row_norms;
use super::norm::{self, Part};
use crate::batch::Rows;
use crate::kernel::{LinearBatch, LinearParameters, Machine};
use crate::loss::RowLoss;
use crate::scalar::Scalar;
use crate::view::View;
use crate::whole::WHOLE;

/// One batch, and all that its gradient depends on beside the parameters.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T> {
    /// The data.
    pub view: View<'a, T>,
    /// The m rows of the batch.
    pub rows: Rows<'a>,
    /// The next batch, if known: its first rows are fetched ahead. Never changes a result.
    pub next: Option<Rows<'a>>,
    /// The loss.
    pub loss: &'a dyn RowLoss<T>,
    /// The draws of dropout.
    pub dropout: Dropout,
    /// Ends the work where it stands once it is set: gradient and sums are then worth nothing. None: nobody stops it.
    pub stop: Option<&'a AtomicBool>,
}

/// Sums over the rows of a batch, beside the gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Σ weight · loss.
    pub loss: f64,
    /// Σ weight; m where rows carry no weights.
    pub weight: f64,
}

/// A model: its shape, and what computes it. Parameters are the caller's.
#[derive(Debug)]
pub struct Network<T> {
    architecture: Architecture,
    machine: Machine,
    layout: Layout,
    kind: Kind<T>,
}

#[derive(Debug)]
enum Kind<T> {
    /// No hidden layer and one output: one pass over X.
    Linear(Linear<T>),
    Dense(Dense<T>),
}

impl<T: Scalar> Network<T> {
    /// Of this shape, on this machine. The first batch allocates; later ones of its size do not.
    pub fn new(architecture: Architecture, machine: Machine) -> Self {
        let layout = Layout::new::<T>(&architecture, machine.level);
        let kind = if architecture.is_linear() {
            Kind::Linear(Linear::by(machine.level, machine.numerics, architecture.inputs()))
        } else if !WHOLE {
            unreachable!("refused with the options")
        } else {
            Kind::Dense(Dense::new(&layout))
        };
        Self { architecture, machine, layout, kind }
    }

    /// The layers.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Where it runs.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Where its parameters lie in a stored buffer.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Bytes kept from step to step, beside parameters.
    pub fn bytes(&self) -> usize {
        match &self.kind {
            Kind::Linear(_) => 0,
            Kind::Dense(_) if !WHOLE => unreachable!("refused with the options"),
            Kind::Dense(dense) => dense.bytes(),
        }
    }

    /// Sums of the gradient over the rows of a batch, not means; parameters and gradient are stored buffers.
    pub fn gradient(&mut self, step: &Step<'_, T>, parameters: &[T], gradient: &mut [T]) -> Sums {
        self.gradient_and_norms(step, parameters, gradient, None)
    }

    /// The same, and where asked the squared norm of each row's own gradient (m), times its weight squared, in float64.
    pub fn gradient_and_norms(
        &mut self,
        step: &Step<'_, T>,
        parameters: &[T],
        gradient: &mut [T],
        norms: Option<&mut [f64]>,
    ) -> Sums {
        let place = Place { on: self.machine.until(step.stop), layout: &self.layout };
        match &mut self.kind {
            Kind::Linear(linear) => {
                let Step { view, rows, next, loss, stop, .. } = *step;
                let (w, b) = parameters.split_at(view.d);
                if let Some(norms) = norms {
                    row_norms(place.on, step, (w, b[0]), norms);
                }
                let (dw, db) = gradient.split_at_mut(view.d);
                let batch = LinearBatch { view, rows, next, stop };
                let sums = linear.gradient(&batch, LinearParameters { w, b: b[0] }, loss, dw);
                db[0] = sums.db;
                Sums { loss: sums.loss, weight: sums.weight }
            }
            Kind::Dense(_) if !WHOLE => unreachable!("refused with the options"),
            Kind::Dense(dense) => dense.gradient(place, step, (parameters, gradient), norms),
        }
    }

    /// ‖values‖² of a stored buffer by rule 4.
    pub fn square_norm(&self, stored: &[T], part: Part) -> f64 {
        norm::square_norm(&self.layout, stored, part)
    }

    /// Raw predictions (n,k), row-major, of rows x (n,d), row-major; `parameters` in logical order.
    pub fn raw_predictions(&mut self, parameters: &[T], x: &[T]) -> Vec<T> {
        let n = x.len() / self.architecture.inputs().max(1);
        let mut out = vec![T::ZERO; n * self.architecture.outputs()];
        self.predict(&self.layout.store(parameters), x, &mut out);
        out
    }

    /// The same from stored parameters, into `out` (n,k).
    pub fn predict(&mut self, parameters: &[T], x: &[T], out: &mut [T]) {
        let place = Place { on: (&self.machine).into(), layout: &self.layout };
        match &mut self.kind {
            Kind::Linear(linear) => {
                let (w, b) = parameters.split_at(linear.d());
                linear.predict(x, LinearParameters { w, b: b[0] }, out);
            }
            Kind::Dense(_) if !WHOLE => unreachable!("refused with the options"),
            Kind::Dense(dense) => dense.predict(place, x, parameters, out),
        }
    }
}
