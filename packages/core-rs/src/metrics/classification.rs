//! Metrics of a classification.

use serde::Serialize;

use super::confusion::{Confusion, MOST_CLASSES};
use super::roc::{Curves, curve_bytes};
use crate::error::Result;
use crate::math;
use crate::sum::{TreeSum, tree_sum};

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
    fn rows(&self) -> usize {
        self.truth.len()
    }

    /// What a row weighs; 1 where rows have no weights.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }

    /// Its weight where its class is predicted.
    fn right(&self, row: usize) -> f64 {
        if self.truth[row] == self.predicted[row] { self.weight(row) } else { 0.0 }
    }

    /// Its weight times −log of the probability of its class; the scores are probabilities.
    fn surprise(&self, row: usize) -> f64 {
        // scikit-learn's log_loss: probabilities not below the spacing of float64 at 1.
        let p = self.scores[row * self.classes + self.truth[row]].clamp(f64::EPSILON, 1.0);
        -math::log(p) * self.weight(row)
    }

    /// Rows of each true class.
    fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        self.truth.iter().for_each(|&class| counts[class] += 1);
        counts
    }
}

/// Metrics of rows that come in order, some at a time.
#[derive(Clone, Debug)]
pub struct ClassificationSums {
    right: TreeSum,
    surprise: Option<TreeSum>,
    weight: TreeSum,
    f1: F1,
    curves: Curves,
    confusion: Option<Confusion>,
}

impl ClassificationSums {
    /// For so many rows of each true class, in the order of the classes.
    ///
    /// # Errors
    /// OUT_OF_MEMORY where the scores of all rows find no room: see [`classification_bytes`].
    pub fn new(counts: &[usize], probabilities: bool, weighted: bool) -> Result<Self> {
        let (classes, sum) = (counts.len(), TreeSum::new(counts.iter().sum()));
        let mut curves = Curves::new(counts, weighted);
        curves.reserve(counts)?;
        Ok(Self {
            right: sum.clone(),
            surprise: probabilities.then(|| sum.clone()),
            weight: sum,
            f1: F1::new(classes),
            curves,
            confusion: (classes <= MOST_CLASSES).then(|| Confusion::new(classes)),
        })
    }

    /// The next rows.
    pub fn add(&mut self, rows: &Classified<'_>) {
        let m = rows.rows();
        self.right.extend(m, |row| rows.right(row));
        if let Some(surprise) = &mut self.surprise {
            surprise.extend(m, |row| rows.surprise(row));
        }
        self.weight.extend(m, |row| rows.weight(row));
        self.f1.add(rows);
        self.curves.add(rows);
        if let Some(confusion) = &mut self.confusion {
            confusion.add((rows.truth, rows.predicted), rows.weight);
        }
    }

    /// The metrics, and the confusion matrix of up to [`MOST_CLASSES`] classes, once all rows came.
    pub fn metrics(self) -> (ClassificationMetrics, Option<Vec<Vec<f64>>>) {
        let weight = self.weight.sum();
        let metrics = ClassificationMetrics {
            accuracy: self.right.sum() / weight,
            log_loss: self.surprise.map(|surprise| surprise.sum() / weight),
            f1: self.f1.mean(),
            auc: self.curves.area(),
        };
        (metrics, self.confusion.map(Confusion::matrix))
    }
}

/// Bytes that [`ClassificationSums`] holds for n rows, at the most. Of two classes 8 a row, 24 with weights; of more
/// 8 × classes a row, 16 × classes + 8 with weights; and the confusion matrix.
pub fn classification_bytes(n: usize, classes: usize, weighted: bool) -> usize {
    let matrix = if classes <= MOST_CLASSES { classes * classes * size_of::<f64>() } else { 0 };
    curve_bytes(n, classes, weighted).saturating_add(matrix)
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
    tree_sum(rows.rows(), |row| rows.right(row)) / tree_sum(rows.rows(), |row| rows.weight(row))
}

/// Mean −log of the probability of the true class; the scores are probabilities.
pub fn log_loss(rows: &Classified<'_>) -> f64 {
    tree_sum(rows.rows(), |row| rows.surprise(row)) / tree_sum(rows.rows(), |row| rows.weight(row))
}

/// Mean F1 of the classes, met or predicted. The rows of a class add in their order.
pub fn macro_f1(rows: &Classified<'_>) -> f64 {
    let mut f1 = F1::new(rows.classes);
    f1.add(rows);
    f1.mean()
}

/// Area under the ROC curve of the second of two classes, or the mean of each against the rest; none where a class is not
/// met, or is all there is.
pub fn auc(rows: &Classified<'_>) -> Option<f64> {
    let mut curves = Curves::new(&rows.counts(), rows.weight.is_some());
    curves.add(rows);
    curves.area()
}

/// Sums of each class, the rows in their order.
#[derive(Clone, Debug)]
struct F1 {
    hits: Vec<f64>,
    /// Twice the hits, and what was missed or taken for the class: what 2 · hits is a share of.
    named: Vec<f64>,
}

impl F1 {
    fn new(classes: usize) -> Self {
        Self { hits: vec![0.0; classes], named: vec![0.0; classes] }
    }

    fn add(&mut self, rows: &Classified<'_>) {
        for (row, (&truth, &predicted)) in rows.truth.iter().zip(rows.predicted).enumerate() {
            let weight = rows.weight(row);
            self.named[truth] += weight;
            self.named[predicted] += weight;
            if truth == predicted {
                self.hits[truth] += weight;
            }
        }
    }

    /// Over the classes that are met or predicted.
    fn mean(&self) -> f64 {
        let Self { hits, named } = self;
        let met = named.iter().filter(|named| **named > 0.0).count();
        let f1 = |class: usize| if named[class] > 0.0 { 2.0 * hits[class] / named[class] } else { 0.0 };
        if met == 0 { 0.0 } else { tree_sum(named.len(), f1) / met as f64 }
    }
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
