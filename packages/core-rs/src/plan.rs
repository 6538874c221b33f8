//! From a config to a plan: every range checked, every `auto` settled from the data's shape.

use serde::Serialize;

use crate::config::{
    Auto, Average, BatchSize, ClassWeight, Config, EarlyStopping, HiddenLayer, Length, Loss, Numerics,
    Optimizer, Per, Schedule, Shuffle, Targets,
};
use crate::error::{Error, Result};
use crate::options::check;
use crate::scalar::Dtype;

/// What the data says to an `auto`.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Rows trained on.
    pub rows: usize,
    /// Features, d.
    pub features: usize,
    /// Columns of y.
    pub targets: usize,
    /// Classes, where y holds class indices in one column.
    pub classes: Option<usize>,
    /// The element type.
    pub dtype: Dtype,
    /// True when the rows came from an encoded table, false for plain arrays.
    pub encoded: bool,
}

/// A checked config with every `auto` settled but `l2`, which needs training (see `selection`).
/// Written out, it gives the same run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Hidden layers.
    pub hidden: Vec<HiddenLayer>,
    /// Outputs of the model, k: one a column of y, or one a class.
    #[serde(skip)]
    pub outputs: usize,
    /// Classes of the target; 0 for numbers.
    #[serde(skip)]
    pub classes: usize,
    /// The loss.
    pub loss: Loss,
    /// The optimizer, its `learning_rate` settled.
    pub optimizer: Optimizer,
    /// The base learning rate η.
    #[serde(skip)]
    pub learning_rate: f64,
    /// The schedule, its length settled.
    pub schedule: Schedule,
    /// Rows per batch, at most the rows there are.
    pub batch_size: usize,
    /// Batches per update.
    pub accumulate_batches: u32,
    /// Planned epochs.
    pub epochs: u32,
    /// When to stop early.
    pub early_stopping: Option<EarlyStopping>,
    /// The L1 penalty.
    pub l1: f64,
    /// The L2 penalty.
    pub l2: f64,
    /// Largest norm of a gradient.
    pub clip_norm: Option<f64>,
    /// Largest element of a gradient.
    pub clip_value: Option<f64>,
    /// Weights of the classes.
    pub class_weight: Option<ClassWeight>,
    /// The average that is the model.
    pub average: Option<Average>,
    /// Order of rows.
    pub shuffle: Shuffle,
    /// Whether the last short batch is left out.
    pub drop_last: bool,
    /// The seed.
    pub seed: u64,
    /// The seed of the initial weights.
    pub init_seed: u64,
    /// The rules of the arithmetic.
    pub numerics: Numerics,
    /// Threads asked for, never part of a result; none for those of the machine.
    #[serde(skip)]
    pub threads: Option<u32>,
}

/// The largest seed: the largest whole number every JSON reader keeps exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;

const UPDATES: usize = 4_000;
/// Epochs planned at most for a linear model, where they make enough updates for a table of few rows.
const MAX_EPOCHS: usize = 500;
const FEW_UPDATES: usize = 1_500;
/// The same with hidden layers, which learn a table of few rows by heart.
const MAX_HIDDEN_EPOCHS: usize = 200;
const FEW_HIDDEN_UPDATES: usize = 2_000;
const MAX_SELECTION_CELLS: usize = 10_000_000;
/// With hidden layers a cell costs as much as many of a linear model, and large tables overfit less.
const MAX_HIDDEN_SELECTION_CELLS: usize = 1_000_000;
const MAX_THREADS: u32 = 64;
/// Encoded bytes up to which a permutation of all rows is the default.
const FULL_SHUFFLE_BYTES: usize = 1 << 30;
const SEED_RANGE: &str = "a whole number from 0 to 9007199254740991";

