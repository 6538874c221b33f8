//! Metrics of a classification.

use serde::Serialize;

use crate::math;
use crate::table::statistics::tree_sum;

/// How well predicted classes meet the true ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClassificationMetrics {
    /// Share of the rows whose class is predicted.
    pub accuracy: f64,
    /// Mean −log of the probability of the true class; null where the loss gives no probabilities.
    pub log_loss: Option<f64>,
    /// Mean over the classes, met or predicted, of 2 · precision · recall / (precision + recall), 0 where both are 0.
    pub f1: f64,
    /// Area under the ROC curve; of more than two classes the mean of each against the rest. Null where a class is not
    /// met, or is all there is.
    pub auc: Option<f64>,
}

/// Rows with their true and predicted classes.
#[derive(Clone, Copy, Debug)]
pub struct Classified<'a> {
    /// True class of each row (n).
    pub truth: &'a [usize],
    /// Predicted class of each row (n).
    pub predicted: &'a [usize],
    /// How much each class is believed in, (n, classes) row-major: probabilities, or whatever else ranks the rows.
    pub scores: &'a [f64],
    /// Whether the scores are probabilities.
    pub probabilities: bool,
    /// Classes.
    pub classes: usize,
    /// Weights of the rows (n), or none.
    pub weight: Option<&'a [f64]>,
}

impl Classified<'_> {
    fn weight(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }

    fn sum(&self, counts: impl Fn(usize) -> bool) -> f64 {
        tree_sum(self.truth.len(), |row| if counts(row) { self.weight(row) } else { 0.0 })
    }
}

/// Metrics of classified rows.
pub fn classification(rows: &Classified<'_>) -> ClassificationMetrics {
    ClassificationMetrics {
        accuracy: accuracy(rows),
        log_loss: rows.probabilities.then(|| log_loss(rows)),
        f1: macro_f1(rows),
        auc: auc(rows),
    }
}

/// Share of the rows whose class is predicted.
pub fn accuracy(rows: &Classified<'_>) -> f64 {
    rows.sum(|row| rows.truth[row] == rows.predicted[row]) / rows.sum(|_| true)
}

/// Mean −log of the probability of the true class; the scores are probabilities.
pub fn log_loss(rows: &Classified<'_>) -> f64 {
    let row_loss = |row: usize| {
        // scikit-learn's log_loss: probabilities not below the spacing of float64 at 1.
        let p = rows.scores[row * rows.classes + rows.truth[row]].clamp(f64::EPSILON, 1.0);
        -math::log(p) * rows.weight(row)
    };
    tree_sum(rows.truth.len(), row_loss) / rows.sum(|_| true)
}

/// Mean F1 of the classes, met or predicted. The rows of a class add in their order.
pub fn macro_f1(rows: &Classified<'_>) -> f64 {
    let mut hits = vec![0.0; rows.classes];
    // Twice the hits, and what was missed or taken for the class: what 2 · hits is a share of.
    let mut named = vec![0.0; rows.classes];
    for (row, (&truth, &predicted)) in rows.truth.iter().zip(rows.predicted).enumerate() {
        let weight = rows.weight(row);
        named[truth] += weight;
        named[predicted] += weight;
        if truth == predicted {
            hits[truth] += weight;
        }
    }
    let met = named.iter().filter(|named| **named > 0.0).count();
    let f1 = |class: usize| if named[class] > 0.0 { 2.0 * hits[class] / named[class] } else { 0.0 };
    if met == 0 { 0.0 } else { tree_sum(rows.classes, f1) / met as f64 }
}

/// Area under the ROC curve of the second of two classes, or the mean of each against the rest; none where a class is not
/// met, or is all there is.
pub fn auc(rows: &Classified<'_>) -> Option<f64> {
    if rows.classes == 2 {
        return auc_of(rows, 1);
    }
    let areas: Option<Vec<f64>> = (0..rows.classes).map(|class| auc_of(rows, class)).collect();
    areas.map(|areas| areas.iter().sum::<f64>() / rows.classes as f64)
}

/// Area under the ROC curve of one class against the rest, by trapezoids; equal scores are one point of the curve.
fn auc_of(rows: &Classified<'_>, class: usize) -> Option<f64> {
    let score = |row: usize| rows.scores[row * rows.classes + class];
    let mut order: Vec<usize> = (0..rows.truth.len()).collect();
    order.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
    let (mut hits, mut misses, mut area) = (0.0, 0.0, 0.0);
    for equal in order.chunk_by(|&a, &b| score(a) == score(b)) {
        let (hits_before, misses_before) = (hits, misses);
        for &row in equal {
            if rows.truth[row] == class {
                hits += rows.weight(row);
            } else {
                misses += rows.weight(row);
            }
        }
        area += (misses - misses_before) * (hits + hits_before) / 2.0;
    }
    (hits > 0.0 && misses > 0.0).then(|| area / (hits * misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(
        truth: &'a [usize],
        predicted: &'a [usize],
        scores: &'a [f64],
        classes: usize,
    ) -> Classified<'a> {
        Classified { truth, predicted, scores, probabilities: true, classes, weight: None }
    }

    /// The examples in scikit-learn's documentation of f1_score, roc_auc_score and log_loss.
    #[test]
    fn metrics_equal_scikit_learns_documented_examples() {
        let uniform = vec![1.0 / 3.0; 18];
        let found = classification(&of(&[0, 1, 2, 0, 1, 2], &[0, 2, 1, 0, 0, 1], &uniform, 3));
        assert!((found.f1 - 0.266_666_666_666_666_66).abs() < 1e-15);
        assert!((found.accuracy - 1.0 / 3.0).abs() < 1e-15);
        let scores = [0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8];
        let found = classification(&of(&[0, 0, 1, 1], &[0, 0, 0, 1], &scores, 2));
        assert_eq!(found.auc, Some(0.75));
        let scores = [0.1, 0.9, 0.9, 0.1, 0.8, 0.2, 0.35, 0.65];
        let found = classification(&of(&[1, 0, 0, 1], &[1, 0, 0, 1], &scores, 2));
        assert!((found.log_loss.unwrap_or_default() - 0.216_161_874_680_579).abs() < 1e-12);
    }

    #[test]
    fn a_weight_counts_as_that_many_rows() {
        let scores = [0.3, 0.7, 0.6, 0.4, 0.2, 0.8];
        let weighted =
            Classified { weight: Some(&[1.0, 2.0, 3.0]), ..of(&[1, 0, 0], &[1, 0, 1], &scores, 2) };
        let rows = [0, 1, 1, 2, 2, 2];
        let truth = rows.map(|row| [1, 0, 0][row]);
        let predicted = rows.map(|row| [1, 0, 1][row]);
        let repeated: Vec<f64> = rows.iter().flat_map(|&row| scores[row * 2..][..2].to_vec()).collect();
        assert_eq!(classification(&weighted), classification(&of(&truth, &predicted, &repeated, 2)));
    }

    #[test]
    fn the_area_of_one_class_alone_is_null() {
        assert_eq!(classification(&of(&[1, 1], &[1, 1], &[0.5; 4], 2)).auc, None);
    }
}
