//! From a config to a plan: every range checked, every `auto` settled from the data's shape.

use serde::Serialize;

use crate::config::{Auto, BatchSize, Config, EarlyStopping, Loss, Optimizer, Per, Schedule, Shuffle};
use crate::error::{Error, Result};
use crate::options::check;

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