impl Config {
    /// Checks every range and settles every `auto` that depends on the data's shape.
    ///
    /// # Errors
    /// OPTION_INVALID with the option, its range and what came; DATA_INVALID for targets the loss cannot take.
    pub fn plan(&self, facts: Facts) -> Result<Plan> {
        let Self { seed, l1, clip_norm, clip_value, accumulate_batches, .. } = *self;
        check(seed <= MAX_SEED, "seed", SEED_RANGE, seed)?;
        let init_seed = self.init_seed.or_else(|| seed);
        check(init_seed <= MAX_SEED, "initSeed", SEED_RANGE, init_seed)?;
        for (index, layer) in self.hidden.iter().enumerate() {
            layer.check(index)?;
        }
        let loss = self.settled_loss(&facts)?;
        let outputs =
            if loss.targets() == Targets::Classes { facts.classes.unwrap_or(0) } else { facts.targets };
        let (batch_size, updates) = self.settled_batches(facts.rows)?;
        check(
            accumulate_batches >= 1,
            "accumulateBatches",
            "a whole number of at least 1",
            accumulate_batches,
        )?;
        let updates = updates.div_ceil(accumulate_batches as usize);
        let epochs_given = matches!(self.epochs, Auto::Value(_));
        let epochs = self.epochs.or_else(|| planned_epochs(updates, self.hidden.is_empty()) as u32);
        check(epochs >= 1, "epochs", "a whole number of at least 1, or 'auto'", epochs)?;
        let early_stopping = self.early_stopping.or_else(|| (!epochs_given).then(EarlyStopping::default));
        early_stopping.iter().try_for_each(EarlyStopping::check)?;
        self.average.iter().try_for_each(Average::check)?;
        check(l1 >= 0.0 && l1.is_finite(), "l1", "a finite number of at least 0", l1)?;
        let l2 = self.l2.or_else(|| 0.0);
        check(l2 >= 0.0 && l2.is_finite(), "l2", "a finite number of at least 0, or 'auto'", l2)?;
        for (name, limit) in [("clipNorm", clip_norm), ("clipValue", clip_value)] {
            let limit = limit.unwrap_or(1.0);
            check(limit > 0.0 && limit.is_finite(), name, "a finite number above 0", limit)?;
        }
        let (optimizer, learning_rate) = self.settled_optimizer()?;
        let length =
            Length { epochs: epochs.into(), steps: u64::from(epochs) * updates as u64, rate: learning_rate };
        Ok(Plan {
            hidden: self.hidden.clone(),
            outputs,
            classes: facts.classes.unwrap_or(0),
            loss,
            optimizer,
            learning_rate,
            schedule: self.settled_schedule(length)?,
            batch_size,
            accumulate_batches,
            epochs,
            early_stopping,
            l1,
            l2,
            clip_norm,
            clip_value,
            class_weight: self.settled_class_weight(&facts)?,
            average: self.average,
            shuffle: self.shuffle.or_else(|| default_shuffle(&facts)),
            drop_last: self.drop_last,
            seed,
            init_seed,
            numerics: self.numerics,
            threads: self.settled_threads()?,
        })
    }

    /// Whether `l2` is to be chosen by training on folds of this data.
    pub fn selects_l2(&self, facts: Facts) -> bool {
        let cells = facts.rows.saturating_mul(facts.features);
        let affordable = if self.hidden.is_empty() {
            cells <= MAX_SELECTION_CELLS
        } else {
            // Who says how long a network trains does not want to wait for more.
            cells <= MAX_HIDDEN_SELECTION_CELLS && matches!(self.epochs, Auto::Auto(_))
        };
        matches!(self.l2, Auto::Auto(_)) && facts.encoded && facts.rows >= 10 && affordable
    }

