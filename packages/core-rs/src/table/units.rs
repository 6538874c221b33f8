//! Coefficients in the units of the columns and of the target.

use serde::Serialize;

use super::encoder::{EncodedColumn, Encoder, Encoding};
use super::target::Target;

/// A linear model in own units: y = intercept + Σ coefficient · x over the d features, where x of a number is the cell
/// itself (its mean when missing), and of an indicator or level 0 or 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Coefficients {
    /// The prediction where every x is 0.
    pub intercept: f64,
    /// One a feature, in the order of `Encoder::names`.
    pub coefficients: Vec<f64>,
}

impl Encoder {
    /// Turns weights (d) and bias over standardised features and target into coefficients over the columns' own units;
    /// a date counts days since 1970-01-01.
    pub fn own_units(&self, weights: &[f64], bias: f64) -> Coefficients {
        let (target_mean, target_scale) = match &self.target {
            Some(Target::Regression { mean, scale, .. }) => (*mean, *scale),
            _ => (0.0, 1.0),
        };
        let mut shift = bias;
        let mut coefficients = Vec::with_capacity(weights.len());
        let mut weights = weights.iter().copied();
        for EncodedColumn { encoding, .. } in &self.columns {
            let mut weights = weights.by_ref().take(encoding.features());
            if let Encoding::Number(number) | Encoding::Date(number) = encoding {
                let slope = weights.next().unwrap_or_default() / number.scale;
                shift -= slope * number.mean;
                coefficients.push(target_scale * slope);
            }
            coefficients.extend(weights.map(|weight| target_scale * weight));
        }
        Coefficients { intercept: target_mean + target_scale * shift, coefficients }
    }
}
