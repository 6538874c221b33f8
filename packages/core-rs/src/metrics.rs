//! Metrics of a regression, in the target's own units, float64, rows added by rule 2 of the numerics.
//!
//! Conventions are scikit-learn's, sample weights included. An undefined metric is null.

use serde::Serialize;

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
}

/// Metrics of `predicted` against `target` (both n), with weights of rows or without.
pub fn regression(predicted: &[f64], target: &[f64], weight: Option<&[f64]>) -> RegressionMetrics {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_equal_scikit_learns_documented_examples() {
        // The examples in the documentation of r2_score and mean_absolute_error.
        let got = regression(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], None);
        assert!((got.r2.unwrap_or_default() - 0.948_608_137_044_967_9).abs() < 1e-15);
        assert_eq!(got.mae, 0.5);
        assert!((got.rmse - 0.375_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_weight_counts_as_that_many_rows() {
        let weighted = regression(&[1.0, 2.0], &[1.5, 4.0], Some(&[1.0, 3.0]));
        let repeated = regression(&[1.0, 2.0, 2.0, 2.0], &[1.5, 4.0, 4.0, 4.0], None);
        assert_eq!(weighted, repeated);
    }

    #[test]
    fn r2_of_one_constant_target_is_null() {
        assert_eq!(regression(&[1.0, 2.0], &[3.0, 3.0], None).r2, None);
    }
}
