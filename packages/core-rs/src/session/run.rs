//! A trainer and where its rows come from, and, before it, the choice of its penalty.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::config::Plan;
use crate::error::Result;
use crate::examples::Matrix;
use crate::kernel::{Level, Machine};
#[cfg(not(target_arch = "wasm32"))]
use crate::prepared::{PreparedFile, RowStream};
use crate::scalar::Scalar;
use crate::selection::Selection;
use crate::threads;
use crate::trainer::{Shape, Trainer};
use crate::view::View;
use crate::whole::WHOLE;

/// One run of one element type.
#[derive(Debug)]
pub(super) struct Run<T> {
    pub(super) trainer: Trainer<T>,
    /// The rows' weights times those of their classes, where classes have any and the rows are in memory.
    weight: Option<Vec<T>>,
    selection: Option<Selection<T>>,
    /// The rows, where they are in a file.
    #[cfg(not(target_arch = "wasm32"))]
    stream: Option<RowStream<T>>,
}

impl<T: Scalar> Run<T> {
    pub(super) fn new(plan: &Plan, rows: &Matrix<T>, selects_l2: bool) -> Result<Self> {
        let weight = rows.class_weights(plan.class_weight.as_ref(), plan.classes);
        let data = weighted(rows, weight.as_deref());
        let selection = match selects_l2 {
            true if WHOLE => {
                Some(Selection::new(plan, &data, Machine::new(Level::detect()?, plan.numerics, 1)))
            }
            _ => None,
        };
        Ok(Self {
            trainer: trainer(plan, Shape::of(&data))?,
            selection,
            weight,
            #[cfg(not(target_arch = "wasm32"))]
            stream: None,
        })
    }

    /// Over rows in a file.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn from_file(plan: &Plan, file: &Arc<PreparedFile>) -> Result<Self> {
        let shape = Shape { n: file.rows(), d: file.features(), k: 1 };
        let stream = Some(RowStream::new(file, plan)?);
        Ok(Self { trainer: trainer(plan, shape)?, selection: None, weight: None, stream })
    }

    /// Takes at most so many steps, at most to the end of the epoch.
    pub(super) fn advance(&mut self, rows: &Matrix<T>, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        self.trainer.advance(&weighted(rows, self.weight.as_deref()), max_steps, stop)
    }

    /// The same over the rows of the file.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn advance_file(&mut self, max_steps: u64, stop: &AtomicBool) -> Result<u64> {
        let Some(stream) = &mut self.stream else { return Ok(0) };
        let epoch = self.trainer.epoch();
        let mut taken = 0;
        while taken < max_steps && self.trainer.epoch() == epoch {
            let chunk = stream.chunk(self.trainer.place(), stop)?;
            let batches = chunk.first..chunk.first + chunk.batches;
            taken += self.trainer.advance_within(batches, &chunk.view(), max_steps - taken, stop)?;
        }
        Ok(taken)
    }

    /// Goes on over other rows.
    pub(super) fn set_rows(&mut self, rows: &Matrix<T>, plan: &Plan) -> Result<()> {
        self.weight = rows.class_weights(plan.class_weight.as_ref(), plan.classes);
        self.trainer.set_rows(rows.view().n, plan.batch_size)
    }

    /// Goes on over the rows of a file.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn set_file(&mut self, file: &Arc<PreparedFile>, plan: &Plan) -> Result<()> {
        self.stream = Some(RowStream::new(file, plan)?);
        self.trainer.set_rows(file.rows(), plan.batch_size)
    }

    /// Memory of the buffers that rows of a file are read through.
    pub(super) fn buffer_bytes(&self) -> usize {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(stream) = &self.stream {
            return stream.bytes();
        }
        0
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

fn trainer<T: Scalar>(plan: &Plan, shape: Shape) -> Result<Trainer<T>> {
    let threads = plan.threads.map_or_else(threads::available, |threads| threads as usize);
    Trainer::new(plan.clone(), shape, Machine::new(Level::detect()?, plan.numerics, threads))
}

/// The rows, with these weights where there are any.
fn weighted<'a, T: Scalar>(rows: &'a Matrix<T>, weight: Option<&'a [T]>) -> View<'a, T> {
    let view = rows.view();
    View { weight: weight.or(view.weight), ..view }
}
