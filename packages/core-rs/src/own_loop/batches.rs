//! The rows of each batch, as a run over the same examples takes them.

use std::any::Any;

use serde_json::json;

use super::{check_length, other_dtype};
use crate::batch::Order;
use crate::config::{Auto, BatchSize, Config, Facts, Plan, Shuffle};
use crate::error::{Error, Result};
use crate::examples::{Examples, Matrix};
use crate::json;
use crate::options::read_options;
use crate::read_fields;
use crate::scalar::Scalar;
use crate::trainer;
use crate::with_matrix;

/// Those options of a run that say which rows make a batch.
#[derive(Clone, Copy, Debug, Default)]
struct BatchOptions {
    batch_size: BatchSize,
    shuffle: Auto<Shuffle>,
    drop_last: bool,
    seed: u64,
}

read_fields!(BatchOptions or default { batch_size, shuffle, drop_last, seed });

impl BatchOptions {
    /// Settled as a run settles them.
    fn plan(self, examples: &Examples) -> Result<Plan> {
        let Self { batch_size, shuffle, drop_last, seed } = self;
        // Which loss a run would take does not matter here.
        let facts = Facts { classes: None, ..examples.facts() };
        Config { batch_size, shuffle, drop_last, seed, ..Config::default() }.plan(facts)
    }
}

/// What the batches of these options are, as JSON: `{ batchSize, features, targets, dtype, weighted }`.
///
/// # Errors
/// OPTION_INVALID.
pub fn describe_batches(examples: &Examples, options_json: &str) -> Result<String> {
    let plan = read_options::<BatchOptions>(options_json)?.plan(examples)?;
    let facts = examples.facts();
    let weighted = with_matrix!(examples.typed()?, matrix => matrix.view().weight.is_some());
    Ok(json::write(&json!({
        "batchSize": plan.batch_size,
        "features": facts.features,
        "targets": facts.targets,
        "dtype": facts.dtype,
        "weighted": weighted,
    })))
}

/// The numbers of the rows of an epoch, counted from 0, batch after batch, go to the start of `into` (n); gives how many
/// they are without those that are left out. `order` takes the place of the order drawn.
///
/// # Errors
/// OPTION_INVALID; SHAPE_MISMATCH and DATA_INVALID for an order that is not one of these rows.
pub fn epoch_rows(
    examples: &Examples,
    options_json: &str,
    epoch: u32,
    into: &mut [u32],
    order: Option<Vec<u32>>,
) -> Result<usize> {
    let plan = read_options::<BatchOptions>(options_json)?.plan(examples)?;
    check_length("The array for an epoch's rows", (examples.facts().rows, into.len()))?;
    let mut drawn = with_matrix!(examples.typed()?, matrix => order_of(matrix, &plan))?;
    let epoch = if let Some(order) = order {
        drawn.give(order)?;
        0
    } else {
        epoch
    };
    drawn.prepare(epoch)?;
    let mut taken = 0;
    for batch in 0..drawn.cut().batches() {
        let rows = drawn.batch(batch);
        for (i, into) in into[taken..taken + rows.len()].iter_mut().enumerate() {
            *into = rows.at(i) as u32;
        }
        taken += rows.len();
    }
    Ok(taken)
}

fn order_of<T: Scalar>(matrix: &Matrix<T>, plan: &Plan) -> Result<Order> {
    let view = matrix.view();
    trainer::order::<T>(plan, (view.n, view.d))
}

/// Copies some rows of `x` (m,d), `y` (m,k) or `weight` (m) into an array of the caller's.
///
/// # Errors
/// SHAPE_MISMATCH for an array of another length or dtype, DATA_INVALID for a row that does not exist.
pub fn take<T: Scalar>(examples: &Examples, part: &str, rows: &[u32], into: &mut [T]) -> Result<()> {
    let view = matrix_of::<T>(examples, "The array for a batch's rows")?.view();
    check_rows(rows, view.n)?;
    let (values, width) = match (part, view.weight) {
        ("x", _) => (view.x, view.d),
        ("y", _) => (view.y, view.k),
        ("weight", Some(weight)) => (weight, 1),
        _ => return Err(Error::option(format!("A batch has x, y and perhaps weight; got '{part}'."))),
    };
    check_length(part, (rows.len() * width, into.len()))?;
    for (&row, into) in rows.iter().zip(into.chunks_exact_mut(width)) {
        into.copy_from_slice(&values[row as usize * width..][..width]);
    }
    Ok(())
}

/// Fails for the number of a row that does not exist.
pub(super) fn check_rows(rows: &[u32], n: usize) -> Result<()> {
    let Some(&row) = rows.iter().find(|&&row| row as usize >= n) else { return Ok(()) };
    Err(Error::data(format!("The rows of a batch must be numbers from 0 to {}; got {row}.", n - 1))
        .with(json!({ "row": row })))
}

/// The rows of examples, where they are of this element type: `what` is said to be of another.
pub(super) fn matrix_of<'a, T: Scalar>(examples: &'a Examples, what: &str) -> Result<&'a Matrix<T>> {
    with_matrix!(examples.typed()?, matrix => (matrix as &dyn Any).downcast_ref())
        .ok_or_else(|| other_dtype(what, (examples.dtype(), T::DTYPE)))
}
