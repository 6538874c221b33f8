//! A trained model: parameters, shapes and, when it was trained on a table, the encoder that reads raw rows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::config::Activation;
use crate::config::Loss;
use crate::error::{Error, Result};
use crate::examples::{Examples, Typed};
use crate::hash::weights_hash;
use crate::kernel::Machine;
use crate::kernel::{Level, LinearParameters};
use crate::metrics::{RegressionMetrics, regression};
use crate::model::Network;
use crate::model::architecture::Architecture;
use crate::model::linear::Linear;
use crate::scalar::{Dtype, Scalar};
use crate::table::{Encoder, Table};
use crate::view::View;

/// Parameters in logical order, layer by layer: weights (in,out) row-major, then bias (out).
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 64-bit floats.
    F64(Vec<f64>),
}

/// Runs one expression for either element type of [`Values`].
#[macro_export]
macro_rules! with_values {
    ($values:expr, $v:ident => $body:expr) => {
        match $values {
            $crate::predictor::Values::F32($v) => $body,
            $crate::predictor::Values::F64($v) => $body,
        }
    };
}

impl Values {
    /// How many.
    pub fn len(&self) -> usize {
        with_values!(self, v => v.len())
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::F32(_) => Dtype::Float32,
            Self::F64(_) => Dtype::Float64,
        }
    }

    /// All values as float64, exactly.
    pub fn to_f64(&self) -> Vec<f64> {
        with_values!(self, v => v.iter().map(|value| value.to_f64()).collect())
    }
}

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

/// A trained linear model.
#[derive(Clone, Debug)]
pub struct Predictor {
    /// Weights (d,1), then the bias.
    pub parameters: Values,
    /// The loss it was trained with.
    pub loss: Loss,
    /// How raw rows become features.
    pub encoder: Option<Arc<Encoder>>,
    /// How it came about.
    pub training: Training,
}

impl Predictor {
    /// Features, d.
    pub fn features(&self) -> usize {
        self.parameters.len() - 1
    }

    /// The weights hash, 16 hex digits.
    pub fn weights_hash(&self) -> String {
        let d = self.features();
        with_values!(&self.parameters, v => weights_hash(&[(&[d, 1], &v[..d]), (&[1], &v[d..])]))
    }

