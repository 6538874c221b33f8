//! Chooses the L2 penalty by five folds: a shortened plan is trained on four fifths of the rows for λ after λ of a grid,
//! and the λ of the least mean loss on the left-out fifths is taken. A function of data and plan alone.

use std::sync::atomic::AtomicBool;

use crate::config::{Auto, Optimizer, Per, Plan, Schedule};
use crate::error::{Code, Result};
use crate::kernel::Machine;
use crate::scalar::Scalar;
use crate::table::fold_of_rows;
use crate::trainer::{Shape, Trainer};
use crate::view::View;

/// The λ of a linear model, least first.
pub const GRID: [f64; 7] = [0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0];
/// The λ of a model with hidden layers, least first: they overfit more, and the penalty shows its effect in fewer decades.
pub const HIDDEN_GRID: [f64; 7] = [0.0, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1];
/// Folds.
pub const FOLDS: usize = 5;

/// The λ that is tried first.
const FIRST: f64 = 1e-2;
/// Updates that tell the λ apart; a plan of more epochs is cut to them.
const UPDATES: usize = 1_000;
const HIDDEN_UPDATES: usize = 500;
/// Products of a value of X, or of a unit, and a weight, over all folds, epochs and the usual number of λ: about a second.
const PRODUCTS: usize = 3_000_000_000;
/// λ that are tried as a rule: the best one, its neighbours and one on the way.
const USUAL: usize = 4;
/// How much longer the steps of a shortened run may be.
const LONGEST: f64 = 10.0;

/// The choice of a penalty under way: it takes steps as a run does, so that it can be cut into slices and stopped.
#[derive(Debug)]
pub struct Selection<T> {
    plan: Plan,
    machine: Machine,
    grid: [f64; GRID.len()],
    /// Sum over the folds for every λ that is done; the error of one that diverged.
    losses: [Option<Result<f64>>; GRID.len()],
    /// The λ under way, by its place in the grid; none once the choice is made.
    at: Option<usize>,
    /// Sum over its folds so far, and how many they are.
    sum: f64,
    folds: usize,
    /// The fold of each row; empty before the first step.
    fold_of: Vec<u32>,
    fold: Option<Fold<T>>,
    trainer: Option<Trainer<T>>,
}

impl<T: Scalar> Selection<T> {
    /// The choice at its start. It is made already for fewer than 10 rows: λ = 0.
    ///
    /// The folds are those of a table's rows (`table/folds.rs`). The first λ is 0.01; after it always a
    /// neighbour of the best one, the smaller first, until both are done: the loss on rows left out has one valley.
    /// The plan runs as it is but for `l2`, a batch of at most the rows of four folds, and at most as many epochs as make
    /// 1,000 updates (500 with hidden layers) or about 3·10⁹ products, but at least 1; a cosine over epochs is shortened
    /// with them. With hidden layers and one of Adam's kin the rate is raised in the same proportion, at most 10 times,
    /// so that the weights come as far: else all λ would look alike, and the run overfit. A λ that diverges in a fold is
    /// not taken.
    pub fn new(plan: &Plan, data: &View<'_, T>, machine: Machine) -> Self {
        let grid = if plan.hidden.is_empty() { GRID } else { HIDDEN_GRID };
        let losses = [const { None }; GRID.len()];
        Self {
            plan: shortened(plan, data),
            machine,
            grid,
            at: if data.n < 2 * FOLDS { None } else { next(&grid, &losses) },
            losses,
            sum: 0.0,
            folds: 0,
            fold_of: Vec::new(),
            fold: None,
            trainer: None,
        }
    }

