//! Prepared rows as the bindings ask for them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use crate::error::Result;
use crate::examples::Examples;
use crate::options::read_options;
use crate::prepared::{Destination, Preparation, PreparedFile};
use crate::table::{EncodeOptions, Encoder, Table};

/// Where the rows go: `{ "path": file }` or `{ "directory": folder }` for a file without a name.
#[derive(Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    untagged,
    expecting = "expected a path or a directory"
)]
enum Place {
    Path { path: PathBuf },
    Directory { directory: PathBuf },
}

crate::read_by_serde!(Place);

/// Starts to write the encoded rows of a table. Options: schema `EncodeOptions`; with `learnt` the rows are encoded as
/// those were.
///
/// # Errors
/// OPTION_INVALID, DATA_INVALID, IO_FAILED.
pub fn prepare(
    table: &Table,
    options_json: &str,
    place_json: &str,
    learnt: Option<&Examples>,
) -> Result<Preparation> {
    let options: EncodeOptions = read_options(options_json)?;
    let to = match read_options(place_json)? {
        Place::Path { path } => Destination::Named(path),
        Place::Directory { directory } => Destination::Unnamed(directory),
    };
    let (encoder, dtype) = match learnt {
        None => (Arc::new(Encoder::fit(table, &options)?), options.dtype),
        Some(learnt) => (learnt.learnt()?, learnt.dtype()),
    };
    Preparation::new(table.clone(), encoder, dtype, to)
}

/// The rows of a prepared file: in memory where they fit so many bytes, else in the file.
///
/// # Errors
/// IO_FAILED, DATA_INVALID.
pub fn open_prepared(path: &str, memory: Option<f64>) -> Result<Examples> {
    Examples::prepared(PreparedFile::open(Path::new(path))?, memory.map(|bytes| bytes as usize))
}

/// Writes what is left; the rows are then as [`open_prepared`] has them.
///
/// # Errors
/// As [`Preparation::finish`].
pub fn finish_preparation(preparation: Preparation, memory: Option<f64>) -> Result<Examples> {
    Examples::prepared(preparation.finish()?, memory.map(|bytes| bytes as usize))
}
