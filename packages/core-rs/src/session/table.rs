//! Tables as the bindings ask for them: parts by name, options as JSON.

use crate::error::{Error, Result};
use crate::examples::Examples;
use crate::options::read_options;
use crate::table::{Part, Table};

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

/// One part of a seeded split of plain arrays; `part` is `train` or `test`.
///
/// # Errors
/// OPTION_INVALID for a share that leaves a part empty.
pub fn examples_part(examples: &Examples, part: &str, options_json: &str) -> Result<Examples> {
    examples.part(named(part)?, &read_options(options_json)?)
}

fn named(part: &str) -> Result<Part> {
    match part {
        "train" => Ok(Part::Train),
        "test" => Ok(Part::Test),
        other => Err(Error::option(format!("A split has the parts 'train' and 'test'; got '{other}'."))),
    }
}
