//! The model file: safetensors with PyTorch's names and layout, and one JSON about everything else.
//!
//! `layers.0.weight` (out,in), `layers.0.bias` (out); `__metadata__.minibatch` = JSON with `format`, `numerics`,
//! shapes, loss, encoder, training summary, the weights hash and a SHA-256 over that JSON without it and the tensors.

use std::collections::HashMap;
use std::sync::Arc;

use safetensors::tensor::{Dtype as FileDtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};

use crate::config::Loss;
use crate::error::{Code, Error, Result};
use crate::hash::sha256_hex;
use crate::predictor::{Predictor, Training, Values};
use crate::scalar::{Dtype, Scalar};
use crate::table::Encoder;
use crate::{NUMERICS, with_values};

/// Version of the file's layout.
pub const FORMAT: u32 = 1;

const WEIGHT: &str = "layers.0.weight";
const BIAS: &str = "layers.0.bias";
const METADATA: &str = "minibatch";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    format: u32,
    numerics: u32,
    version: String,
    dtype: Dtype,
    layers: Vec<LayerShape>,
    loss: Loss,
    encoder: Option<Encoder>,
    training: Training,
    weights_hash: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct LayerShape {
    inputs: usize,
    units: usize,
    activation: String,
}

/// Only what must be known before the rest can be read.
#[derive(Deserialize)]
struct Versions {
    format: u32,
    #[serde(default)]
    version: String,
}

/// The bytes of the model's file.
///
/// # Errors
/// INTERNAL when the file cannot be composed.
pub fn to_bytes(model: &Predictor) -> Result<Vec<u8>> {
    let d = model.features();
    let bytes = with_values!(&model.parameters, v => little_endian(v));
    let width = bytes.len() / (d + 1);
    let mut metadata = Metadata {
        format: FORMAT,
        numerics: NUMERICS,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        dtype: model.parameters.dtype(),
        layers: vec![LayerShape { inputs: d, units: 1, activation: "identity".to_owned() }],
        loss: model.loss.clone(),
        encoder: model.encoder.as_deref().cloned(),
        training: model.training.clone(),
        weights_hash: model.weights_hash(),
        sha256: String::new(),
    };
    metadata.sha256 = seal(&metadata, &bytes)?;
    let dtype = match metadata.dtype {
        Dtype::Float32 => FileDtype::F32,
        Dtype::Float64 => FileDtype::F64,
    };
    // One output: (in,out) in memory and (out,in) on disk are the same bytes.
    let view = |shape: Vec<usize>, data| TensorView::new(dtype, shape, data).map_err(internal);
    let tensors =
        [(WEIGHT, view(vec![1, d], &bytes[..d * width])?), (BIAS, view(vec![1], &bytes[d * width..])?)];
    let json = serde_json::to_string(&metadata).map_err(internal)?;
    safetensors::serialize(tensors, Some(HashMap::from([(METADATA.to_owned(), json)]))).map_err(internal)
}

/// Reads a model's file.
///
/// # Errors
/// MODEL_FILE_INVALID when the file is truncated, altered, not a model of this library, or newer than this build.
pub fn from_bytes(bytes: &[u8]) -> Result<Predictor> {
    let (_, header) = SafeTensors::read_metadata(bytes)
        .map_err(|e| invalid(format!("It is not a whole safetensors file ({e}).")))?;
    let json = header
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(METADATA))
        .ok_or_else(|| invalid("It is a safetensors file without Minibatch's metadata.".to_owned()))?;
    let Versions { format, version } = parse(json)?;
    if format > FORMAT {
        return Err(invalid(format!(
            "It has format {format} and this build reads up to {FORMAT}. Install minibatch {version} or newer."
        )));
    }
    let mut metadata: Metadata = parse(json)?;
    let tensors =
        SafeTensors::deserialize(bytes).map_err(|e| invalid(format!("Its tensors are damaged ({e}).")))?;
    let mut data = Vec::new();
    for name in [WEIGHT, BIAS] {
        let tensor = tensors.tensor(name).map_err(|_| invalid(format!("Tensor '{name}' is missing.")))?;
        data.extend_from_slice(tensor.data());
    }
    let sealed = std::mem::take(&mut metadata.sha256);
    if seal(&metadata, &data)? != sealed {
        return Err(invalid("Its checksum does not agree: the file was altered or damaged.".to_owned()));
    }
    let parameters = match metadata.dtype {
        Dtype::Float32 => Values::F32(data.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect()),
        Dtype::Float64 => Values::F64(data.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect()),
    };
    if let Some(encoder) = &metadata.encoder {
        encoder.check()?;
    }
    let shape_holds = matches!(&metadata.layers[..], [LayerShape { inputs, units: 1, .. }] if inputs + 1 == parameters.len());
    if !shape_holds {
        return Err(invalid("Its shapes do not agree with its tensors.".to_owned()));
    }
    Ok(Predictor {
        parameters,
        loss: metadata.loss,
        encoder: metadata.encoder.map(Arc::new),
        training: metadata.training,
    })
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| invalid(format!("Its metadata cannot be read ({e}).")))
}

/// SHA-256 over the metadata without its own `sha256`, then the tensors' bytes.
fn seal(metadata: &Metadata, tensors: &[u8]) -> Result<String> {
    let json = serde_json::to_string(metadata).map_err(internal)?;
    Ok(sha256_hex(&[json.as_bytes(), tensors]))
}

pub(crate) fn little_endian<T: Scalar>(values: &[T]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for &value in values {
        value.push_le_bytes(&mut bytes);
    }
    bytes
}

fn invalid(why: String) -> Error {
    Error::new(Code::ModelFileInvalid, format!("The model file cannot be read. {why}"))
}

fn internal(e: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The model file could not be written: {e}."))
}
