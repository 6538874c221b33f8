//! A trainer and, before it, the choice of its penalty.

use std::sync::atomic::AtomicBool;

use crate::config::Plan;
use crate::error::Result;
use crate::kernel::{Level, Machine};
use crate::scalar::Scalar;
use crate::selection::Selection;
use crate::trainer::{Shape, Trainer};
use crate::view::View;

/// One run of one element type.
#[derive(Debug)]
pub(super) struct Run<T> {
    pub(super) trainer: Trainer<T>,
    selection: Option<Selection<T>>,
}

impl<T: Scalar> Run<T> {
    pub(super) fn new(plan: &Plan, data: &View<'_, T>, selects_l2: bool) -> Result<Self> {
        let machine = Machine::single(Level::detect()?);
        Ok(Self {
            trainer: Trainer::new(plan.clone(), Shape::of(data), machine.clone())?,
            selection: selects_l2.then(|| Selection::new(plan, data, machine)),
        })
    }

    /// Takes at most so many steps towards the choice of the penalty; 0 once the trainer has it.
    pub(super) fn select(&mut self, data: &View<'_, T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let Some(selection) = &mut self.selection else { return Ok(0) };
        let taken = selection.advance(data, max_steps, stop)?;
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
