//! Whether what is said to come in p of the cases comes in p of the cases.

use serde::Serialize;

use crate::sum::tree_sum;

/// How far the probabilities of a class can be taken at their word.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Calibration {
    /// The bins that hold rows, by rising probability.
    pub bins: Vec<CalibrationBin>,
    /// Mean squared difference of the probability and what came, 0 or 1 (Brier, 1950).
    pub brier_score: f64,
    /// Mean over the rows of |observed − predicted| of their bin (Naeini, Cooper and Hauskrecht, 2015).
    pub expected_calibration_error: f64,
}

/// Rows whose probability lies in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct CalibrationBin {
    /// Rows.
    pub rows: usize,
    /// Their weight; the number of rows where none have weights.
    pub weight: f64,
    /// Mean of their probabilities.
    pub predicted: f64,
    /// Share of them that are of the class.
    pub observed: f64,
}

/// Calibration of the probabilities `p` (n) that a row `is` of the class (n), over bins of equal width. An edge between
/// two bins belongs to the lower one, as in scikit-learn's `calibration_curve`; rows of a bin add in their order.
pub fn calibration(p: &[f64], is: &[bool], bins: usize, weight: Option<&[f64]>) -> Calibration {
    let n = p.len();
    let weight_of = |row: usize| weight.map_or(1.0, |weight| weight[row]);
    let outcome = |row: usize| f64::from(u8::from(is[row]));
    let width = 1.0 / bins as f64;
    let edges: Vec<f64> = (1..bins).map(|edge| edge as f64 * width).collect();
    // `predicted` and `observed` are sums until every row is in.
    let mut sums = vec![CalibrationBin::default(); bins];
    for row in 0..n {
        let bin = &mut sums[edges.partition_point(|edge| *edge < p[row])];
        bin.rows += 1;
        bin.weight += weight_of(row);
        bin.predicted += weight_of(row) * p[row];
        bin.observed += weight_of(row) * outcome(row);
    }
    let total = tree_sum(n, weight_of);
    let brier = tree_sum(n, |row| {
        let miss = p[row] - outcome(row);
        weight_of(row) * (miss * miss)
    });
    let apart = tree_sum(bins, |bin| (sums[bin].observed - sums[bin].predicted).abs());
    let mean = |bin: CalibrationBin| CalibrationBin {
        predicted: bin.predicted / bin.weight,
        observed: bin.observed / bin.weight,
        ..bin
    };
    Calibration {
        bins: sums.into_iter().filter(|bin| bin.weight > 0.0).map(mean).collect(),
        brier_score: brier / total,
        expected_calibration_error: apart / total,
    }
}
