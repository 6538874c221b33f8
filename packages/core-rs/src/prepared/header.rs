//! What stands before the rows: the sizes of the tensors, and what was learnt of the table.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::tensor::Metadata as Tensors;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::{Code, Error, Result};
use crate::model_file::file_dtype;
use crate::scalar::Dtype;
use crate::table::Encoder;
use crate::{NUMERICS, seal};

/// Version of the file's layout.
const FORMAT: u32 = 1;

/// The key of the file's metadata.
const METADATA: &str = "minibatch.prepared";

/// Rows start at a multiple of this, the size of a page.
const PAGE: usize = 4096;

/// Bytes of the number that says how long the header is.
pub(super) const LENGTH: usize = 8;

/// What the file says of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Metadata {
    format: u32,
    numerics: u32,
    version: String,
    pub(super) dtype: Dtype,
    pub(super) dropped_rows: usize,
    pub(super) encoder: Encoder,
    /// Of the rows; see `fingerprint`.
    pub(super) fingerprint: String,
    /// Of the text: see `seal`.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "the text is checked, not the value")]
    sha256: String,
}

impl Metadata {
    pub(super) fn new(encoder: Encoder, dtype: Dtype, dropped_rows: usize, fingerprint: String) -> Self {
        Self {
            format: FORMAT,
            numerics: NUMERICS,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            dtype,
            dropped_rows,
            encoder,
            fingerprint,
            sha256: String::new(),
        }
    }
}

/// How many rows of what, and where each tensor lies, in bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) n: usize,
    pub(super) d: usize,
    pub(super) weighted: bool,
    pub(super) dtype: Dtype,
    /// Where X starts; y and the weights follow it without a gap.
    pub(super) start: usize,
}

impl Layout {
    pub(super) fn x(&self) -> usize {
        self.start
    }

    pub(super) fn y(&self) -> usize {
        self.start + self.n * self.d * self.dtype.bytes()
    }

    pub(super) fn weight(&self) -> usize {
        self.y() + self.n * self.dtype.bytes()
    }

    /// Bytes of the whole file.
    pub(super) fn end(&self) -> usize {
        self.weight() + usize::from(self.weighted) * self.n * self.dtype.bytes()
    }
}

/// The bytes before the rows; `layout.start` is theirs, and has room for them.
///
/// # Errors
/// INTERNAL when the header cannot be composed.
pub(super) fn compose(metadata: &Metadata, layout: &Layout) -> Result<Vec<u8>> {
    let text = seal::close(&serde_json::to_string(metadata).map_err(internal)?, &[]);
    let dtype = file_dtype(layout.dtype);
    let tensor = |shape: &[usize], from: usize, to: usize| json!({ "dtype": dtype, "shape": shape, "data_offsets": [from - layout.start, to - layout.start] });
    let mut header = BTreeMap::from([
        ("__metadata__", json!({ METADATA: text })),
        ("x", tensor(&[layout.n, layout.d], layout.x(), layout.y())),
        ("y", tensor(&[layout.n], layout.y(), layout.weight())),
    ]);
    if layout.weighted {
        header.insert("weight", tensor(&[layout.n], layout.weight(), layout.end()));
    }
    let json = serde_json::to_vec(&header).map_err(internal)?;
    let room = (LENGTH + json.len()).next_multiple_of(PAGE).max(layout.start);
    let mut bytes = ((room - LENGTH) as u64).to_le_bytes().to_vec();
    bytes.extend(json);
    bytes.resize(room, b' ');
    Ok(bytes)
}

/// What the header, without its length, says; `size` is that of the file.
///
/// # Errors
/// DATA_INVALID for a file that is truncated, altered, newer than this build, or something else.
pub(super) fn read(path: &Path, bytes: &[u8], size: usize) -> Result<(Metadata, Layout)> {
    let invalid = |why: &str| invalid(path, why);
    let header: Tensors = serde_json::from_slice(bytes)
        .map_err(|error| invalid(&format!("It is no safetensors file ({error}).")))?;
    let json = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(METADATA))
        .ok_or_else(|| invalid("It is a safetensors file without prepared rows; make one by prepare."))?;
    seal::check_format(json, FORMAT).map_err(|why| invalid(&why))?;
    if !seal::holds(json, &[]) {
        return Err(invalid("Its checksum does not agree: the file was altered or damaged."));
    }
    let metadata: Metadata = parse(path, json)?;
    metadata.encoder.check()?;
    let x = header.info("x").ok_or_else(|| invalid("It has no x."))?;
    let &[n, d] = &x.shape[..] else { return Err(invalid("Its x is no matrix.")) };
    let weighted = header.info("weight").is_some();
    let layout = Layout { n, d, weighted, dtype: metadata.dtype, start: LENGTH + bytes.len() };
    let whole = n.checked_mul(d + 2).and_then(|values| values.checked_mul(8)).is_some();
    let places = |name: &str, from: usize, to: usize| {
        header.info(name).is_some_and(|tensor| {
            tensor.dtype == file_dtype(metadata.dtype)
                && tensor.data_offsets == (from - layout.start, to - layout.start)
        })
    };
    let sound = whole
        && n > 0
        && d == metadata.encoder.features()
        && places("x", layout.x(), layout.y())
        && places("y", layout.y(), layout.weight())
        && (!weighted || places("weight", layout.weight(), layout.end()));
    if !sound {
        return Err(invalid("Its tensors do not fit what it says of them."));
    }
    if layout.end() != size {
        return Err(invalid(&format!(
            "Expected {} bytes; it has {size}: it was cut or is damaged.",
            layout.end()
        )));
    }
    Ok((metadata, layout))
}

fn parse<'a, T: Deserialize<'a>>(path: &Path, json: &'a str) -> Result<T> {
    serde_json::from_str(json)
        .map_err(|error| invalid(path, &format!("Its metadata cannot be read ({error}).")))
}

pub(super) fn invalid(path: &Path, why: &str) -> Error {
    let file = path.display().to_string();
    Error::data(format!("'{file}' cannot be read as prepared rows. {why}")).with(json!({ "file": file }))
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The header of prepared rows could not be composed: {error}."))
}
