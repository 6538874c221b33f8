//! The checkpoint file: the model's file with what its run needs to go on beside it.
//!
//! The tensors of the model stand as in `model_file`, so that a checkpoint opens as a model. Beside them `run.<buffer>`
//! are the run's own buffers (P values each, in logical order), and `__metadata__.minibatchRun` is JSON with the settled
//! options, the run's numbers, a fingerprint of the data, and a SHA-256 over that JSON without it and the run's tensors.

use std::collections::HashMap;

use safetensors::tensor::{SafeTensors, TensorView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::model_file::{file_dtype, little_endian};
use crate::scalar::{Dtype, Scalar};
use crate::trainer::{Snapshot, Standing};
use crate::{NUMERICS, json, seal};

/// Version of the layout of a run's part.
pub const FORMAT: u32 = 1;

const METADATA: &str = "minibatchRun";
const PREFIX: &str = "run.";

/// A run at one step, of either element type.
#[derive(Clone, Debug, PartialEq)]
pub enum RunSnapshot {
    /// 32-bit floats.
    F32(Snapshot<f32>),
    /// 64-bit floats.
    F64(Snapshot<f64>),
}

/// All that a checkpoint holds beside the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The settled options: written out they give the same run.
    pub options: serde_json::Value,
    /// Fingerprint of the rows trained on.
    pub data: String,
    /// Seconds of each finished epoch, and of the one under way.
    pub seconds: Vec<f64>,
    /// The run.
    pub run: RunSnapshot,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Metadata {
    format: u32,
    numerics: u32,
    version: String,
    dtype: Dtype,
    options: serde_json::Value,
    data: String,
    seconds: Vec<f64>,
    buffers: Vec<String>,
    standing: Standing,
    /// Of the text: see `seal`.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "the text is checked, not the value")]
    sha256: String,
}

impl Checkpoint {
    /// The file's bytes, around the bytes of the model's file.
    ///
    /// # Errors
    /// INTERNAL when the file cannot be composed.
    pub fn to_bytes(&self, model: &[u8]) -> Result<Vec<u8>> {
        match &self.run {
            RunSnapshot::F32(run) => self.compose(run, model),
            RunSnapshot::F64(run) => self.compose(run, model),
        }
    }

    fn compose<T: Scalar>(&self, run: &Snapshot<T>, model: &[u8]) -> Result<Vec<u8>> {
        let buffers: Vec<Vec<u8>> = run.buffers.iter().map(|(_, values)| little_endian(values)).collect();
        let metadata = Metadata {
            format: FORMAT,
            numerics: NUMERICS,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            dtype: T::DTYPE,
            options: self.options.clone(),
            data: self.data.clone(),
            seconds: self.seconds.clone(),
            buffers: run.buffers.iter().map(|(name, _)| name.clone()).collect(),
            standing: run.standing.clone(),
            sha256: String::new(),
        };
        let (_, header) = SafeTensors::read_metadata(model).map_err(internal)?;
        let mut about: HashMap<String, String> = header.metadata().clone().unwrap_or_default();
        let parts: Vec<&[u8]> = buffers.iter().map(Vec::as_slice).collect();
        let json = serde_json::to_string(&metadata).map_err(internal)?;
        about.insert(METADATA.to_owned(), seal::close(&json, &parts));
        let model = SafeTensors::deserialize(model).map_err(internal)?;
        let mut tensors: Vec<(String, TensorView<'_>)> =
            model.tensors().into_iter().map(|(name, view)| (name.clone(), view)).collect();
        for ((name, values), bytes) in run.buffers.iter().zip(&buffers) {
            let view = TensorView::new(file_dtype(T::DTYPE), vec![values.len()], bytes).map_err(internal)?;
            tensors.push((format!("{PREFIX}{name}"), view));
        }
        safetensors::serialize(tensors, Some(about)).map_err(internal)
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID when the file is truncated, altered, a model without a run, or newer than this build.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (_, header) = SafeTensors::read_metadata(bytes)
            .map_err(|e| invalid(&format!("It is not a whole safetensors file ({e}).")))?;
        let json = header
            .metadata()
            .as_ref()
            .and_then(|metadata| metadata.get(METADATA))
            .ok_or_else(|| invalid("It holds no run: a model's file cannot be resumed."))?;
        seal::check_format(json, FORMAT).map_err(|why| invalid(&why))?;
        let metadata: Metadata = parse(json)?;
        if metadata.numerics != NUMERICS {
            return Err(invalid(&format!(
                "It was written under numerics {} and this build computes by {NUMERICS}: the run would not end with the \
                 same bits. Resume it with minibatch {}.",
                metadata.numerics, metadata.version
            )));
        }
        let tensors = SafeTensors::deserialize(bytes)
            .map_err(|e| invalid(&format!("Its tensors are damaged ({e}).")))?;
        let run = match metadata.dtype {
            Dtype::Float32 => RunSnapshot::F32(read((&metadata, json), &tensors, f32::from_le_bytes)?),
            Dtype::Float64 => RunSnapshot::F64(read((&metadata, json), &tensors, f64::from_le_bytes)?),
        };
        Ok(Self { options: metadata.options, data: metadata.data, seconds: metadata.seconds, run })
    }
}

/// The run's buffers, each proved by the seal.
fn read<T: Scalar, const N: usize>(
    (metadata, json): (&Metadata, &str),
    tensors: &SafeTensors<'_>,
    element: fn([u8; N]) -> T,
) -> Result<Snapshot<T>> {
    let mut parts = Vec::new();
    for name in &metadata.buffers {
        let tensor = tensors
            .tensor(&format!("{PREFIX}{name}"))
            .map_err(|_| invalid(&format!("Tensor '{PREFIX}{name}' is missing.")))?;
        if tensor.dtype() != file_dtype(T::DTYPE) {
            return Err(invalid(&format!("Tensor '{PREFIX}{name}' is not {:?}.", T::DTYPE)));
        }
        parts.push(tensor.data());
    }
    if !seal::holds(json, &parts) {
        return Err(invalid("Its checksum does not agree: the file was altered or damaged."));
    }
    let values = |part: &[u8]| part.as_chunks::<N>().0.iter().map(|bytes| element(*bytes)).collect();
    let buffers = metadata.buffers.iter().cloned().zip(parts.into_iter().map(values)).collect();
    Ok(Snapshot { buffers, standing: metadata.standing.clone() })
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    json::from_text(text).map_err(|e| invalid(&format!("Its metadata cannot be read ({e}).")))
}

fn invalid(why: &str) -> Error {
    Error::new(Code::CheckpointInvalid, format!("The checkpoint cannot be used. {why}"))
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The checkpoint could not be written: {error}. Please report this."))
}
