//! A model against rows with known targets.

use serde::Serialize;

use super::{Predictor, Values, class_of};
use crate::config::Loss;
use crate::error::{Error, Result};
use crate::examples::{Examples, TargetCheck};
use crate::loss::row_loss;
use crate::metrics::{
    ClassificationSums, Classified, Metrics, RegressionSums, TargetMeans, classification_bytes,
};
use crate::model::scored::{MeanLoss, Scored, check_rows};
use crate::row_blocks::{RowBlocks, TypedBlocks, Visit};
use crate::scalar::Scalar;
use crate::table::Table;
use crate::view::View;

/// Rows whose targets are looked at side by side.
const PIECE: usize = 4096;

/// What an evaluation found.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Rows evaluated.
    pub rows: usize,
    /// Mean loss, in the units trained in.
    pub loss: f64,
    /// Metrics: of numbers in the target's own units.
    pub metrics: Metrics,
    /// Weight of the rows of each true class (rows) predicted as each class (columns); none for numbers, and for more
    /// than [`MOST_CLASSES`](crate::metrics::MOST_CLASSES) classes.
    #[serde(rename = "confusionMatrix", skip_serializing_if = "Option::is_none")]
    pub confusion_matrix: Option<Vec<Vec<f64>>>,
}

/// Bytes that an evaluation of n rows holds beside the model, the rows and a piece of each, at the most: none for numbers
/// (0 classes); of classes what the area under the ROC curve and the confusion matrix take, as
/// [`classification_bytes`] tells.
pub fn evaluation_bytes(n: usize, classes: usize, weighted: bool) -> usize {
    if classes == 0 { 0 } else { classification_bytes(n, classes, weighted) }
}

impl Predictor {
    /// Loss as trained, and metrics.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the examples have other features, targets or another dtype than the model; DATA_INVALID for
    /// targets its loss does not take.
    pub fn evaluate(&self, examples: &Examples) -> Result<Evaluation> {
        if examples.classes() != self.classes() {
            examples.check_targets(&self.loss)?;
            return Err(Error::shape(format!(
                "The model has the classes [{}], the rows [{}]; give the rows with the model's classes.",
                self.classes().join(", "),
                examples.classes().join(", ")
            )));
        }
        self.evaluate_blocks(examples.blocks())
    }

    /// The same from raw rows that hold the target.
    ///
    /// # Errors
    /// DATA_INVALID when a column is missing or holds what the model cannot read.
    pub fn evaluate_table(&self, table: &Table) -> Result<Evaluation> {
        self.evaluate(&self.encode(table)?)
    }

    /// Raw rows that hold the target, encoded as those that the model was trained on.
    ///
    /// # Errors
    /// As [`Predictor::evaluate_table`].
    pub fn encode(&self, table: &Table) -> Result<Examples> {
        Examples::encode(table, self.table_encoder()?.clone(), self.parameters.dtype())
    }

    /// The same of rows that are visited twice, first their targets alone; targets of classes are the model's indices.
    /// Memory: a piece of the rows, and [`evaluation_bytes`].
    ///
    /// # Errors
    /// As [`Predictor::evaluate`]; what keeps the rows from being read; OUT_OF_MEMORY.
    pub fn evaluate_blocks(&self, rows: TypedBlocks<'_>) -> Result<Evaluation> {
        match (rows, &self.parameters) {
            (TypedBlocks::F32(rows), Values::F32(parameters)) => self.evaluate_rows(parameters, rows),
            (TypedBlocks::F64(rows), Values::F64(_, parameters)) => self.evaluate_rows(parameters, rows),
            _ => Err(self.other_dtype(rows.dtype())),
        }
    }

    fn evaluate_rows<T: Scalar>(&self, parameters: &[T], rows: &dyn RowBlocks<T>) -> Result<Evaluation> {
        let targets = if self.classes().is_empty() { self.architecture.outputs() } else { 1 };
        if (rows.features(), rows.targets()) != (self.features(), targets) {
            return Err(Error::shape(format!(
                "The model has {} features and {targets} targets; the rows have {} and {}.",
                self.features(),
                rows.features(),
                rows.targets()
            )));
        }
        let (loss, metrics, confusion_matrix) = if self.classes().is_empty() {
            let mut sums = RegressionSums::new(&self.target_means(rows)?, self.loss == Loss::Poisson);
            let loss = self.score(parameters, rows, &mut |scored| self.add_numbers(&mut sums, scored))?;
            (loss, Metrics::Regression(sums.metrics()), None)
        } else {
            let counts = self.class_counts(rows)?;
            let probabilities = self.check_probabilities().is_ok();
            let mut sums = ClassificationSums::new(&counts, probabilities, rows.is_weighted())?;
            let loss = self.score(parameters, rows, &mut |scored| self.add_classes(&mut sums, scored))?;
            let (metrics, confusion_matrix) = sums.metrics();
            (loss, Metrics::Classification(metrics), confusion_matrix)
        };
        Ok(Evaluation { rows: rows.rows(), loss, metrics, confusion_matrix })
    }

