//! Every option of a run: its type, range, default and documentation. The one place: schema.json, the TypeScript
//! types, the command line's flags and the page's form are made from here.
//!
//! A [`Config`] is what the user wrote. [`Plan`] is a checked config with every `auto` settled.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, nearest};

/// The word `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AutoWord {
    /// Settled from the data and the seed alone; the settled value is stored with the model.
    Auto,
}

/// A value, or `"auto"`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum BatchSize {
    /// That many rows.
    Rows(u64),
    /// All rows: batch gradient descent.
    Full(FullWord),
}

/// The word `"full"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// What the data says to an `auto`.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Rows trained on.
    pub rows: usize,
    /// Features, d.
    pub features: usize,
    /// True when the rows came from an encoded table, false for plain arrays.
    pub encoded: bool,
}

/// A checked config with every `auto` settled but `l2`, which needs training (see `selection`).
/// Written out, it gives the same run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The loss.
    pub loss: Loss,
    /// The optimizer, its `learning_rate` settled.
    pub optimizer: Optimizer,
    /// The base learning rate η.
    #[serde(skip)]
    pub learning_rate: f64,
    /// The schedule, its length settled.
    pub schedule: Schedule,
    /// Rows per update, at most the rows there are.
    pub batch_size: usize,
    /// Planned epochs.
    pub epochs: u32,
    /// When to stop early.
    pub early_stopping: Option<EarlyStopping>,
    /// The penalty λ.
    pub l2: f64,
    /// Order of rows.
    pub shuffle: Shuffle,
    /// Whether the last short batch is left out.
    pub drop_last: bool,
    /// The seed.
    pub seed: u64,
}

/// The largest seed: the largest whole number every JSON reader keeps exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