    /// Takes about so many steps and gives how many it took; 0 once the choice is made.
    ///
    /// # Errors
    /// ABORTED once `stop` is set, after whole steps.
    pub fn advance(&mut self, data: &View<'_, T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let mut taken = 0;
        while taken < max_steps
            && let Some(at) = self.at
        {
            if self.fold_of.is_empty() {
                self.fold_of = fold_of_rows(data.n, None, FOLDS, self.plan.seed);
            }
            let fold = self.fold.get_or_insert_with(|| Fold::take(data, &self.fold_of, self.folds));
            let train = fold.train.view();
            if self.trainer.is_none() {
                let batch_size = self.plan.batch_size.min(train.n);
                let plan = Plan { l2: self.grid[at], batch_size, ..self.plan.clone() };
                self.trainer = Some(Trainer::new(plan, Shape::of(&train), self.machine.clone())?);
            }
            let Some(trainer) = &mut self.trainer else { continue };
            match trainer.advance(&train, max_steps - taken, stop) {
                Ok(steps) => taken += steps.max(1),
                Err(error) if error.code == Code::Diverged => {
                    taken += 1;
                    self.settle(at, Err(error));
                    continue;
                }
                Err(error) => return Err(error),
            }
            if trainer.finished() {
                self.sum += trainer.mean_loss(&fold.test.view())?;
                self.folds += 1;
                (self.fold, self.trainer) = (None, None);
                if self.folds == FOLDS {
                    self.settle(at, Ok(self.sum));
                }
            }
        }
        Ok(taken)
    }

    /// Ends a λ and goes on to the next.
    fn settle(&mut self, at: usize, loss: Result<f64>) {
        self.losses[at] = Some(loss);
        self.at = next(&self.grid, &self.losses);
        (self.sum, self.folds) = (0.0, 0);
        (self.fold, self.trainer) = (None, None);
    }

    /// The λ of the least mean validation loss; the smaller one of two equal.
    ///
    /// # Errors
    /// The error of the least λ when every λ diverges.
    pub fn chosen(&self) -> Result<f64> {
        match (best(&self.losses), &self.losses[0]) {
            (Some(at), _) => Ok(self.grid[at]),
            (None, Some(Err(error))) => Err(error.clone()),
            (None, _) => Ok(0.0),
        }
    }
}

type Losses = [Option<Result<f64>>; GRID.len()];

/// The λ of the least loss so far, by its place in the grid.
fn best(losses: &Losses) -> Option<usize> {
    let done = losses.iter().enumerate().filter_map(|(at, loss)| Some((at, *loss.as_ref()?.as_ref().ok()?)));
    done.reduce(|best, next| if next.1 < best.1 { next } else { best }).map(|(at, _)| at)
}

/// The λ to be tried next: a neighbour of the best, the smaller first; as long as none is good, the next smaller one.
fn next(grid: &[f64], losses: &Losses) -> Option<usize> {
    let open = |at: &usize| losses[*at].is_none();
    let Some(best) = best(losses) else {
        let first = grid.iter().position(|l2| *l2 == FIRST).unwrap_or(0);
        return (0..=first).rev().chain(first + 1..grid.len()).find(open);
    };
    [best.checked_sub(1), Some(best + 1).filter(|at| *at < grid.len())].into_iter().flatten().find(open)
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
    let products = rows.max(1).saturating_mul(weights(plan, data.d)).saturating_mul(FOLDS * USUAL);
    let wanted = if plan.hidden.is_empty() { UPDATES } else { HIDDEN_UPDATES };
    let most = wanted.div_ceil(updates).min(PRODUCTS / products).max(1);
    let mut short = plan.clone();
    if most < plan.epochs as usize {
        short.epochs = most as u32;
        if let Schedule::Cosine { t_max: Auto::Value(t_max), per: Per::Epoch, .. } = &mut short.schedule {
            *t_max = (*t_max).min(most as u64);
        }
        // Steps of Adam are as long as the rate, whatever the gradient; others could diverge.
        let adaptive = matches!(
            plan.optimizer,
            Optimizer::Adam { .. } | Optimizer::Adamw { .. } | Optimizer::Nadam { .. }
        );
        if adaptive && !plan.hidden.is_empty() {
            short.learning_rate *= (f64::from(plan.epochs) / most as f64).min(LONGEST);
        }
    }
    short
}

/// Weights of the model but the biases.
fn weights(plan: &Plan, inputs: usize) -> usize {
    let units = plan.hidden.iter().map(|layer| layer.units as usize).chain([plan.outputs]);
    units
        .fold((0_usize, inputs.max(1)), |(sum, inputs), units| {
            (sum.saturating_add(inputs.saturating_mul(units)), units)
        })
        .0
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
    fn take(data: &View<'_, T>, fold_of: &[u32], fold: usize) -> Self {
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
