//! Chooses the L2 penalty by five folds: the same plan is trained on four fifths of the rows for every λ of a grid,
//! and the λ of the least mean loss on the left-out fifths is taken. A function of data and plan alone.

use std::sync::atomic::AtomicBool;

use crate::config::{Auto, Per, Plan, Schedule};
use crate::error::{Code, Result};
use crate::examples::View;
use crate::kernel::Level;
use crate::rng::{Random, Stream, permutation};
use crate::scalar::Scalar;
use crate::trainer::{Shape, Trainer};

/// The λ that are tried, least first.
pub const GRID: [f64; 7] = [0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0];
/// Folds.
pub const FOLDS: usize = 5;

/// Updates that tell the λ apart; a plan of more epochs is cut to them.
const UPDATES: usize = 4_000;
/// Values of X visited at most, over all folds, λ and epochs: a few seconds.
const VISITS: usize = 2_000_000_000;

/// The λ of [`GRID`] with the least mean validation loss over five folds; the smaller one of two equal; 0 for fewer
/// than 10 rows.
///
/// Row i of the permutation drawn from (seed, split) belongs to fold i mod 5. The plan runs as it is but for `l2`, a
/// batch of at most the rows of four folds, and at most as many epochs as make 4,000 updates or visit 2·10⁹ values
/// (at least 1); a cosine over epochs is shortened with them. A λ that diverges in a fold is not taken.
///
/// # Errors
/// The error of the least λ when every λ diverges; ABORTED once `stop` is set.
pub fn choose_l2<T: Scalar>(plan: &Plan, data: &View<'_, T>, level: Level, stop: &AtomicBool) -> Result<f64> {
    if data.n < 2 * FOLDS {
        return Ok(0.0);
    }
    let plan = shortened(plan, data);
    let mut losses: Vec<Result<f64>> = vec![Ok(0.0); GRID.len()];
    for fold in 0..FOLDS {
        let fold = Fold::take(data, plan.seed, fold);
        for (l2, sum) in GRID.into_iter().zip(&mut losses) {
            if let Ok(so_far) = *sum {
                *sum = match fold.loss(&plan, l2, level, stop) {
                    Err(error) if error.code != Code::Diverged => return Err(error),
                    loss => loss.map(|loss| so_far + loss),
                };
            }
        }
    }
    let best = GRID
        .into_iter()
        .zip(&losses)
        .filter_map(|(l2, loss)| Some((l2, *loss.as_ref().ok()?)))
        .reduce(|best, next| if next.1 < best.1 { next } else { best });
    match best {
        Some((l2, _)) => Ok(l2),
        None => losses.swap_remove(0),
    }
}

/// The plan with no more epochs than the choice needs.
fn shortened<T>(plan: &Plan, data: &View<'_, T>) -> Plan {
    let rows = data.n - data.n.div_ceil(FOLDS);
    let updates = rows.div_ceil(plan.batch_size).max(1);
    let visits = GRID.len() * FOLDS * rows.max(1) * data.d;
    let most = UPDATES.div_ceil(updates).min(VISITS / visits).max(1);
    let mut short = plan.clone();
    if most < plan.epochs as usize {
        short.epochs = most as u32;
        if let Schedule::Cosine { t_max: Auto::Value(t_max), per: Per::Epoch, .. } = &mut short.schedule {
            *t_max = (*t_max).min(most as u64);
        }
    }
    short
}

/// Rows to train on and rows left out, each in the data's order.
struct Fold<T> {
    train: Part<T>,
    test: Part<T>,
}

#[derive(Default)]
struct Part<T> {
    x: Vec<T>,
    y: Vec<T>,
    weight: Option<Vec<T>>,
    d: usize,
    k: usize,
}

impl<T: Scalar> Fold<T> {
    fn take(data: &View<'_, T>, seed: u64, fold: usize) -> Self {
        let mut order = vec![0; data.n];
        permutation(&mut order, &Random::new(seed, Stream::Split, 0, 0));
        let mut left_out = vec![false; data.n];
        for row in order.into_iter().skip(fold).step_by(FOLDS) {
            left_out[row as usize] = true;
        }
        let part = |test: bool| {
            let mut part = Part::like(data);
            (0..data.n).filter(|&row| left_out[row] == test).for_each(|row| part.push(data, row));
            part
        };
        Self { train: part(false), test: part(true) }
    }

    /// Loss on the rows left out, of the plan with this penalty trained on the others.
    fn loss(&self, plan: &Plan, l2: f64, level: Level, stop: &AtomicBool) -> Result<f64> {
        let train = self.train.view();
        let plan = Plan { l2, batch_size: plan.batch_size.min(train.n), ..plan.clone() };
        let mut trainer = Trainer::new(plan, Shape { n: train.n, d: train.d, k: train.k }, level)?;
        while !trainer.finished() {
            trainer.advance(&train, u64::MAX, stop)?;
        }
        trainer.mean_loss(&self.test.view())
    }
}

impl<T: Scalar> Part<T> {
    fn like(data: &View<'_, T>) -> Self {
        Self { x: Vec::new(), y: Vec::new(), weight: data.weight.map(|_| Vec::new()), d: data.d, k: data.k }
    }

    fn push(&mut self, data: &View<'_, T>, row: usize) {
        self.x.extend_from_slice(&data.x[row * data.d..(row + 1) * data.d]);
        self.y.extend_from_slice(&data.y[row * data.k..(row + 1) * data.k]);
        if let (Some(to), Some(from)) = (&mut self.weight, data.weight) {
            to.push(from[row]);
        }
    }

    fn view(&self) -> View<'_, T> {
        let Self { x, y, weight, d, k } = self;
        View { x, y, weight: weight.as_deref(), n: y.len() / k.max(&1), d: *d, k: *k }
    }
}