    fn settled_loss(&self, facts: &Facts) -> Result<Loss> {
        let loss = self.loss.clone().or_else(|| match facts.classes {
            None => Loss::Mse,
            Some(2) => Loss::BinaryCrossEntropy,
            Some(_) => Loss::CrossEntropy { label_smoothing: 0.0 },
        });
        loss.check()?;
        match (loss.targets(), facts.classes) {
            (Targets::Classes, None) => Err(Error::option(
                "Option loss is crossEntropy, which takes class indices as its target; got numbers. Give y as classes, or take another loss.",
            )),
            (Targets::Classes, Some(classes)) => {
                check(
                    classes >= 2,
                    "loss",
                    "one for numbers where the target holds fewer than 2 classes",
                    classes,
                )?;
                Ok(loss)
            }
            (Targets::Real | Targets::NonNegative, Some(classes)) => Err(Error::option(format!(
                "Option loss is one for numbers, and the target holds {classes} classes. Take binaryCrossEntropy, hinge or squaredHinge for two classes, crossEntropy for more, or the task regression."
            ))),
            (Targets::Binary, Some(classes)) if classes > 2 => Err(Error::option(format!(
                "Option loss is one of two classes (binaryCrossEntropy, hinge or squaredHinge), and the target holds {classes}. Take crossEntropy, which takes any number of them."
            ))),
            (_, Some(1)) => Err(Error::data(
                "The target holds one class, and a classification needs at least 2. Check the rows, or take task regression.",
            )),
            _ => Ok(loss),
        }
    }

    /// Rows of a batch and batches of an epoch.
    fn settled_batches(&self, rows: usize) -> Result<(usize, usize)> {
        let batch_size = match self.batch_size {
            BatchSize::Full(_) => rows,
            BatchSize::Rows(b) => {
                check(b >= 1, "batchSize", "a whole number of at least 1, or 'full'", b)?;
                usize::try_from(b).unwrap_or(rows).min(rows)
            }
        };
        let batch_size = batch_size.max(1);
        let batches = if self.drop_last { rows / batch_size } else { rows.div_ceil(batch_size) };
        Ok((batch_size, batches.max(1)))
    }

    fn settled_optimizer(&self) -> Result<(Optimizer, f64)> {
        self.optimizer.check()?;
        let mut optimizer = self.optimizer.clone();
        let auto = optimizer.default_rate(!self.hidden.is_empty());
        let own = optimizer.learning_rate_mut();
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

    fn settled_schedule(&self, length: Length) -> Result<Schedule> {
        self.schedule
            .clone()
            .or_else(|| Schedule::Cosine { t_max: Auto::AUTO, eta_min: 0.0, per: Per::Epoch })
            .settle(length)
    }

    fn settled_class_weight(&self, facts: &Facts) -> Result<Option<ClassWeight>> {
        let Some(weights) = &self.class_weight else { return Ok(None) };
        let Some(classes) = facts.classes else {
            return Err(Error::option("Option classWeight needs a target of classes; got numbers."));
        };
        if let ClassWeight::Values(values) = weights {
            check(
                values.len() == classes,
                "classWeight",
                &format!("{classes} numbers, one a class"),
                values.len(),
            )?;
            for &value in values {
                check(
                    value >= 0.0 && value.is_finite(),
                    "classWeight",
                    "finite numbers of at least 0",
                    value,
                )?;
            }
        }
        Ok(Some(weights.clone()))
    }

    fn settled_threads(&self) -> Result<Option<u32>> {
        let Auto::Value(threads) = self.threads else { return Ok(None) };
        check(
            (1..=MAX_THREADS).contains(&threads),
            "threads",
            "a whole number from 1 to 64, or 'auto'",
            threads,
        )?;
        Ok(Some(threads))
    }
}

/// Enough for 4,000 updates, at least 20; at most so many that a table of few rows is learnt, but not by heart.
fn planned_epochs(batches: usize, linear: bool) -> usize {
    let (epochs, few) =
        if linear { (MAX_EPOCHS, FEW_UPDATES) } else { (MAX_HIDDEN_EPOCHS, FEW_HIDDEN_UPDATES) };
    UPDATES.div_ceil(batches).clamp(20, epochs.max(few.div_ceil(batches)))
}

/// By the data alone, never by the machine's memory.
fn default_shuffle(facts: &Facts) -> Shuffle {
    let cells = facts.rows.saturating_mul(facts.features);
    if cells.saturating_mul(facts.dtype.bytes()) > FULL_SHUFFLE_BYTES {
        Shuffle::Block
    } else {
        Shuffle::Full
    }
}
