//! A trained model: parameters, shapes and, when it was trained on a table, the encoder that reads raw rows.

mod describe;
mod evaluation;
mod values;

pub use evaluation::{Evaluation, evaluation_bytes};
pub use values::Values;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::activation::Logistic;
use crate::config::Loss;
use crate::error::{Error, Result};
use crate::examples::Examples;
use crate::kernel::{Level, Machine};
use crate::math;
use crate::memory::with_room;
use crate::model::Network;
use crate::model::architecture::Architecture;
use crate::row_blocks::{RowBlocks, TypedBlocks};
use crate::scalar::{Dtype, Scalar};
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
        let columns = if self.classes().is_empty() { self.architecture.outputs() } else { 1 };
        let mut all = with_room(examples.facts().rows * columns)?;
        self.each_prediction(examples.blocks(), &mut |predicted| {
            all.extend_from_slice(predicted);
            Ok(())
        })?;
        Ok(all)
    }

    /// The same of rows that may lie anywhere: hands on predictions in the order of the rows, those of some rows at a time.
    ///
    /// # Errors
    /// As [`Predictor::predict_examples`]; what keeps the rows from being read; what `visit` answers.
    pub fn each_prediction(
        &self,
        rows: TypedBlocks<'_>,
        visit: &mut dyn FnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        self.each_raw(rows, &mut |raw| visit(&self.predicted(raw)))
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
        self.check_probabilities()?;
        let mut all = with_room(examples.facts().rows * self.architecture.outputs().max(2))?;
        self.each_probability(examples.blocks(), &mut |probabilities| {
            all.extend_from_slice(probabilities);
            Ok(())
        })?;
        Ok(all)
    }

    /// The same of rows that may lie anywhere, as [`Predictor::each_prediction`].
    ///
    /// # Errors
    /// OPTION_INVALID where the loss gives none; else as [`Predictor::each_prediction`].
    pub fn each_probability(
        &self,
        rows: TypedBlocks<'_>,
        visit: &mut dyn FnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        self.each_raw(rows, &mut |raw| visit(&self.probabilities(raw)?))
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
            Values::F64(_, parameters) => {
                let x: Vec<f64> = x.iter().map(|v| v.to_f64()).collect();
                self.raw(parameters, &x)
            }
        }
    }

    fn raw_of_table(&self, table: &Table) -> Result<Vec<f64>> {
        let encoder = self.table_encoder()?;
        match &self.parameters {
            Values::F32(parameters) => self.raw(parameters, &encoder.encode::<f32>(table, false)?.x),
            Values::F64(_, parameters) => self.raw(parameters, &encoder.encode::<f64>(table, false)?.x),
        }
    }

    /// Hands on the raw predictions (m,k) of rows that may lie anywhere.
    fn each_raw(&self, rows: TypedBlocks<'_>, visit: &mut dyn FnMut(&[f64]) -> Result<()>) -> Result<()> {
        let d = rows.features();
        if d != self.features() {
            return Err(Error::shape(format!(
                "The model has {} features; the rows have {d}.",
                self.features()
            )));
        }
        match (rows, &self.parameters) {
            (TypedBlocks::F32(rows), Values::F32(parameters)) => self.each_raw_of(parameters, rows, visit),
            (TypedBlocks::F64(rows), Values::F64(_, parameters)) => self.each_raw_of(parameters, rows, visit),
            _ => Err(self.other_dtype(rows.dtype())),
        }
    }

    fn each_raw_of<T: Scalar>(
        &self,
        parameters: &[T],
        rows: &dyn RowBlocks<T>,
        visit: &mut dyn FnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        let mut network = self.network()?;
        let (stored, mut raw) = (network.layout().store(parameters), Vec::new());
        network.each_prediction(&stored, rows, &mut |values| {
            raw.clear();
            raw.extend(values.iter().map(|value| value.to_f64()));
            visit(&raw)
        })
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
        self.check_probabilities()?;
        let k = self.architecture.outputs();
        Ok(if self.loss == Loss::BinaryCrossEntropy {
            raw.iter().flat_map(|&z| two_classes(z)).collect()
        } else {
            raw.chunks_exact(k).flat_map(softmax).collect()
        })
    }

    fn check_probabilities(&self) -> Result<()> {
        match &self.loss {
            Loss::BinaryCrossEntropy | Loss::CrossEntropy { .. } => Ok(()),
            loss => Err(Error::option(format!(
                "A model trained with the loss {} gives no probabilities. Train it with binaryCrossEntropy or crossEntropy.",
                serde_json::json!(loss)["name"].as_str().unwrap_or_default()
            ))),
        }
    }

    fn other_dtype(&self, rows: Dtype) -> Error {
        Error::shape(format!(
            "The model holds {:?}, the rows {rows:?}; give the rows in the model's dtype.",
            self.parameters.dtype()
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
