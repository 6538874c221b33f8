//! Every option of a run: its type, range, default and documentation. The one place: schema.json, the TypeScript
//! types, the command line's flags and the page's form are made from here.
//!
//! A [`Config`] is what the user wrote; [`Plan`] is a checked config with every `auto` settled.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::options::from_value;

pub use crate::plan::{Facts, MAX_SEED, Plan};

/// The word `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum AutoWord {
    /// Settled from the data and the seed alone; the settled value is stored with the model.
    Auto,
}

/// A value, or `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum Auto<T> {
    /// `"auto"`.
    Auto(AutoWord),
    /// The value itself.
    Value(T),
}

impl<T> Auto<T> {
    /// The word.
    pub const AUTO: Self = Self::Auto(AutoWord::Auto);

    /// The value, or what `settle` says for `"auto"`.
    pub fn or_else(self, settle: impl FnOnce() -> T) -> T {
        match self {
            Self::Auto(_) => settle(),
            Self::Value(value) => value,
        }
    }
}

impl<T> Default for Auto<T> {
    fn default() -> Self {
        Self::AUTO
    }
}

/// All options of a run. Unknown names are errors; every field may be left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Loss minimised over the rows of a batch: `mse` or `halfSquaredError`. Default `mse`.
    pub loss: Loss,
    /// How a gradient becomes a step. Default `adam`.
    pub optimizer: Optimizer,
    /// Step size η > 0; written here or inside `optimizer`, not in both. `auto`: 0.05 for adam, 0.01 for sgd.
    pub learning_rate: Auto<f64>,
    /// How the learning rate changes over the run. `auto`: cosine to zero over the planned epochs.
    pub schedule: Auto<Schedule>,
    /// Rows per update: a whole number ≥ 1, or `full` for all rows. The last short batch is averaged over its own rows.
    /// Default 64.
    pub batch_size: BatchSize,
    /// Passes over the rows, ≥ 1. `auto`: enough for 4,000 updates, between 20 and 500.
    pub epochs: Auto<u32>,
    /// Stop when the loss no longer falls. `auto`: only when `epochs` is `auto`.
    pub early_stopping: Auto<Option<EarlyStopping>>,
    /// L2 penalty λ ≥ 0: adds (λ/2)‖w‖² to the mean loss, not on biases. `auto`: chosen by five folds for an encoded
    /// table of up to 10,000,000 cells, else 0.
    pub l2: Auto<f64>,
    /// Order of the rows in an epoch: `full` (a new permutation each epoch), `none` (file order) or `replacement`.
    /// Default `full`.
    pub shuffle: Shuffle,
    /// Leave out the last batch of an epoch when it is short. Default false.
    pub drop_last: bool,
    /// Seed of everything random, 0 … 2^53 − 1. Default 0.
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            loss: Loss::default(),
            optimizer: Optimizer::default(),
            learning_rate: Auto::AUTO,
            schedule: Auto::AUTO,
            batch_size: BatchSize::default(),
            epochs: Auto::AUTO,
            early_stopping: Auto::AUTO,
            l2: Auto::AUTO,
            shuffle: Shuffle::default(),
            drop_last: false,
            seed: 0,
        }
    }
}

/// A loss. A row's loss is the mean over its k outputs, as PyTorch's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", rename_all = "camelCase", deny_unknown_fields)]
pub enum Loss {
    /// Squared error (p − y)².
    #[default]
    Mse,
    /// Half the squared error ½(p − y)², so that its gradient is p − y.
    HalfSquaredError,
}

