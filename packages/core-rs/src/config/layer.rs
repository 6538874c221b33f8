//! Hidden layers and their activations.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::options::check;
use crate::{read_by_serde, read_fields};

/// A hidden layer whose every unit sees every input: activation(x·W + b), then dropout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HiddenLayer {
    /// Outputs of the layer, 1 … 1,000,000.
    pub units: u32,
    /// What each output goes through. Default `relu`.
    #[serde(default)]
    pub activation: Activation,
    /// Share of the outputs set to 0 at each training step, 0 ≤ share < 1; the others are divided by 1 − share
    /// (Srivastava et al., 2014). Default 0.
    #[serde(default)]
    pub dropout: f64,
}

read_fields!(HiddenLayer { units, activation = Activation::Relu, dropout = 0.0 });
read_by_serde!(Activation);

/// Units of a layer at most.
const MAX_UNITS: u32 = 1_000_000;

impl HiddenLayer {
    /// Checks the ranges of the layer with this index.
    pub(crate) fn check(&self, index: usize) -> Result<()> {
        let Self { units, dropout, .. } = *self;
        check(
            (1..=MAX_UNITS).contains(&units),
            &format!("hidden[{index}].units"),
            "a whole number from 1 to 1000000",
            units,
        )?;
        check(
            (0.0..1.0).contains(&dropout),
            &format!("hidden[{index}].dropout"),
            "a number from 0 to below 1",
            dropout,
        )
    }
}

/// An elementwise function after a layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Activation {
    /// z.
    Identity,
    /// max(0, z).
    #[default]
    Relu,
    /// z above 0, 0.01 z below (Maas et al., 2013).
    LeakyRelu,
    /// z above 0, eᶻ − 1 below (Clevert et al., 2016).
    Elu,
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e⁻ᶻ).
    Sigmoid,
    /// z Φ(z), Φ by erf (Hendrycks and Gimpel, 2016).
    Gelu,
    /// Its approximation by tanh.
    GeluTanh,
    /// z · sigmoid(z), also called swish.
    Silu,
    /// log(1 + eᶻ).
    Softplus,
}

impl Activation {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Identity,
        Self::Relu,
        Self::LeakyRelu,
        Self::Elu,
        Self::Tanh,
        Self::Sigmoid,
        Self::Gelu,
        Self::GeluTanh,
        Self::Silu,
        Self::Softplus,
    ];
}
