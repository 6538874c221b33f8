//! From a mean gradient to new parameters: penalty → clipping → optimizer → proximal step.

use crate::config::Plan;
use crate::kernel::Machine;
use crate::model::Network;
use crate::model::norm::Part;
use crate::optimizer::Optimizer;
use crate::penalty::add_l2;
use crate::scalar::Scalar;

/// What turns gradients into steps, with its state.
#[derive(Debug)]
pub(super) struct Update<T> {
    pub(super) optimizer: Optimizer<T>,
    pub(super) l1: f64,
    pub(super) l2: f64,
    clip_norm: Option<f64>,
    clip_value: Option<f64>,
}

impl<T: Scalar> Update<T> {
    pub(super) fn new(plan: &Plan, parameters: usize) -> Self {
        Self {
            optimizer: Optimizer::new(&plan.optimizer, parameters),
            l1: plan.l1,
            l2: plan.l2,
            clip_norm: plan.clip_norm,
            clip_value: plan.clip_value,
        }
    }

    /// One update of the stored parameters by their mean gradient, which is changed on the way.
    #[inline]
    pub(super) fn apply(
        &mut self,
        network: &Network<T>,
        parameters: &mut [T],
        gradient: &mut [T],
        rate: f64,
    ) {
        if self.l2 > 0.0 {
            for place in network.layout().layers() {
                let weights = place.weights.clone();
                add_l2(T::from_f64(self.l2), &parameters[weights.clone()], &mut gradient[weights]);
            }
        }
        self.optimizer.step(parameters, gradient, rate);
    }
}
