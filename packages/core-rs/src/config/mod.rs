//! Every option of a run: its type, range, default and documentation. The one place: schema.json, the TypeScript
//! types, the command line's flags and the page's form are made from here.
//!
//! A [`Config`] is what the user wrote; [`Plan`] is a checked config with every `auto` settled.

mod auto;
mod average;
mod batch;
mod layer;
mod loss;
mod numerics;
mod optimizer;
mod schedule;
mod stopping;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::json;
use crate::options::{from_value, read_value};
use crate::read_fields;

pub use crate::plan::{Facts, MAX_SEED, Plan};
pub use auto::{Auto, AutoWord};
pub use average::Average;
pub use batch::{BalancedWord, BatchSize, ClassWeight, FullWord, Shuffle};
pub use layer::{Activation, HiddenLayer};
pub use loss::{Loss, Targets};
pub use numerics::Numerics;
pub use optimizer::Optimizer;
pub(crate) use schedule::Length;
pub use schedule::{Per, Schedule};
pub use stopping::{EarlyStopping, Monitor};

/// All options of a run. Unknown names are errors; every field may be left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Hidden layers, from the inputs on; none for a linear model. The output layer follows from the targets.
    pub hidden: Vec<HiddenLayer>,
    /// Loss minimised over the rows of a batch. `auto`: `mse` for numbers, `binaryCrossEntropy` for two classes,
    /// `crossEntropy` for more.
    pub loss: Auto<Loss>,
    /// How a gradient becomes a step. Default `adam`.
    pub optimizer: Optimizer,
    /// Step size η > 0; written here or inside `optimizer`, not in both. `auto`: the optimizer's, 0.05 for adam on a
    /// linear model, 0.001 with hidden layers.
    pub learning_rate: Auto<f64>,
    /// How the learning rate changes over the run. `auto`: cosine to zero over the planned epochs.
    pub schedule: Auto<Schedule>,
    /// Rows per update: a whole number ≥ 1, or `full` for all rows. The last short batch is averaged over its own rows.
    /// Default 64.
    pub batch_size: BatchSize,
    /// Batches whose gradients are summed for one update, ≥ 1; the last update of an epoch may have fewer. Default 1.
    pub accumulate_batches: u32,
    /// Passes over the rows, ≥ 1. `auto`: enough for 4,000 updates, between 20 and 500 (or as many as make 1,500
    /// updates); with hidden layers between 20 and 200 (or as many as make 2,000 updates).
    pub epochs: Auto<u32>,
    /// Stop when the loss no longer falls. `auto`: only when `epochs` is `auto`.
    pub early_stopping: Auto<Option<EarlyStopping>>,
    /// L1 penalty λ ≥ 0 on the weights, not on biases: adds λ‖w‖₁ to the mean loss, taken by a proximal step after each
    /// update, so that weights become exactly 0. With `l2` an elastic net. Default 0.
    pub l1: f64,
    /// L2 penalty λ ≥ 0: adds (λ/2)‖w‖² to the mean loss, not on biases. `auto`: on an encoded table chosen by five
    /// folds, for a linear model up to 10,000,000 cells, with hidden layers up to 1,000,000 where `epochs` is `auto` too;
    /// else 0.
    pub l2: Auto<f64>,
    /// Scale a gradient whose norm is larger than this down to it, > 0. Default none.
    pub clip_norm: Option<f64>,
    /// Cut every element of the gradient to −value … value, > 0. Default none.
    pub clip_value: Option<f64>,
    /// Weights of the classes, times the rows' own weights: `balanced`, or one number ≥ 0 a class. Default none.
    pub class_weight: Option<ClassWeight>,
    /// Take an average of the parameters over the steps as the model. Default none.
    pub average: Option<Average>,
    /// Order of the rows in an epoch: `full` (a new permutation each epoch), `block` (a shuffle that reads memory in
    /// blocks), `none` (file order) or `replacement`. `auto`: `full` up to 1 GiB of encoded rows, `block` above.
    pub shuffle: Auto<Shuffle>,
    /// Leave out the last batch of an epoch when it is short. Default false.
    pub drop_last: bool,
    /// Seed of everything random, 0 … 2^53 − 1. Default 0.
    pub seed: u64,
    /// Seed of the initial weights alone, 0 … 2^53 − 1. `auto`: `seed`.
    pub init_seed: Auto<u64>,
    /// `strict`: the same bits on every machine; `fast`: fused arithmetic where the machine has it. Default `strict`.
    pub numerics: Numerics,
    /// Threads, 1 … 64; they change the time, never the result. `auto`: those of the machine, 1 in WebAssembly.
    pub threads: Auto<u32>,
}

read_fields!(Config or default {
    hidden, loss, optimizer, learning_rate, schedule, batch_size, accumulate_batches, epochs, early_stopping, l1, l2, clip_norm, clip_value, class_weight, average, shuffle, drop_last, seed, init_seed, numerics, threads,
});

impl Default for Config {
    fn default() -> Self {
        Self {
            hidden: Vec::new(),
            loss: Auto::AUTO,
            optimizer: Optimizer::default(),
            learning_rate: Auto::AUTO,
            schedule: Auto::AUTO,
            batch_size: BatchSize::default(),
            accumulate_batches: 1,
            epochs: Auto::AUTO,
            early_stopping: Auto::AUTO,
            l1: 0.0,
            l2: Auto::AUTO,
            clip_norm: None,
            clip_value: None,
            class_weight: None,
            average: None,
            shuffle: Auto::AUTO,
            drop_last: false,
            seed: 0,
            init_seed: Auto::AUTO,
            numerics: Numerics::default(),
            threads: Auto::AUTO,
        }
    }
}

impl Config {
    /// Reads a config. A name may stand for an object that holds only it: `"mse"` for `{"name": "mse"}`.
    ///
    /// # Errors
    /// OPTION_INVALID for an unknown option or name, with the nearest known one.
    pub fn from_json(text: &str) -> Result<Self> {
        let mut value = read_value(text)?;
        // A list would be read as the fields in their order.
        let Some(options) = value.as_object_mut() else {
            return Err(Error::option(format!(
                "The options must be a JSON object; got {}.",
                json::write(&value)
            )));
        };
        for key in ["loss", "optimizer", "schedule", "average"] {
            options.get_mut(key).into_iter().for_each(name_to_object);
        }
        from_value(value)
    }
}

/// A name stands for an object that holds only it; `auto` is no name.
pub(crate) fn name_to_object(value: &mut serde_json::Value) {
    if let Some(name) = value.as_str()
        && name != "auto"
    {
        *value = serde_json::json!({ "name": name });
    }
}
