//! From a mean gradient to new parameters: penalty and clipping → optimizer → proximal step → average.

use super::adjustment::Adjustment;
use crate::average::Averaged;
use crate::config::Plan;
use crate::model::Network;
use crate::optimizer::Optimizer;
use crate::penalty::shrink;
use crate::scalar::Scalar;

/// What turns gradients into steps, with its state.
#[derive(Debug)]
pub(super) struct Update<T> {
    pub(super) optimizer: Optimizer<T>,
    pub(super) average: Option<Averaged<T>>,
    pub(super) adjustment: Adjustment,
    l1: f64,
}

impl<T: Scalar> Update<T> {
    pub(super) fn new(plan: &Plan, parameters: usize) -> Self {
        Self {
            optimizer: Optimizer::new(&plan.optimizer, parameters),
            average: plan.average.map(|average| Averaged::new(average, parameters)),
            adjustment: Adjustment::of(plan),
            l1: plan.l1,
        }
    }

    /// The model while the run goes on: the average of the parameters where one is asked for, else they themselves.
    pub(super) fn model<'a>(&'a self, parameters: &'a [T]) -> &'a [T] {
        self.average.as_ref().and_then(|average| average.values()).unwrap_or(parameters)
    }

    /// Whether the mean gradient is needed as such, and not only its product with a step.
    pub(super) fn needs_mean(&self) -> bool {
        self.adjustment.needs_mean()
    }

    /// The update with this number, from 1, of the stored parameters by `scale` times the gradient, which is changed on
    /// the way where [`Update::needs_mean`]: then the scale is 1. Gives whether all parameters are finite after it.
    #[inline]
    pub(super) fn apply(
        &mut self,
        network: &Network<T>,
        (parameters, gradient, scale): (&mut [T], &mut [T], T),
        (step, rate): (u64, f64),
    ) -> bool {
        self.adjustment.apply(network, parameters, gradient);
        let finite = self.optimizer.step_scaled(network.machine(), (parameters, gradient, scale), rate);
        if self.l1 > 0.0 {
            for place in network.layout().layers() {
                shrink(T::from_f64(rate * self.l1), &mut parameters[place.weights.clone()]);
            }
        }
        if let Some(average) = &mut self.average {
            average.update(parameters, step);
        }
        finite
    }
}