/// An optimizer. Names and defaults are PyTorch's, in camelCase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", rename_all = "camelCase", deny_unknown_fields)]
pub enum Optimizer {
    /// Gradient descent, with momentum when asked.
    #[serde(rename_all = "camelCase")]
    Sgd {
        /// Step size η > 0. `auto`: 0.01.
        #[serde(default)]
        learning_rate: Auto<f64>,
        /// Momentum factor, 0 ≤ μ < 1. Default 0.
        #[serde(default)]
        momentum: f64,
        /// Share of the gradient kept out of the momentum buffer, 0 … 1. Default 0.
        #[serde(default)]
        dampening: f64,
        /// Nesterov's look-ahead; needs momentum > 0 and dampening 0. Default false.
        #[serde(default)]
        nesterov: bool,
        /// L2 decay added to the gradient, biases included as PyTorch does. Default 0.
        #[serde(default)]
        weight_decay: f64,
    },
    /// Adam (Kingma and Ba, 2015).
    #[serde(rename_all = "camelCase")]
    Adam {
        /// Step size η > 0. `auto`: 0.05.
        #[serde(default)]
        learning_rate: Auto<f64>,
        /// Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
        #[serde(default = "default_betas")]
        betas: [f64; 2],
        /// Added to the denominator, > 0. Default 1e-8.
        #[serde(default = "default_epsilon")]
        epsilon: f64,
        /// L2 decay added to the gradient, biases included. Default 0.
        #[serde(default)]
        weight_decay: f64,
        /// Keep the largest second moment seen. Default false.
        #[serde(default)]
        amsgrad: bool,
    },
}

fn default_betas() -> [f64; 2] {
    [0.9, 0.999]
}

fn default_epsilon() -> f64 {
    1e-8
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam {
            learning_rate: Auto::AUTO,
            betas: default_betas(),
            epsilon: default_epsilon(),
            weight_decay: 0.0,
            amsgrad: false,
        }
    }
}

/// A learning-rate schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "name", rename_all = "camelCase", deny_unknown_fields)]
pub enum Schedule {
    /// The same rate at every step.
    Constant,
    /// Half a cosine from the rate down to `etaMin` over `tMax` steps or epochs (Loshchilov and Hutter, 2017).
    #[serde(rename_all = "camelCase")]
    Cosine {
        /// Length of the half wave, ≥ 1. `auto`: the planned epochs.
        #[serde(default)]
        t_max: Auto<u64>,
        /// Rate at its end, ≥ 0. Default 0.
        #[serde(default)]
        eta_min: f64,
        /// What `tMax` counts. Default `epoch`.
        #[serde(default)]
        per: Per,
    },
}

/// What a schedule counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Every update.
    Step,
    /// Every pass over the rows.
    #[default]
    Epoch,
}

/// Rows per update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
pub enum BatchSize {
    /// That many rows.
    Rows(u64),
    /// All rows: batch gradient descent.
    Full(FullWord),
}

/// The word `"full"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum FullWord {
    /// All rows.
    Full,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self::Rows(64)
    }
}

/// Order of the rows in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shuffle {
    /// A new permutation of all rows each epoch.
    #[default]
    Full,
    /// The order of the data.
    None,
    /// Each row drawn anew from all rows.
    Replacement,
}

/// When to stop before the planned epochs are done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EarlyStopping {
    /// Epochs without improvement before the run stops, ≥ 1. They count only once the learning rate is at most a tenth
    /// of the base rate (or as low as the schedule goes): while steps are long the loss stalls for their noise, not
    /// for want of progress. Default 10.
    pub patience: u32,
    /// Share of the best loss that counts as an improvement, ≥ 0. Default 1e-4.
    pub min_delta: f64,
}

impl Default for EarlyStopping {
    fn default() -> Self {
        Self { patience: 10, min_delta: 1e-4 }
    }
}

impl Config {
    /// Reads a config. A name may stand for an object that holds only it: `"mse"` for `{"name": "mse"}`.
    ///
    /// # Errors
    /// OPTION_INVALID for an unknown option or name, with the nearest known one.
    pub fn from_json(json: &str) -> Result<Self> {
        let mut value: serde_json::Value = serde_json::from_str(json)
            .map_err(|e| Error::option(format!("The options are not JSON: {e}.")))?;
        if let Some(options) = value.as_object_mut() {
            for key in ["loss", "optimizer", "schedule"] {
                if let Some(named) = options.get_mut(key)
                    && let Some(name) = named.as_str()
                    && name != "auto"
                {
                    *named = serde_json::json!({ "name": name });
                }
            }
        }
        from_value(value)
    }
}
