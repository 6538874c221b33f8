//! A trainer and its rows' weights, and, before it, the choice of its penalty.

use std::sync::atomic::AtomicBool;

use crate::config::Plan;
use crate::error::Result;
use crate::examples::Matrix;
use crate::kernel::{Level, Machine};
use crate::scalar::Scalar;
use crate::selection::Selection;
use crate::threads;
use crate::trainer::{Shape, Trainer};
use crate::view::View;

/// One run of one element type.
#[derive(Debug)]
pub(super) struct Run<T> {
    pub(super) trainer: Trainer<T>,
    /// The rows' weights times those of their classes, where classes have any.
    weight: Option<Vec<T>>,
    selection: Option<Selection<T>>,
}

impl<T: Scalar> Run<T> {
    pub(super) fn new(plan: &Plan, rows: &Matrix<T>, selects_l2: bool) -> Result<Self> {
        let weight = rows.class_weights(plan.class_weight.as_ref(), plan.classes);
        let data = weighted(rows, weight.as_deref());
        let level = Level::detect()?;
        let threads = plan.threads.map_or_else(threads::available, |threads| threads as usize);
        let machine = Machine::new(level, plan.numerics, threads);
        Ok(Self {
            trainer: Trainer::new(plan.clone(), Shape::of(&data), machine)?,
            selection: selects_l2.then(|| Selection::new(plan, &data, Machine::new(level, plan.numerics, 1))),
            weight,
        })
    }

    /// Takes at most so many steps, at most to the end of the epoch.
    pub(super) fn advance(&mut self, rows: &Matrix<T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        self.trainer.advance(&weighted(rows, self.weight.as_deref()), max_steps, stop)
    }

    /// Goes on over other rows.
    pub(super) fn set_rows(&mut self, rows: &Matrix<T>, plan: &Plan) -> Result<()> {
        self.weight = rows.class_weights(plan.class_weight.as_ref(), plan.classes);
        self.trainer.set_rows(rows.view().n, plan.batch_size)
    }

    /// Takes at most so many steps towards the choice of the penalty; 0 once the trainer has it.
    pub(super) fn select(&mut self, rows: &Matrix<T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let Some(selection) = &mut self.selection else { return Ok(0) };
        let taken = selection.advance(&weighted(rows, self.weight.as_deref()), max_steps, stop)?;
        if taken == 0 {
            self.trainer.set_l2(selection.chosen()?);
            self.selection = None;
        }
        Ok(taken)
    }

    /// Whether the penalty is still to be chosen.
    pub(super) fn selects(&self) -> bool {
        self.selection.is_some()
    }
}

/// The rows, with these weights where there are any.
fn weighted<'a, T: Scalar>(rows: &'a Matrix<T>, weight: Option<&'a [T]>) -> View<'a, T> {
    let view = rows.view();
    View { weight: weight.or(view.weight), ..view }
}
