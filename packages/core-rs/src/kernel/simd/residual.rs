//! From raw predictions to gradients of rows, with the sums that need no X.

use super::pass::{Group, Pass};
use crate::kernel::BatchGradient;
use crate::loss::PointLoss;
use crate::scalar::Scalar;

/// Takes R rows' x·w, adds bias, loss and gradient in order to the sums, and gives the R weighted gradients.
#[inline(always)]
pub(super) fn residuals<T: Scalar, L: PointLoss<T>, const R: usize>(
    pass: &Pass<'_, T, L>,
    group: &Group<T, R>,
    dots: [T; R],
    sums: &mut BatchGradient<T>,
) -> [T; R] {
    let mut losses = [0.0; R];
    let mut gradients = [T::ZERO; R];
    for r in 0..R {
        let (loss, gradient) = pass.loss.loss_and_gradient(dots[r] + pass.b, group.y[r]);
        losses[r] = loss.to_f64();
        gradients[r] = gradient;
    }
    if let Some(weight) = group.weight {
        for r in 0..R {
            gradients[r] *= weight[r];
            losses[r] *= weight[r].to_f64();
            sums.weight += weight[r].to_f64();
        }
    } else {
        sums.weight += R as f64; // whole numbers: exact in any order
    }
    for r in 0..R {
        sums.db += gradients[r];
        sums.loss += losses[r];
    }
    gradients
}
