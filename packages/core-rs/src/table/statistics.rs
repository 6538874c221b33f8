//! Means and variances of columns: two passes, rows added by rule 2 of the numerics.

use crate::sum::tree_sum;

/// What is known of the numbers of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Values that are not NaN.
    pub present: usize,
    /// Smallest value; infinite when none is present.
    pub min: f64,
    /// Largest value; minus infinite when none is present.
    pub max: f64,
    /// Arithmetic mean of the values present, 0 when there is none.
    pub mean: f64,
    /// Population standard deviation √(Σ(x − mean)²/present), exactly 0 for equal values.
    pub deviation: f64,
}

impl Statistics {
    /// Two passes over rows `0..n` of `value`, where NaN is missing. Both sums run over all n rows, a missing one
    /// adding zero.
    pub fn of(n: usize, value: impl Fn(usize) -> f64) -> Self {
        let (mut present, mut min, mut max) = (0, f64::INFINITY, f64::NEG_INFINITY);
        for row in 0..n {
            let x = value(row);
            if !x.is_nan() {
                present += 1;
                min = if x < min { x } else { min };
                max = if x > max { x } else { max };
            }
        }
        if present == 0 {
            return Self { present, min, max, mean: 0.0, deviation: 0.0 };
        }
        if min == max {
            return Self { present, min, max, mean: min, deviation: 0.0 };
        }
        let or_zero = |x: f64| if x.is_nan() { 0.0 } else { x };
        let count = present as f64;
        let mean = tree_sum(n, |row| or_zero(value(row))) / count;
        let variance = tree_sum(n, |row| {
            let difference = or_zero(value(row) - mean);
            difference * difference
        }) / count;
        Self { present, min, max, mean, deviation: variance.sqrt() }
    }

    /// Whether mean and deviation could be computed in float64.
    pub fn is_finite(&self) -> bool {
        self.mean.is_finite() && self.deviation.is_finite()
    }
}
