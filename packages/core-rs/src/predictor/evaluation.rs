//! A model against rows with known targets.

use serde::Serialize;

use super::{Predictor, Values, class_of};
use crate::config::Loss;
use crate::error::{Error, Result};
use crate::examples::{Examples, Typed};
use crate::loss::row_loss;
use crate::metrics::{
    Classified, MOST_CLASSES, Metrics, classification, confusion_matrix, poisson_deviance, regression,
};
use crate::scalar::Scalar;
use crate::table::Table;
use crate::view::View;

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
    /// than [`MOST_CLASSES`] classes.
    #[serde(rename = "confusionMatrix", skip_serializing_if = "Option::is_none")]
    pub confusion_matrix: Option<Vec<Vec<f64>>>,
}

impl Predictor {
    /// Loss as trained, and metrics.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the examples have other features, targets or another dtype than the model; DATA_INVALID for
    /// targets its loss does not take.
    pub fn evaluate(&self, examples: &Examples) -> Result<Evaluation> {
        examples.check_targets(&self.loss)?;
        if examples.classes() != self.classes() {
            return Err(Error::shape(format!(
                "The model has the classes [{}], the rows [{}]; give the rows with the model's classes.",
                self.classes().join(", "),
                examples.classes().join(", ")
            )));
        }
        match (&examples.typed, &self.parameters) {
            (Typed::F32(rows), Values::F32(parameters)) => self.evaluate_view(parameters, &rows.view()),
            (Typed::F64(rows), Values::F64(parameters)) => self.evaluate_view(parameters, &rows.view()),
            _ => Err(self.other_dtype(examples)),
        }
    }

    /// The same from raw rows that hold the target.
    ///
    /// # Errors
    /// DATA_INVALID when a column is missing or holds what the model cannot read.
    pub fn evaluate_table(&self, table: &Table) -> Result<Evaluation> {
        self.evaluate(&Examples::encode(table, self.table_encoder()?.clone(), self.parameters.dtype())?)
    }

    fn evaluate_view<T: Scalar>(&self, parameters: &[T], view: &View<'_, T>) -> Result<Evaluation> {
        let targets = if self.classes().is_empty() { self.architecture.outputs() } else { 1 };
        if (view.d, view.k) != (self.features(), targets) {
            return Err(Error::shape(format!(
                "The model has {} features and {targets} targets; the rows have {} and {}.",
                self.features(),
                view.d,
                view.k
            )));
        }
        let loss = self.network()?.mean_loss(parameters, &*row_loss(&self.loss), view);
        let raw = self.raw(parameters, view.x)?;
        let weight: Option<Vec<f64>> = view.weight.map(|w| w.iter().map(|w| w.to_f64()).collect());
        let y: Vec<f64> = view.y.iter().map(|y| y.to_f64()).collect();
        let (metrics, confusion_matrix) = if self.classes().is_empty() {
            (self.numbers(&raw, &y, weight.as_deref()), None)
        } else {
            self.classified(&raw, &y, weight.as_deref())
        };
        Ok(Evaluation { rows: view.n, loss, metrics, confusion_matrix })
    }

    fn numbers(&self, raw: &[f64], y: &[f64], weight: Option<&[f64]>) -> Metrics {
        let predicted = self.predicted(raw);
        let own = |y: f64| self.encoder.as_ref().map_or(y, |encoder| encoder.raw_to_target(y));
        let target: Vec<f64> = y.iter().map(|&y| own(y)).collect();
        let k = self.architecture.outputs();
        let mut metrics = regression(&predicted, &target, k, weight);
        if self.loss == Loss::Poisson {
            // Of k outputs each has its row's weight.
            let weight: Option<Vec<f64>> =
                weight.map(|w| w.iter().flat_map(|&w| std::iter::repeat_n(w, k)).collect());
            metrics.poisson_deviance = Some(poisson_deviance(&predicted, &target, weight.as_deref()));
        }
        Metrics::Regression(metrics)
    }

    fn classified(&self, raw: &[f64], y: &[f64], weight: Option<&[f64]>) -> (Metrics, Option<Vec<Vec<f64>>>) {
        let probabilities = self.probabilities(raw);
        let (classes, k) = (self.classes().len(), self.architecture.outputs());
        // A loss without probabilities ranks the rows all the same.
        let scores = match &probabilities {
            Ok(probabilities) => probabilities.clone(),
            Err(_) => raw.iter().flat_map(|&raw| [-raw, raw]).collect(),
        };
        let predicted: Vec<usize> = raw.chunks_exact(k).map(class_of).collect();
        let truth: Vec<usize> = y.iter().map(|&y| y as usize).collect();
        let metrics = classification(&Classified {
            truth: &truth,
            predicted: &predicted,
            scores: &scores,
            probabilities: probabilities.is_ok(),
            classes,
            weight,
        });
        let matrix = || confusion_matrix(&truth, &predicted, classes, weight);
        (Metrics::Classification(metrics), (classes <= MOST_CLASSES).then(matrix))
    }
}
