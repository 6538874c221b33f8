//! Encoded rows in a file: safetensors with `x` (n,d) at a multiple of 4096 bytes, `y` (n), perhaps `weight` (n), and all
//! that was learnt of the table. What does not fit in memory is trained from there.
//!
//! `writer` (a table → the file) → `header` (what stands before the rows) → `file` (rows by number) → `windows`, `reader`
//! (rows in the order of an epoch, read ahead) → `stream` (chunks of batches for a run).

mod chunk;
mod direct;
mod file;
mod header;
mod place;
mod reader;
mod stream;
mod thread;
mod windows;
mod writer;

use std::io::{Error as IoError, ErrorKind};
use std::path::Path;

use serde_json::json;

pub use file::PreparedFile;
pub(crate) use place::write_at;
pub(crate) use stream::RowStream;
pub use writer::{Destination, Preparation, Writer};

use crate::error::{Code, Error};

/// IO_FAILED: a file cannot be written.
pub(crate) fn write_failed(path: &Path, error: &IoError) -> Error {
    let cure = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "Make room, or name another place"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "Name a place that can be written to",
        ErrorKind::NotFound => "Make the folder first",
        _ => "Name another place",
    };
    io_failed("write to", path, error, cure)
}

/// IO_FAILED: a file cannot be read.
pub(crate) fn read_failed(path: &Path, error: &IoError) -> Error {
    let cure = match error.kind() {
        ErrorKind::NotFound => "Check its name",
        ErrorKind::PermissionDenied => "Check its permissions",
        ErrorKind::UnexpectedEof => "It was shortened after it was opened; prepare it anew",
        _ => "Check the disk",
    };
    io_failed("read", path, error, cure)
}

fn io_failed(what: &str, path: &Path, error: &IoError, cure: &str) -> Error {
    let file = path.display().to_string();
    Error::new(Code::IoFailed, format!("Could not {what} '{file}': {error}. {cure}."))
        .with(json!({ "file": file }))
}
