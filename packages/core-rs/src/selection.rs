//! Chooses the L2 penalty by five folds: the same plan is trained on four fifths of the rows for every λ of a grid,
//! and the λ of the least mean loss on the left-out fifths is taken. A function of data and plan alone.

use std::sync::atomic::AtomicBool;

use crate::config::{Auto, Per, Plan, Schedule};
use crate::error::{Code, Result};
use crate::kernel::Machine;
use crate::scalar::Scalar;
use crate::table::fold_of_rows;
use crate::trainer::{Shape, Trainer};
use crate::view::View;

/// The λ that are tried, least first.
pub const GRID: [f64; 7] = [0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0];
/// Folds.
pub const FOLDS: usize = 5;

/// Updates that tell the λ apart; a plan of more epochs is cut to them.
const UPDATES: usize = 4_000;
/// Values of X visited at most, over all folds, λ and epochs: a few seconds.
const VISITS: usize = 2_000_000_000;

/// The choice of a penalty under way: it takes steps as a run does, so that it can be cut into slices and stopped.
#[derive(Debug)]
pub struct Selection<T> {
    plan: Plan,
    machine: Machine,
    /// Runs done: fold after fold, in each every λ of the grid.
    done: usize,
    fold: Option<Fold<T>>,
    trainer: Option<Trainer<T>>,
    /// Sum over the folds, for every λ; the error of one that diverged.
    losses: Vec<Result<f64>>,
}

const RUNS: usize = FOLDS * GRID.len();

impl<T: Scalar> Selection<T> {
    /// The choice at its start. It is made already for fewer than 10 rows: λ = 0.
    ///
    /// The folds are those of a table's rows (`table/folds.rs`). The plan runs as it is but for `l2`, a
    /// batch of at most the rows of four folds, and at most as many epochs as make 4,000 updates or visit 2·10⁹ values
    /// (at least 1); a cosine over epochs is shortened with them. A λ that diverges in a fold is not taken.
    pub fn new(plan: &Plan, data: &View<'_, T>, machine: Machine) -> Self {
        Self {
            plan: shortened(plan, data),
            machine,
            done: if data.n < 2 * FOLDS { RUNS } else { 0 },
            fold: None,
            trainer: None,
            losses: vec![Ok(0.0); GRID.len()],
        }
    }

    /// Takes about so many steps and gives how many it took; 0 once the choice is made.
    ///
    /// # Errors
    /// ABORTED once `stop` is set, after whole steps.
    pub fn advance(&mut self, data: &View<'_, T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let mut taken = 0;
        while taken < max_steps && self.done < RUNS {
            let (fold, l2) = (self.done / GRID.len(), self.done % GRID.len());
            if self.losses[l2].is_err() {
                self.next_run();
                continue;
            }
            let fold = self.fold.get_or_insert_with(|| Fold::take(data, self.plan.seed, fold));
            let train = fold.train.view();
            if self.trainer.is_none() {
                let batch_size = self.plan.batch_size.min(train.n);
                let plan = Plan { l2: GRID[l2], batch_size, ..self.plan.clone() };
                self.trainer = Some(Trainer::new(plan, Shape::of(&train), self.machine.clone())?);
            }
            let Some(trainer) = &mut self.trainer else { continue };
            match trainer.advance(&train, max_steps - taken, stop) {
                Ok(steps) => taken += steps.max(1),
                Err(error) if error.code == Code::Diverged => {
                    taken += 1;
                    self.losses[l2] = Err(error);
                    self.next_run();
                    continue;
                }
                Err(error) => return Err(error),
            }
            if trainer.finished() {
                let loss = trainer.mean_loss(&fold.test.view())?;
                self.losses[l2] = self.losses[l2].clone().map(|so_far| so_far + loss);
                self.next_run();
            }
        }
        Ok(taken)
    }

    fn next_run(&mut self) {
        self.done += 1;
        self.trainer = None;
        if self.done.is_multiple_of(GRID.len()) {
            self.fold = None;
        }
    }

    /// The λ of [`GRID`] with the least mean validation loss; the smaller one of two equal.
    ///
    /// # Errors
    /// The error of the least λ when every λ diverges.
    pub fn chosen(&self) -> Result<f64> {
        let sums = GRID.into_iter().zip(&self.losses).filter_map(|(l2, sum)| Some((l2, *sum.as_ref().ok()?)));
        match sums.reduce(|best, next| if next.1 < best.1 { next } else { best }) {
            Some((l2, _)) => Ok(l2),
            None => self.losses[0].clone(),
        }
    }
}

/// The whole choice at once; see [`Selection`].
///
/// # Errors
/// The error of the least λ when every λ diverges; ABORTED once `stop` is set.
pub fn choose_l2<T: Scalar>(
    plan: &Plan,
    data: &View<'_, T>,
    machine: Machine,
    stop: &AtomicBool,
) -> Result<f64> {
    let mut selection = Selection::new(plan, data, machine);
    while selection.advance(data, u64::MAX, stop)? > 0 {}
    selection.chosen()
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
#[derive(Debug)]
struct Fold<T> {
    train: Part<T>,
    test: Part<T>,
}

#[derive(Debug)]
struct Part<T> {
    x: Vec<T>,
    y: Vec<T>,
    weight: Option<Vec<T>>,
    d: usize,
    k: usize,
}

impl<T: Scalar> Fold<T> {
    fn take(data: &View<'_, T>, seed: u64, fold: usize) -> Self {
        let fold_of = fold_of_rows(data.n, None, FOLDS, seed);
        let part = |test: bool| {
            let mut part = Part::like(data);
            (0..data.n)
                .filter(|&row| (fold_of[row] as usize == fold) == test)
                .for_each(|row| part.push(data, row));
            part
        };
        Self { train: part(false), test: part(true) }
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
