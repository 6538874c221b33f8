//! Names of columns.

use std::sync::Arc;

use serde_json::json;

use super::column::Column;
use super::dictionary::Dictionary;
use super::origin::Origin;
use super::spill::Spill;
use crate::error::{Error, Result, nearest};

/// Columns with these names: trimmed, an empty one called `column 3` by its place, no name twice. Cells may go to the file
/// of `spill`.
pub(super) fn columns_named<'a>(
    names: impl IntoIterator<Item = &'a str>,
    origin: &Origin,
    spill: Option<&Arc<Spill>>,
) -> Result<Vec<Column>> {
    let mut known = Dictionary::default();
    let mut columns = Vec::new();
    for (place, name) in (1..).zip(names) {
        let name = match name.trim() {
            "" => format!("column {place}"),
            name => name.to_owned(),
        };
        // So far every name was new, so that its number is its place.
        let first = known.code(&name) + 1;
        if first < place {
            return Err(Error::data(format!(
                "{}: columns {first} and {place} are both named '{name}'. Every column needs a name of its own; rename one.",
                origin.name()
            ))
            .with(json!({ "file": origin.file(), "column": name })));
        }
        let mut column = Column::new(name);
        if let Some(spill) = spill {
            column.spill_to(Arc::clone(spill));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// `"age, city, price"`, the first twenty.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 20;
    let names: Vec<&str> = names.collect();
    let mut text = names[..names.len().min(SHOWN)].join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}

/// OPTION_INVALID: an option names a column that is not there.
pub(super) fn unknown(option: &str, name: &str, columns: &[Column], origin: &Origin) -> Error {
    let names = || columns.iter().map(|column| column.name.as_str());
    Error::option(format!(
        "Option {option} names column '{name}', which {} does not have.{} Its columns: {}.",
        if origin.given_name().is_empty() { "the table" } else { origin.given_name() },
        nearest(name, names()),
        list(names())
    ))
    .with(json!({ "option": option, "column": name }))
}
