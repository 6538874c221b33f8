//! Clipping of any gradient by its norm.

use crate::error::{Code, Error, Result};
use crate::options::check;
use crate::penalty::norm_factor;
use crate::scalar::Scalar;
use crate::sum::tree_sum;

/// Scales a gradient whose norm is above the limit down to it, in place, and gives the norm before. It is one column of
/// rule 2; a run's own clipping adds layer by layer, and may differ in the last bit.
///
/// # Errors
/// OPTION_INVALID for a limit that is not above 0, DIVERGED for a norm that is not finite.
pub fn clip_norm<T: Scalar>(gradient: &mut [T], limit: f64) -> Result<f64> {
    check(limit > 0.0 && limit.is_finite(), "maxNorm", "a finite number above 0", limit)?;
    let norm = tree_sum(gradient.len(), |i| gradient[i].to_f64() * gradient[i].to_f64()).sqrt();
    if !norm.is_finite() {
        return Err(Error::new(
            Code::Diverged,
            format!(
                "The norm of the gradient is {norm}. Take a smaller learning rate, or scale the features."
            ),
        ));
    }
    let factor = norm_factor(limit, norm);
    if factor < 1.0 {
        let factor = T::from_f64(factor);
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
    Ok(norm)
}
