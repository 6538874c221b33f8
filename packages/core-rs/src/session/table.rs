//! Tables as the bindings ask for them: parts by name, options as JSON.

use crate::error::{Error, Result};
use crate::examples::{Classes, Examples, Matrix, Typed};
use crate::options::read_options;
use crate::read_fields;
use crate::scalar::Scalar;
use crate::table::{Part, Table};
use crate::whole::only_whole;

/// Name, rows and columns with their types, as JSON.
pub fn describe_table(table: &Table) -> String {
    super::to_json(&table.describe())
}

/// The texts of `count` cells of a column from row `from` on, as a JSON array; null where a cell is missing.
///
/// # Errors
/// OPTION_INVALID for a column that does not exist.
pub fn table_texts(table: &Table, column: &str, from: usize, count: usize) -> Result<String> {
    Ok(super::to_json(&table.texts(column, from, count)?))
}

/// One part of a seeded split of a table; `part` is `train` or `test`.
///
/// # Errors
/// OPTION_INVALID for a share that leaves a part empty or a column that does not exist.
pub fn table_part(table: &Table, part: &str, options_json: &str) -> Result<Table> {
    table.part(named(part)?, &read_options(options_json)?)
}

/// How plain arrays are to be read.
struct ArrayOptions {
    /// Columns of X.
    columns: usize,
    /// The classes of y; none where it holds numbers.
    classes: Option<Classes>,
}

read_fields!(ArrayOptions { columns, classes = None });

/// Plain arrays: X row-major (n, columns), y (n,k) row-major, weights of the rows (n). Options: `{ columns, classes }`.
///
/// # Errors
/// SHAPE_MISMATCH, DATA_INVALID for values that are not finite or a y that is none of the classes.
pub fn examples_of<T: Scalar>(
    x: Vec<T>,
    y: Vec<T>,
    weight: Option<Vec<T>>,
    options_json: &str,
) -> Result<Examples>
where
    Typed: From<Matrix<T>>,
{
    let ArrayOptions { columns, classes } = read_options(options_json)?;
    let typed = Typed::from(Matrix::new(x, y, weight, columns)?);
    match classes {
        None => Ok(Examples::from_arrays(typed)),
        Some(classes) => {
            only_whole("classes")?;
            Examples::classified(typed, classes)
        }
    }
}

/// One part of a seeded split of plain arrays; `part` is `train` or `test`.
///
/// # Errors
/// OPTION_INVALID for a share that leaves a part empty.
pub fn examples_part(examples: &Examples, part: &str, options_json: &str) -> Result<Examples> {
    examples.part(named(part)?, &read_options(options_json)?)
}

/// Rows with the cells of one column permuted among them. Options: `{ column, seed, repeat }`.
///
/// # Errors
/// OPTION_INVALID for a column or seed that does not exist, and for rows in a file.
pub fn examples_permuted(examples: &Examples, options_json: &str) -> Result<Examples> {
    examples.permuted(&read_options(options_json)?)
}

/// One part of a fold of a table. Options: schema `FoldOptions` and `EncodeOptions`, which names the target.
///
/// # Errors
/// OPTION_INVALID for folds that do not exist or a column that does not exist.
pub fn table_fold(table: &Table, part: &str, options_json: &str, encode_json: &str) -> Result<Table> {
    table.fold(named(part)?, &read_options(options_json)?, &read_options(encode_json)?)
}

/// One part of a fold of plain arrays. Options: schema `FoldOptions`.
///
/// # Errors
/// OPTION_INVALID for folds that do not exist.
pub fn examples_fold(examples: &Examples, part: &str, options_json: &str) -> Result<Examples> {
    examples.fold(named(part)?, &read_options(options_json)?)
}

fn named(part: &str) -> Result<Part> {
    match part {
        "train" => Ok(Part::Train),
        "test" => Ok(Part::Test),
        other => Err(Error::option(format!("A split has the parts 'train' and 'test'; got '{other}'."))),
    }
}
