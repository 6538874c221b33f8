//! A trained model: parameters, shapes and, when it was trained on a table, the encoder that reads raw rows.

mod describe;
mod evaluation;
mod values;

pub use evaluation::Evaluation;
pub use values::Values;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::activation::Logistic;
use crate::config::Loss;
use crate::error::{Error, Result};
use crate::examples::{Examples, Typed};
use crate::kernel::{Level, Machine};
use crate::math;
use crate::model::Network;
use crate::model::architecture::Architecture;
use crate::scalar::Scalar;
use crate::table::{Encoder, Table};
use crate::with_values;

/// How the model came about, as kept in its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Training {
    /// Rows trained on.
    pub rows: usize,
    /// Passes over the rows.
    pub epochs: u64,
    /// Updates taken, as a string so that no reader rounds it.
    pub steps: String,
    /// Loss of the last epoch.
    pub loss: Option<f64>,
    /// The settled options: written out they give the same run. The seed is a string.
    pub options: serde_json::Value,
}

/// A trained model.
#[derive(Clone, Debug)]
pub struct Predictor {
    /// The layers.
    pub architecture: Architecture,
    /// All parameters.
    pub parameters: Values,
    /// The loss it was trained with.
    pub loss: Loss,
    /// Classes of a model of plain arrays; empty for numbers, and where the encoder knows them.
    pub own_classes: Vec<String>,
    /// How raw rows become features.
    pub encoder: Option<Arc<Encoder>>,
    /// How it came about.
    pub training: Training,
}

impl Predictor {
    /// Features, d.
    pub fn features(&self) -> usize {
        self.architecture.inputs()
    }

    /// Names of the classes in the order of their indices; empty for a regression.
    pub fn classes(&self) -> &[String] {
        self.encoder.as_ref().map_or(&self.own_classes[..], |encoder| encoder.classes())
    }

    /// The weights hash, 16 hex digits.
    pub fn weights_hash(&self) -> String {
        with_values!(&self.parameters, v => self.architecture.weights_hash(v))
    }

    /// Predictions of plain rows X (m,columns), row-major, in the caller's element type: (m,k) numbers, or (m) indices
    /// of classes.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the columns are not the model's, or when the model reads raw rows of a table.
    pub fn predict<T: Scalar>(&self, x: &[T], columns: usize) -> Result<Vec<T>> {
        let raw = self.raw_of_matrix(x, columns)?;
        Ok(self.predicted(&raw).into_iter().map(T::from_f64).collect())
    }

    /// Predictions of the raw rows of a table: (n,k) numbers in the target's own units, or (n) indices of classes.
    ///
    /// # Errors
    /// DATA_INVALID when a column the model needs is missing or holds what it cannot read.
    pub fn predict_table(&self, table: &Table) -> Result<Vec<f64>> {
        Ok(self.predicted(&self.raw_of_table(table)?))
    }

    /// The same of plain arrays, or of rows that are encoded already.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the examples have other features or another dtype than the model.
    pub fn predict_examples(&self, examples: &Examples) -> Result<Vec<f64>> {
        Ok(self.predicted(&self.raw_of_examples(examples)?))
    }

    /// Probabilities (m,classes), row-major, of plain rows X (m,columns).
    ///
    /// # Errors
    /// OPTION_INVALID where the loss gives none; else as [`Predictor::predict`].
    pub fn predict_probability<T: Scalar>(&self, x: &[T], columns: usize) -> Result<Vec<T>> {
        let raw = self.raw_of_matrix(x, columns)?;
        Ok(self.probabilities(&raw)?.into_iter().map(T::from_f64).collect())
    }

    /// Probabilities (n,classes), row-major, of the raw rows of a table.
    ///
    /// # Errors
    /// OPTION_INVALID where the loss gives none; else as [`Predictor::predict_table`].
    pub fn predict_table_probability(&self, table: &Table) -> Result<Vec<f64>> {
        self.probabilities(&self.raw_of_table(table)?)
    }

    /// The same of plain arrays, or of rows that are encoded already.
    ///
    /// # Errors
    /// OPTION_INVALID where the loss gives none; else as [`Predictor::predict_examples`].
    pub fn predict_examples_probability(&self, examples: &Examples) -> Result<Vec<f64>> {
        self.probabilities(&self.raw_of_examples(examples)?)
    }