    /// Hands on all rows with their predictions; gives the mean loss.
    fn score<T: Scalar>(
        &self,
        parameters: &[T],
        rows: &dyn RowBlocks<T>,
        add: &mut dyn FnMut(&Scored<'_, T>),
    ) -> Result<f64> {
        let mut network = self.network()?;
        let (stored, loss) = (network.layout().store(parameters), row_loss(&self.loss));
        let mut mean = MeanLoss::new(rows.rows());
        network.each_scored((&stored, &*loss), rows, &mut |scored| {
            mean.add(scored);
            add(scored);
            Ok(())
        })?;
        Ok(mean.mean())
    }

    /// The first pass over numbers.
    fn target_means<T: Scalar>(&self, rows: &dyn RowBlocks<T>) -> Result<TargetMeans> {
        let mut means = TargetMeans::new(rows.rows(), rows.targets());
        self.each_target(rows, &mut |piece| {
            means.add(&self.own_units(piece), weights(piece).as_deref());
            Ok(())
        })?;
        Ok(means)
    }

    /// The first pass over classes: rows of each.
    fn class_counts<T: Scalar>(&self, rows: &dyn RowBlocks<T>) -> Result<Vec<usize>> {
        let mut counts = vec![0; self.score_columns()];
        self.each_target(rows, &mut |piece| {
            piece.y.iter().try_for_each(|y| match counts.get_mut(y.to_f64() as usize) {
                Some(count) => {
                    *count += 1;
                    Ok(())
                }
                None => Err(Error::data(format!(
                    "A target is class {}, and the model knows {} classes, from 0 on.",
                    y.to_f64(),
                    self.score_columns()
                ))),
            })
        })?;
        Ok(counts)
    }

    /// Hands on targets that the loss takes, a piece at a time.
    fn each_target<T: Scalar>(&self, rows: &dyn RowBlocks<T>, visit: &mut Visit<'_, T>) -> Result<()> {
        let check = TargetCheck::new(&self.loss, self.classes().len());
        let (n, mut met) = (rows.rows(), 0);
        rows.each_target(&mut |block| {
            check_rows(n, n.max(met + block.n))?;
            for piece in block.pieces(PIECE) {
                check.rows(met, &piece)?;
                met += piece.n;
                visit(&piece)?;
            }
            Ok(())
        })?;
        check_rows(n, met)
    }

    fn add_numbers<T: Scalar>(&self, sums: &mut RegressionSums, scored: &Scored<'_, T>) {
        let predicted = self.predicted(&to_f64(scored.raw));
        sums.add(&predicted, &self.own_units(&scored.rows), weights(&scored.rows).as_deref());
    }

    fn add_classes<T: Scalar>(&self, sums: &mut ClassificationSums, scored: &Scored<'_, T>) {
        let raw = to_f64(scored.raw);
        let probabilities = self.probabilities(&raw).ok();
        let predicted: Vec<usize> = raw.chunks_exact(self.architecture.outputs()).map(class_of).collect();
        let truth: Vec<usize> = scored.rows.y.iter().map(|y| y.to_f64() as usize).collect();
        sums.add(&Classified {
            truth: &truth,
            predicted: &predicted,
            probabilities: probabilities.is_some(),
            // A loss without probabilities ranks the rows all the same.
            scores: &probabilities.unwrap_or_else(|| raw.iter().flat_map(|&raw| [-raw, raw]).collect()),
            classes: self.score_columns(),
            weight: weights(&scored.rows).as_deref(),
        });
    }

    /// Scores of a row: one a class; of one output two.
    fn score_columns(&self) -> usize {
        self.architecture.outputs().max(2)
    }

    fn own_units<T: Scalar>(&self, rows: &View<'_, T>) -> Vec<f64> {
        let own = |y: f64| self.encoder.as_ref().map_or(y, |encoder| encoder.raw_to_target(y));
        rows.y.iter().map(|y| own(y.to_f64())).collect()
    }
}

fn weights<T: Scalar>(rows: &View<'_, T>) -> Option<Vec<f64>> {
    rows.weight.map(to_f64)
}

fn to_f64<T: Scalar>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}