    /// Predictions (m) of plain rows X (m,columns), row-major, in the caller's element type.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the columns are not the model's, or when the model reads raw rows of a table.
    pub fn predict<T: Scalar>(&self, x: &[T], columns: usize) -> Result<Vec<T>> {
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
                Ok(raw_predictions(parameters, &x)?.into_iter().map(|p| T::from_f64(f64::from(p))).collect())
            }
            Values::F64(parameters) => {
                let x: Vec<f64> = x.iter().map(|v| v.to_f64()).collect();
                Ok(raw_predictions(parameters, &x)?.into_iter().map(T::from_f64).collect())
            }
        }
    }

    /// Predictions (n) of the raw rows of a table, in the target's own units.
    ///
    /// # Errors
    /// DATA_INVALID when a column the model needs is missing or holds what it cannot read.
    pub fn predict_table(&self, table: &Table) -> Result<Vec<f64>> {
        let encoder = self.table_encoder()?;
        let raw: Vec<f64> = match &self.parameters {
            Values::F32(parameters) => {
                let x = encoder.encode::<f32>(table, false)?.x;
                raw_predictions(parameters, &x)?.into_iter().map(f64::from).collect()
            }
            Values::F64(parameters) => raw_predictions(parameters, &encoder.encode::<f64>(table, false)?.x)?,
        };
        Ok(raw.into_iter().map(|raw| encoder.raw_to_target(raw)).collect())
    }

    /// Loss as trained, and metrics in the target's own units.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the examples have other features than the model.
    pub fn evaluate(&self, examples: &Examples) -> Result<Evaluation> {
        match (&examples.typed, &self.parameters) {
            (Typed::F32(rows), Values::F32(parameters)) => {
                self.evaluate_view(parameters, &rows.view(), examples)
            }
            (Typed::F64(rows), Values::F64(parameters)) => {
                self.evaluate_view(parameters, &rows.view(), examples)
            }
            _ => Err(self.other_dtype(examples)),
        }
    }

    /// Predictions (n) of plain arrays, or of rows that are encoded already, in the target's own units.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when the examples have other features or another dtype than the model.
    pub fn predict_examples(&self, examples: &Examples) -> Result<Vec<f64>> {
        match (&examples.typed, &self.parameters) {
            (Typed::F32(rows), Values::F32(parameters)) => {
                self.predict_view(parameters, &rows.view(), examples)
            }
            (Typed::F64(rows), Values::F64(parameters)) => {
                self.predict_view(parameters, &rows.view(), examples)
            }
            _ => Err(self.other_dtype(examples)),
        }
    }

    fn other_dtype(&self, examples: &Examples) -> Error {
        Error::shape(format!(
            "The model holds {:?}, the rows {:?}; give the rows in the model's dtype.",
            self.parameters.dtype(),
            examples.dtype()
        ))
    }

    /// The same from raw rows that hold the target.
    ///
    /// # Errors
    /// DATA_INVALID when a column is missing or holds what the model cannot read.
    pub fn evaluate_table(&self, table: &Table) -> Result<Evaluation> {
        self.evaluate(&Examples::encode(table, self.table_encoder()?.clone(), self.parameters.dtype())?)
    }

    fn table_encoder(&self) -> Result<&Arc<Encoder>> {
        self.encoder.as_ref().ok_or_else(|| {
            Error::shape(
                "This model was trained on plain arrays; give a matrix with its features in the same order.",
            )
        })
    }

    fn predict_view<T: Scalar>(
        &self,
        parameters: &[T],
        view: &View<'_, T>,
        examples: &Examples,
    ) -> Result<Vec<f64>> {
        if view.d != self.features() || view.k != 1 {
            return Err(Error::shape(format!(
                "The model has {} features and 1 output; the rows have {} and {}.",
                self.features(),
                view.d,
                view.k
            )));
        }
        let raw = raw_predictions(parameters, view.x)?;
        Ok(raw.into_iter().map(|p| examples.target_of(p)).collect())
    }

    fn evaluate_view<T: Scalar>(
        &self,
        parameters: &[T],
        view: &View<'_, T>,
        examples: &Examples,
    ) -> Result<Evaluation> {
        let predicted = self.predict_view(parameters, view, examples)?;
        let target: Vec<f64> = view.y.iter().map(|&y| examples.target_of(y)).collect();
        let weight: Option<Vec<f64>> = view.weight.map(|w| w.iter().map(|w| w.to_f64()).collect());
        Ok(Evaluation {
            rows: view.n,
            loss: Network::new(
                Architecture::new(view.d, [(1, Activation::Identity, 0.0)]),
                Machine::single(Level::detect()?),
            )
            .mean_loss(parameters, &*crate::loss::row_loss(&self.loss), view),
            metrics: regression(&predicted, &target, weight.as_deref()),
        })
    }

    /// Weights and bias in the columns' own units, and as trained.
    pub fn describe(&self) -> serde_json::Value {
        let values = self.parameters.to_f64();
        let (weights, bias) = values.split_at(self.features());
        let own = self.encoder.as_ref().map(|encoder| encoder.own_units(weights, bias[0]));
        json!({
            "numerics": crate::NUMERICS,
            "dtype": self.parameters.dtype(),
            "task": "regression",
            "model": "linear",
            "loss": self.loss,
            "features": self.features(),
            "names": self.encoder.as_ref().map(|encoder| encoder.names()),
            "target": self.encoder.as_ref().and_then(|encoder| encoder.target_name()),
            "standardizedCoefficients": weights,
            "standardizedIntercept": bias[0],
            "coefficients": own.as_ref().map_or(weights.to_vec(), |own| own.coefficients.clone()),
            "intercept": own.as_ref().map_or(bias[0], |own| own.intercept),
            "report": self.encoder.as_ref().map(|encoder| encoder.report()),
            "training": self.training,
            "weightsHash": self.weights_hash(),
        })
    }
}

fn raw_predictions<T: Scalar>(parameters: &[T], x: &[T]) -> Result<Vec<T>> {
    let d = parameters.len() - 1;
    let mut out = vec![T::ZERO; x.len() / d];
    linear_of(d)?.predict(x, split_parameters(parameters), &mut out);
    Ok(out)
}

fn linear_of<T: Scalar>(d: usize) -> Result<Linear<T>> {
    Ok(Linear::new(Level::detect()?, d))
}

fn split_parameters<T: Scalar>(parameters: &[T]) -> LinearParameters<'_, T> {
    let (w, b) = parameters.split_at(parameters.len() - 1);
    LinearParameters { w, b: b[0] }
}

/// What an evaluation found.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Rows evaluated.
    pub rows: usize,
    /// Mean loss, in the units trained in.
    pub loss: f64,
    /// Metrics in the target's own units.
    pub metrics: RegressionMetrics,
}
