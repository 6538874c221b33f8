//! From a mean gradient to the one an optimizer takes: the L2 penalty, then clipping.

use crate::config::Plan;
use crate::model::Network;
use crate::model::norm::Part;
use crate::penalty::{add_l2, clip_value, norm_factor};
use crate::scalar::Scalar;

/// What is done to a gradient before it reaches the optimizer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Adjustment {
    pub(crate) l2: f64,
    clip_norm: Option<f64>,
    clip_value: Option<f64>,
}

impl Adjustment {
    /// The plan's.
    pub(crate) fn of(plan: &Plan) -> Self {
        Self { l2: plan.l2, clip_norm: plan.clip_norm, clip_value: plan.clip_value }
    }

    /// Whether anything is done.
    pub(crate) fn needs_mean(&self) -> bool {
        self.l2 > 0.0 || self.clip_norm.is_some() || self.clip_value.is_some()
    }

    /// Changes a mean gradient in place; parameters and gradient are stored buffers of the network.
    #[inline]
    pub(crate) fn apply<T: Scalar>(&self, network: &Network<T>, parameters: &[T], gradient: &mut [T]) {
        if self.l2 > 0.0 {
            for place in network.layout().layers() {
                let weights = place.weights.clone();
                add_l2(T::from_f64(self.l2), &parameters[weights.clone()], &mut gradient[weights]);
            }
        }
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