    fn raw_of_matrix<T: Scalar>(&self, x: &[T], columns: usize) -> Result<Vec<f64>> {
        if let Some(encoder) = &self.encoder {
            let names = encoder.names().join(", ");
            return Err(Error::shape(format!(
                "This model was trained on a table and reads its raw columns; got a plain matrix. Give rows as objects, or a Dataset, with what it was trained on ({names})."
            )));
        }
        let d = self.features();
        if columns != d || !x.len().is_multiple_of(d) {
            return Err(Error::shape(format!("The model has {d} features; got rows of {columns} values.")));
        }
        match &self.parameters {
            Values::F32(parameters) => {
                let x: Vec<f32> = x.iter().map(|v| v.to_f64() as f32).collect();
                self.raw(parameters, &x)
            }
            Values::F64(parameters) => {
                let x: Vec<f64> = x.iter().map(|v| v.to_f64()).collect();
                self.raw(parameters, &x)
            }
        }
    }

    fn raw_of_table(&self, table: &Table) -> Result<Vec<f64>> {
        let encoder = self.table_encoder()?;
        match &self.parameters {
            Values::F32(parameters) => self.raw(parameters, &encoder.encode::<f32>(table, false)?.x),
            Values::F64(parameters) => self.raw(parameters, &encoder.encode::<f64>(table, false)?.x),
        }
    }

    fn raw_of_examples(&self, examples: &Examples) -> Result<Vec<f64>> {
        let d = examples.facts().features;
        if d != self.features() {
            return Err(Error::shape(format!(
                "The model has {} features; the rows have {d}.",
                self.features()
            )));
        }
        match (&examples.typed, &self.parameters) {
            (Typed::F32(rows), Values::F32(parameters)) => self.raw(parameters, rows.view().x),
            (Typed::F64(rows), Values::F64(parameters)) => self.raw(parameters, rows.view().x),
            _ => Err(self.other_dtype(examples)),
        }
    }

    /// Raw predictions (m,k) of rows of features.
    fn raw<T: Scalar>(&self, parameters: &[T], x: &[T]) -> Result<Vec<f64>> {
        let mut network = self.network()?;
        Ok(network.raw_predictions(parameters, x).into_iter().map(T::to_f64).collect())
    }

    fn network<T: Scalar>(&self) -> Result<Network<T>> {
        Ok(Network::new(self.architecture.clone(), Machine::single(Level::detect()?)))
    }

    /// From raw predictions to numbers in the target's own units, or indices of classes.
    fn predicted(&self, raw: &[f64]) -> Vec<f64> {
        if !self.classes().is_empty() {
            return raw.chunks_exact(self.architecture.outputs()).map(|row| class_of(row) as f64).collect();
        }
        let own = |raw: f64| self.encoder.as_ref().map_or(raw, |encoder| encoder.raw_to_target(raw));
        raw.iter().map(|&raw| own(if self.loss == Loss::Poisson { math::exp(raw) } else { raw })).collect()
    }

    fn probabilities(&self, raw: &[f64]) -> Result<Vec<f64>> {
        let k = self.architecture.outputs();
        match &self.loss {
            Loss::BinaryCrossEntropy => Ok(raw.iter().flat_map(|&z| two_classes(z)).collect()),
            Loss::CrossEntropy { .. } => Ok(raw.chunks_exact(k).flat_map(softmax).collect()),
            loss => Err(Error::option(format!(
                "A model trained with the loss {} gives no probabilities. Train it with binaryCrossEntropy or crossEntropy.",
                serde_json::json!(loss)["name"].as_str().unwrap_or_default()
            ))),
        }
    }

    fn other_dtype(&self, examples: &Examples) -> Error {
        Error::shape(format!(
            "The model holds {:?}, the rows {:?}; give the rows in the model's dtype.",
            self.parameters.dtype(),
            examples.dtype()
        ))
    }

    fn table_encoder(&self) -> Result<&Arc<Encoder>> {
        self.encoder.as_ref().ok_or_else(|| {
            Error::shape(
                "This model was trained on plain arrays; give a matrix with its features in the same order.",
            )
        })
    }
}

/// The class of the largest output, the first of equals; of one output, whether it is above 0.
fn class_of(raw: &[f64]) -> usize {
    if let [raw] = raw {
        return usize::from(*raw > 0.0);
    }
    let largest =
        raw.iter().copied().enumerate().reduce(|best, next| if next.1 > best.1 { next } else { best });
    largest.map_or(0, |(class, _)| class)
}

/// Probabilities of the classes 0 and 1 from the logit of the second.
fn two_classes(z: f64) -> [f64; 2] {
    let Logistic { value, complement, .. } = Logistic::at(z);
    [complement, value]
}

fn softmax(raw: &[f64]) -> Vec<f64> {
    let largest = raw.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = raw.iter().map(|raw| math::exp(raw - largest)).collect();
    let sum = powers.iter().fold(0.0, |sum, power| sum + power);
    powers.into_iter().map(|power| power / sum).collect()
}