const MIN_UPDATES: usize = 4_000;
const MAX_SELECTION_CELLS: usize = 10_000_000;

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
        serde_path_to_error::deserialize(value)
            .map_err(|e| option_error(&e.path().to_string(), &e.inner().to_string()))
    }

    /// Checks every range and settles every `auto` that depends on the data's shape.
    ///
    /// # Errors
    /// OPTION_INVALID with the option, its range and what came.
    pub fn plan(&self, facts: Facts) -> Result<Plan> {
        let Facts { rows, .. } = facts;
        check(self.seed <= MAX_SEED, "seed", "a whole number from 0 to 9007199254740991", self.seed)?;
        let batch_size = match self.batch_size {
            BatchSize::Full(_) => rows,
            BatchSize::Rows(b) => {
                check(b >= 1, "batchSize", "a whole number of at least 1, or 'full'", b)?;
                usize::try_from(b).unwrap_or(rows).min(rows)
            }
        };
        let batch_size = batch_size.max(1);
        let updates = if self.drop_last { rows / batch_size } else { rows.div_ceil(batch_size) }.max(1);
        let epochs_given = matches!(self.epochs, Auto::Value(_));
        let epochs = self.epochs.or_else(|| MIN_UPDATES.div_ceil(updates).clamp(20, 500) as u32);
        check(epochs >= 1, "epochs", "a whole number of at least 1, or 'auto'", epochs)?;
        let early_stopping = self.early_stopping.or_else(|| (!epochs_given).then(EarlyStopping::default));
        if let Some(EarlyStopping { patience, min_delta }) = early_stopping {
            check(patience >= 1, "earlyStopping.patience", "a whole number of at least 1", patience)?;
            check(min_delta >= 0.0, "earlyStopping.minDelta", "a number of at least 0", min_delta)?;
        }
        let l2 = self.l2.or_else(|| 0.0);
        check(l2 >= 0.0 && l2.is_finite(), "l2", "a finite number of at least 0, or 'auto'", l2)?;
        let (optimizer, learning_rate) = self.settled_optimizer()?;
        Ok(Plan {
            loss: self.loss.clone(),
            optimizer,
            learning_rate,
            schedule: self.settled_schedule(epochs)?,
            batch_size,
            epochs,
            early_stopping,
            l2,
            shuffle: self.shuffle,
            drop_last: self.drop_last,
            seed: self.seed,
        })
    }

    /// Whether `l2` is to be chosen by training on folds of this data.
    pub fn selects_l2(&self, facts: Facts) -> bool {
        matches!(self.l2, Auto::Auto(_))
            && facts.encoded
            && facts.rows >= 10
            && facts.rows.saturating_mul(facts.features) <= MAX_SELECTION_CELLS
    }

    fn settled_optimizer(&self) -> Result<(Optimizer, f64)> {
        let mut optimizer = self.optimizer.clone();
        let (own, auto) = match &mut optimizer {
            Optimizer::Sgd { learning_rate, momentum, dampening, nesterov, weight_decay } => {
                check(
                    (0.0..1.0).contains(momentum),
                    "optimizer.momentum",
                    "a number from 0 to below 1",
                    *momentum,
                )?;
                check(
                    (0.0..=1.0).contains(dampening),
                    "optimizer.dampening",
                    "a number from 0 to 1",
                    *dampening,
                )?;
                check(
                    *weight_decay >= 0.0,
                    "optimizer.weightDecay",
                    "a number of at least 0",
                    *weight_decay,
                )?;
                if *nesterov && (*momentum == 0.0 || *dampening != 0.0) {
                    return Err(Error::option(
                        "Option optimizer.nesterov needs momentum above 0 and dampening 0. Set both, or leave nesterov out.",
                    ));
                }
                (learning_rate, 0.01)
            }
            Optimizer::Adam { learning_rate, betas, epsilon, weight_decay, .. } => {
                for beta in betas.iter() {
                    check(
                        (0.0..1.0).contains(beta),
                        "optimizer.betas",
                        "two numbers from 0 to below 1",
                        *beta,
                    )?;
                }
                check(*epsilon > 0.0, "optimizer.epsilon", "a number above 0", *epsilon)?;
                check(
                    *weight_decay >= 0.0,
                    "optimizer.weightDecay",
                    "a number of at least 0",
                    *weight_decay,
                )?;
                (learning_rate, 0.05)
            }
        };
        let rate = match (self.learning_rate, *own) {
            (Auto::Value(a), Auto::Value(b)) if a != b => {
                return Err(Error::option(format!(
                    "Option learningRate is {a} and optimizer.learningRate is {b}. Write the rate in one place."
                )));
            }
            (Auto::Value(rate), _) | (_, Auto::Value(rate)) => rate,
            _ => auto,
        };
        check(rate > 0.0 && rate.is_finite(), "learningRate", "a finite number above 0, or 'auto'", rate)?;
        *own = Auto::Value(rate);
        Ok((optimizer, rate))
    }

    fn settled_schedule(&self, epochs: u32) -> Result<Schedule> {
        let schedule = self.schedule.clone().or_else(|| Schedule::Cosine {
            t_max: Auto::AUTO,
            eta_min: 0.0,
            per: Per::Epoch,
        });
        if let Schedule::Cosine { t_max, eta_min, per } = schedule {
            let t_max = match (t_max, per) {
                (Auto::Value(t), _) => t,
                (_, Per::Epoch) => u64::from(epochs),
                (_, Per::Step) => {
                    return Err(Error::option(
                        "Option schedule.tMax is missing: with per 'step' give the number of steps, for example 4000.",
                    ));
                }
            };
            check(t_max >= 1, "schedule.tMax", "a whole number of at least 1", t_max)?;
            check(eta_min >= 0.0, "schedule.etaMin", "a number of at least 0", eta_min)?;
            return Ok(Schedule::Cosine { t_max: Auto::Value(t_max), eta_min, per });
        }
        Ok(schedule)
    }
}

fn check(holds: bool, option: &str, expected: &str, got: impl std::fmt::Display) -> Result<()> {
    if holds {
        return Ok(());
    }
    Err(Error::option(format!("Option {option} must be {expected}; got {got}."))
        .with(serde_json::json!({ "option": option })))
}

/// Turns serde's `unknown field|variant `x`, expected one of `a`, `b`` into a sentence with the nearest name.
fn option_error(path: &str, message: &str) -> Error {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let at = if path.is_empty() || path == "." { String::new() } else { format!(" in '{path}'") };
    let sentence = match quoted.split_first() {
        Some((name, known)) if message.starts_with("unknown") => {
            let what = if message.starts_with("unknown field") { "option" } else { "value" };
            let list = known.join(", ");
            format!("Unknown {what} '{name}'{at}.{} Known: {list}.", nearest(name, known.iter().copied()))
        }
        _ => format!("Option{at} is not understood: {message}."),
    };
    Error::option(sentence).with(serde_json::json!({ "option": path }))
}
