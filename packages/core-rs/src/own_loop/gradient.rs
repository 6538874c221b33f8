//! The mean loss of a batch and its gradient, from the parameters of the caller, as a step of a run computes them.

use std::sync::Arc;

use super::check_length;
use crate::batch::Rows;
use crate::config::{Loss, Plan};
use crate::error::{Code, Error, Result};
use crate::kernel::Machine;
use crate::kernel::dense::Lines;
use crate::loss::{RowLoss, row_loss};
use crate::model::Network;
use crate::model::architecture::Architecture;
use crate::model::dropout::Dropout;
use crate::model::network::Step;
use crate::scalar::Scalar;
use crate::trainer::Adjustment;
use crate::view::View;

/// A network of one element type, with room for its parameters and gradient as the kernels want them.
#[derive(Debug)]
pub(super) struct Gradient<T> {
    network: Network<T>,
    parameters: Lines<T>,
    gradient: Lines<T>,
    loss: Arc<dyn RowLoss<T>>,
    adjustment: Adjustment,
    dropout: Dropout,
}

/// Parameters and gradient of the caller, both in logical order.
#[derive(Debug)]
pub(super) struct Parameters<'a, T> {
    pub(super) values: &'a [T],
    pub(super) gradient: &'a mut [T],
}

impl<T: Scalar> Gradient<T> {
    pub(super) fn new(architecture: Architecture, machine: Machine) -> Self {
        let network = Network::new(architecture, machine);
        // A linear model's parameters are read and its gradient written where the caller has them.
        let own = if network.layout().is_logical() { 0 } else { network.layout().len() };
        Self {
            network,
            parameters: Lines::new(own),
            gradient: Lines::new(own),
            loss: row_loss(&Loss::Mse),
            adjustment: Adjustment::default(),
            dropout: Dropout { seed: 0, step: 0, first_row: 0 },
        }
    }

    /// Takes loss, penalty, clipping and the seed of dropout from a plan.
    pub(super) fn set_plan(&mut self, plan: &Plan) {
        self.loss = row_loss(&plan.loss);
        self.adjustment = Adjustment::of(plan);
        self.dropout.seed = plan.seed;
    }

    /// The step, from 0, whose dropout is drawn.
    pub(super) fn set_step(&mut self, step: u64) {
        self.dropout.step = step;
    }

    /// The mean loss of these rows, without penalty; its gradient, with penalty and clipped, goes to the caller's.
    pub(super) fn take(
        &mut self,
        view: View<'_, T>,
        rows: &[u32],
        parameters: Parameters<'_, T>,
    ) -> Result<f64> {
        let Parameters { values, gradient } = parameters;
        self.check_parameters(values)?;
        check_length("gradient", (values.len(), gradient.len()))?;
        let step = Step {
            view,
            rows: Rows::Listed(rows),
            next: None,
            loss: &*self.loss,
            dropout: self.dropout,
            stop: None,
        };
        let loss = if self.parameters.is_empty() {
            self.network.mean_gradient(&step, self.adjustment, (values, gradient))
        } else {
            self.network.layout().store_into(values, &mut self.parameters);
            let stored = (&self.parameters[..], &mut self.gradient[..]);
            let loss = self.network.mean_gradient(&step, self.adjustment, stored);
            self.network.layout().logical_into(&self.gradient, gradient);
            loss
        };
        if loss.is_finite() {
            return Ok(loss);
        }
        let sentence = format!(
            "The loss of this batch is {loss}: parameters or features are too large. Take a smaller learning rate, or scale the features."
        );
        Err(Error::new(Code::Diverged, sentence))
    }

    /// Raw predictions (m,k) of rows x (m,d).
    pub(super) fn forward(&mut self, values: &[T], x: &[T], out: &mut [T]) -> Result<()> {
        self.check_parameters(values)?;
        let (d, k) = (self.network.architecture().inputs(), self.network.architecture().outputs());
        if !x.len().is_multiple_of(d) {
            return Err(Error::shape(format!(
                "x must hold whole rows of {d} values, one for each input of the network; got {} values.",
                x.len()
            )));
        }
        check_length("out", (x.len() / d * k, out.len()))?;
        if let Some(at) = x.iter().position(|value| !value.is_finite()) {
            return Err(Error::data(format!(
                "x is {} in row {}, column {}; every value must be finite.",
                x[at].to_f64(),
                at / d + 1,
                at % d + 1
            )));
        }
        if self.parameters.is_empty() {
            self.network.predict(values, x, out);
        } else {
            self.network.layout().store_into(values, &mut self.parameters);
            self.network.predict(&self.parameters, x, out);
        }
        Ok(())
    }

    pub(super) fn weights_hash(&self, values: &[T]) -> Result<String> {
        self.check_parameters(values)?;
        Ok(self.network.architecture().weights_hash(values))
    }

    fn check_parameters(&self, values: &[T]) -> Result<()> {
        check_length("parameters", (self.network.architecture().parameters(), values.len()))
    }
}

impl<T: Scalar> Network<T> {
    /// The mean loss of a batch; parameters and gradient are stored buffers, and the gradient is the adjusted mean.
    fn mean_gradient(
        &mut self,
        step: &Step<'_, T>,
        adjustment: Adjustment,
        (parameters, gradient): (&[T], &mut [T]),
    ) -> f64 {
        let sums = self.gradient(step, parameters, gradient);
        let inverse = if sums.weight == 0.0 { 0.0 } else { 1.0 / sums.weight };
        let scale = T::from_f64(inverse);
        gradient.iter_mut().for_each(|g| *g *= scale);
        adjustment.apply(self, parameters, gradient);
        sums.loss * inverse
    }
}
