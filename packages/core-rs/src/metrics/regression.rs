//! Metrics of a regression, in the target's own units.

use serde::Serialize;

use super::poisson_deviance::PoissonDeviance;
use crate::sum::TreeSum;

/// How well predictions meet their targets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RegressionMetrics {
    /// 1 − residual sum of squares / total sum of squares; null when all targets are equal.
    pub r2: Option<f64>,
    /// Root of the mean squared error, in the target's unit.
    pub rmse: f64,
    /// Mean absolute error, in the target's unit.
    pub mae: f64,
    /// Mean Poisson deviance, with the poisson loss; null where it is undefined.
    #[serde(rename = "poissonDeviance", skip_serializing_if = "Option::is_none")]
    pub poisson_deviance: Option<Option<f64>>,
}

/// Metrics of `predicted` against `target` (both (n,k), row-major), with weights of rows or without: the mean over the k
/// outputs. R² is null where an output's is.
pub fn regression(predicted: &[f64], target: &[f64], k: usize, weight: Option<&[f64]>) -> RegressionMetrics {
    let mut means = TargetMeans::new(target.len() / k, k);
    means.add(target, weight);
    let mut sums = RegressionSums::new(&means, false);
    sums.add(predicted, target, weight);
    sums.metrics()
}

/// The first pass over rows that come in order, some at a time: the mean of each of k targets.
#[derive(Clone, Debug)]
pub struct TargetMeans {
    n: usize,
    weights: TreeSum,
    targets: Vec<TreeSum>,
}

impl TargetMeans {
    /// Of n rows of k targets.
    pub fn new(n: usize, k: usize) -> Self {
        Self { n, weights: TreeSum::new(n), targets: vec![TreeSum::new(n); k] }
    }

    /// The next m rows: targets (m,k), row-major, and weights (m) or none.
    pub fn add(&mut self, target: &[f64], weight: Option<&[f64]>) {
        let k = self.targets.len();
        let (m, weight_of) = (target.len() / k, weight_of(weight));
        self.weights.extend(m, &weight_of);
        for (j, sum) in self.targets.iter_mut().enumerate() {
            sum.extend(m, |row| weight_of(row) * target[row * k + j]);
        }
    }
}

/// The second pass over the same rows: the errors of their predictions.
#[derive(Clone, Debug)]
pub struct RegressionSums {
    weight: f64,
    outputs: Vec<OutputSums>,
    deviance: Option<PoissonDeviance>,
}

#[derive(Clone, Debug)]
struct OutputSums {
    mean: f64,
    /// The least and the greatest target: of equal ones the mean, which is rounded, may be another number.
    range: (f64, f64),
    residual: TreeSum,
    spread: TreeSum,
    absolute: TreeSum,
}

impl RegressionSums {
    /// Of the rows whose targets are known by now; `poisson` asks for the Poisson deviance too.
    pub fn new(first_pass: &TargetMeans, poisson: bool) -> Self {
        let TargetMeans { n, weights, targets } = first_pass;
        let (weight, sum) = (weights.sum(), TreeSum::new(*n));
        let output = |target: &TreeSum| OutputSums {
            mean: target.sum() / weight,
            range: (f64::INFINITY, f64::NEG_INFINITY),
            residual: sum.clone(),
            spread: sum.clone(),
            absolute: sum.clone(),
        };
        let deviance = poisson.then(|| PoissonDeviance::new(n * targets.len()));
        Self { weight, outputs: targets.iter().map(output).collect(), deviance }
    }

    /// The next m rows: predictions and targets (m,k), row-major, and weights (m) or none.
    pub fn add(&mut self, predicted: &[f64], target: &[f64], weight: Option<&[f64]>) {
        let k = self.outputs.len();
        let (m, weight_of) = (target.len() / k, weight_of(weight));
        for (j, output) in self.outputs.iter_mut().enumerate() {
            for target in target.iter().skip(j).step_by(k) {
                output.range = (output.range.0.min(*target), output.range.1.max(*target));
            }
            let error = |row: usize| predicted[row * k + j] - target[row * k + j];
            output.residual.extend(m, |row| weight_of(row) * (error(row) * error(row)));
            output.spread.extend(m, |row| {
                let from_mean = target[row * k + j] - output.mean;
                weight_of(row) * (from_mean * from_mean)
            });
            output.absolute.extend(m, |row| weight_of(row) * error(row).abs());
        }
        if let Some(deviance) = &mut self.deviance {
            // Of k outputs each has its row's weight.
            deviance.add(predicted, target, |i| weight_of(i / k));
        }
    }

    /// The metrics, once all rows came.
    pub fn metrics(&self) -> RegressionMetrics {
        let k = self.outputs.len() as f64;
        let mean = |of: &dyn Fn(&OutputSums) -> f64| self.outputs.iter().map(of).sum::<f64>() / k;
        let r2: Option<Vec<f64>> = self.outputs.iter().map(OutputSums::r2).collect();
        RegressionMetrics {
            r2: r2.map(|r2| r2.iter().sum::<f64>() / k),
            rmse: mean(&|output| (output.residual.sum() / self.weight).sqrt()),
            mae: mean(&|output| output.absolute.sum() / self.weight),
            poisson_deviance: self.deviance.as_ref().map(PoissonDeviance::mean),
        }
    }
}

impl OutputSums {
    fn r2(&self) -> Option<f64> {
        let ((least, greatest), spread) = (self.range, self.spread.sum());
        (least < greatest && spread > 0.0).then(|| 1.0 - self.residual.sum() / spread)
    }
}

fn weight_of(weight: Option<&[f64]>) -> impl Fn(usize) -> f64 {
    move |row| weight.map_or(1.0, |weight| weight[row])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_equal_scikit_learns_documented_examples() {
        // The examples in the documentation of r2_score and mean_absolute_error.
        let got = regression(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], 1, None);
        assert!((got.r2.unwrap_or_default() - 0.948_608_137_044_967_9).abs() < 1e-15);
        assert_eq!(got.mae, 0.5);
        assert!((got.rmse - 0.375_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_weight_counts_as_that_many_rows() {
        let weighted = regression(&[1.0, 2.0], &[1.5, 4.0], 1, Some(&[1.0, 3.0]));
        let repeated = regression(&[1.0, 2.0, 2.0, 2.0], &[1.5, 4.0, 4.0, 4.0], 1, None);
        assert_eq!(weighted, repeated);
    }

    #[test]
    fn r2_of_one_constant_target_is_null() {
        assert_eq!(regression(&[1.0, 2.0], &[3.0, 3.0], 1, None).r2, None);
        for n in 1..50 {
            assert_eq!(regression(&vec![1.0; n], &vec![0.1; n], 1, None).r2, None, "{n} targets");
        }
    }
}
