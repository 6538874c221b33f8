//! Metrics of a regression, in the target's own units.

use serde::Serialize;

use crate::math;
use crate::table::statistics::tree_sum;

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

/// Mean Poisson deviance 2 (y log(y / p) − y + p) of `predicted` against `target`, one weight for each (all n); none
/// where a prediction is not above 0.
pub fn poisson_deviance(predicted: &[f64], target: &[f64], weight: Option<&[f64]>) -> Option<f64> {
    if !predicted.iter().all(|p| *p > 0.0) || !target.iter().all(|y| *y >= 0.0) {
        return None;
    }
    let weight_of = |row: usize| weight.map_or(1.0, |weight| weight[row]);
    let deviance = |row: usize| {
        let (p, y) = (predicted[row], target[row]);
        let surprise = if y > 0.0 { y * math::log(y / p) } else { 0.0 };
        weight_of(row) * (2.0 * (surprise - y + p))
    };
    let n = target.len();
    Some(tree_sum(n, deviance) / tree_sum(n, weight_of))
}

/// Metrics of `predicted` against `target` (both (n,k), row-major), with weights of rows or without: the mean over the k
/// outputs. R² is null where an output's is.
pub fn regression(predicted: &[f64], target: &[f64], k: usize, weight: Option<&[f64]>) -> RegressionMetrics {
    let column = |values: &[f64], j: usize| values.iter().skip(j).step_by(k).copied().collect::<Vec<f64>>();
    let outputs: Vec<RegressionMetrics> =
        (0..k).map(|j| of_one(&column(predicted, j), &column(target, j), weight)).collect();
    let mean = |of: fn(&RegressionMetrics) -> f64| outputs.iter().map(of).sum::<f64>() / k as f64;
    let r2: Option<Vec<f64>> = outputs.iter().map(|output| output.r2).collect();
    RegressionMetrics {
        r2: r2.map(|r2| r2.iter().sum::<f64>() / k as f64),
        rmse: mean(|output| output.rmse),
        mae: mean(|output| output.mae),
        poisson_deviance: None,
    }
}

fn of_one(predicted: &[f64], target: &[f64], weight: Option<&[f64]>) -> RegressionMetrics {
    let n = target.len();
    let weight_of = |row: usize| weight.map_or(1.0, |weight| weight[row]);
    let total = tree_sum(n, weight_of);
    let mean = tree_sum(n, |row| weight_of(row) * target[row]) / total;
    let error = |row: usize| predicted[row] - target[row];
    let residual = tree_sum(n, |row| weight_of(row) * (error(row) * error(row)));
    let spread = tree_sum(n, |row| {
        let from_mean = target[row] - mean;
        weight_of(row) * (from_mean * from_mean)
    });
    let absolute = tree_sum(n, |row| weight_of(row) * error(row).abs());
    RegressionMetrics {
        r2: (spread > 0.0).then(|| 1.0 - residual / spread),
        rmse: (residual / total).sqrt(),
        mae: absolute / total,
        poisson_deviance: None,
    }
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
    }
}
