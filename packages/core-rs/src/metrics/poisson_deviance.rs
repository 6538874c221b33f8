//! The deviance of counts.

use crate::math;
use crate::sum::TreeSum;

/// Mean Poisson deviance 2 (y log(y / p) − y + p) of `predicted` against `target`, one weight for each (all n); none
/// where a prediction is not above 0.
pub fn poisson_deviance(predicted: &[f64], target: &[f64], weight: Option<&[f64]>) -> Option<f64> {
    let mut deviance = PoissonDeviance::new(target.len());
    deviance.add(predicted, target, |row| weight.map_or(1.0, |weight| weight[row]));
    deviance.mean()
}

/// The same of numbers that come in order, some at a time.
#[derive(Clone, Debug)]
pub struct PoissonDeviance {
    /// None once a number came that has no deviance.
    sums: Option<[TreeSum; 2]>,
}

impl PoissonDeviance {
    /// Of n numbers.
    pub fn new(n: usize) -> Self {
        Self { sums: Some([TreeSum::new(n), TreeSum::new(n)]) }
    }

    /// The next numbers: predictions, targets, and the weight of each.
    pub fn add(&mut self, predicted: &[f64], target: &[f64], weight_of: impl Fn(usize) -> f64) {
        if !predicted.iter().all(|p| *p > 0.0) || !target.iter().all(|y| *y >= 0.0) {
            self.sums = None;
        }
        let Some([deviances, weights]) = &mut self.sums else { return };
        deviances.extend(target.len(), |row| {
            let (p, y) = (predicted[row], target[row]);
            let surprise = if y > 0.0 { y * math::log(y / p) } else { 0.0 };
            weight_of(row) * (2.0 * (surprise - y + p))
        });
        weights.extend(target.len(), weight_of);
    }

    /// The mean, once all came; none where a prediction was not above 0, or a target below.
    pub fn mean(&self) -> Option<f64> {
        self.sums.as_ref().map(|[deviances, weights]| deviances.sum() / weights.sum())
    }
}
