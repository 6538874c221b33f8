//! From a mean gradient to new parameters: penalty → clipping → optimizer → proximal step → average.

use crate::average::Averaged;
use crate::config::Plan;
use crate::model::Network;
use crate::model::norm::Part;
use crate::optimizer::Optimizer;
use crate::penalty::{add_l2, clip_value, norm_factor, shrink};
use crate::scalar::Scalar;

/// What turns gradients into steps, with its state.
#[derive(Debug)]
pub(super) struct Update<T> {
    pub(super) optimizer: Optimizer<T>,
    pub(super) average: Option<Averaged<T>>,
    l1: f64,
    pub(super) l2: f64,
    clip_norm: Option<f64>,
    clip_value: Option<f64>,
}

impl<T: Scalar> Update<T> {
    pub(super) fn new(plan: &Plan, parameters: usize) -> Self {
        Self {
            optimizer: Optimizer::new(&plan.optimizer, parameters),
            average: plan.average.map(|average| Averaged::new(average, parameters)),
            l1: plan.l1,
            l2: plan.l2,
            clip_norm: plan.clip_norm,
            clip_value: plan.clip_value,
        }
    }

    /// The model while the run goes on: the average of the parameters where one is asked for, else they themselves.
    pub(super) fn model<'a>(&'a self, parameters: &'a [T]) -> &'a [T] {
        self.average.as_ref().and_then(|average| average.values()).unwrap_or(parameters)
    }

    /// Whether the mean gradient is needed as such, and not only its product with a step.
    pub(super) fn needs_mean(&self) -> bool {
        self.l2 > 0.0 || self.clip_norm.is_some() || self.clip_value.is_some()
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
        if self.l2 > 0.0 {
            for place in network.layout().layers() {
                let weights = place.weights.clone();
                add_l2(T::from_f64(self.l2), &parameters[weights.clone()], &mut gradient[weights]);
            }
        }
        self.clip(network, gradient);
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

    fn clip(&self, network: &Network<T>, gradient: &mut [T]) {
        if let Some(limit) = self.clip_norm {
            let factor = norm_factor(limit, network.square_norm(gradient, Part::Parameters).sqrt());
            if factor < 1.0 {
                let factor = T::from_f64(factor);
                gradient.iter_mut().for_each(|g| *g *= factor);
            }
        }
        if let Some(limit) = self.clip_value {
            clip_value(T::from_f64(limit), gradient);
        }
    }
}
