//! The model file: safetensors with PyTorch's names and layout, and one JSON about everything else.
//!
//! `layers.<i>.weight` (out,in), `layers.<i>.bias` (out); `__metadata__.minibatch` = JSON with `format`, `numerics`,
//! layers, loss, classes, encoder, training summary, the weights hash and a SHA-256 over that JSON without it and the
//! bytes of the layers' tensors in order.

use std::collections::HashMap;
use std::sync::Arc;

use safetensors::tensor::{Dtype as FileDtype, SafeTensors, TensorView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::config::{Activation, Loss, Targets};
use crate::error::{Code, Error, Result};
use crate::model::architecture::{Architecture, Layer};
use crate::predictor::{Predictor, Training, Values};
use crate::scalar::{Dtype, Scalar};
use crate::table::Encoder;
use crate::whole::Float64;
use crate::{NUMERICS, json, seal, with_values};

/// Version of the file's layout.
pub const FORMAT: u32 = 1;

const METADATA: &str = "minibatch";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Metadata {
    format: u32,
    numerics: u32,
    version: String,
    dtype: Dtype,
    layers: Vec<LayerShape>,
    loss: Loss,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    classes: Vec<String>,
    encoder: Option<Encoder>,
    training: Training,
    weights_hash: String,
    /// Of the text: see `seal`.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "the text is checked, not the value")]
    sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerShape {
    inputs: usize,
    units: usize,
    activation: Activation,
    #[serde(default, skip_serializing_if = "is_zero")]
    dropout: f64,
}

fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

impl LayerShape {
    fn of(layer: &Layer) -> Self {
        let Layer { inputs, units, activation, dropout, .. } = *layer;
        Self { inputs, units, activation, dropout }
    }
}

/// The bytes of the model's file.
///
/// # Errors
/// INTERNAL when the file cannot be composed.
pub fn to_bytes(model: &Predictor) -> Result<Vec<u8>> {
    let tensors = with_values!(&model.parameters, v => on_disk(&model.architecture, v));
    let parts: Vec<&[u8]> = tensors.iter().map(|tensor| &tensor.bytes[..]).collect();
    let metadata = Metadata {
        format: FORMAT,
        numerics: NUMERICS,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        dtype: model.parameters.dtype(),
        layers: model.architecture.layers().iter().map(LayerShape::of).collect(),
        loss: model.loss.clone(),
        classes: model.own_classes.clone(),
        encoder: model.encoder.as_deref().cloned(),
        training: model.training.clone(),
        weights_hash: model.weights_hash(),
        sha256: String::new(),
    };
    let dtype = file_dtype(metadata.dtype);
    let views = tensors
        .iter()
        .map(|Tensor { name, shape, bytes }| {
            Ok((name, TensorView::new(dtype, shape.clone(), bytes).map_err(internal)?))
        })
        .collect::<Result<Vec<_>>>()?;
    let json = seal::close(&serde_json::to_string(&metadata).map_err(internal)?, &parts);
    safetensors::serialize(views, Some(HashMap::from([(METADATA.to_owned(), json)]))).map_err(internal)
}

/// A tensor as it stands in the file.
struct Tensor {
    name: String,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// The tensors of all layers: W (out,in) and b (out).
fn on_disk<T: Scalar>(architecture: &Architecture, parameters: &[T]) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    for (i, layer) in architecture.layers().iter().enumerate() {
        let Layer { inputs, units, .. } = *layer;
        let weights = transposed(&parameters[layer.weights()], (inputs, units));
        tensors.push(Tensor {
            name: weight_name(i),
            shape: vec![units, inputs],
            bytes: little_endian(&weights),
        });
        let biases = little_endian(&parameters[layer.biases()]);
        tensors.push(Tensor { name: bias_name(i), shape: vec![units], bytes: biases });
    }
    tensors
}

fn weight_name(layer: usize) -> String {
    format!("layers.{layer}.weight")
}

fn bias_name(layer: usize) -> String {
    format!("layers.{layer}.bias")
}

/// From (rows, columns) row-major to (columns, rows) row-major.
fn transposed<T: Scalar>(values: &[T], (rows, columns): (usize, usize)) -> Vec<T> {
    (0..columns).flat_map(|j| (0..rows).map(move |i| values[i * columns + j])).collect()
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
    seal::check_format(json, FORMAT).map_err(invalid)?;
    let metadata: Metadata = parse(json)?;
    let file =
        SafeTensors::deserialize(bytes).map_err(|e| invalid(format!("Its tensors are damaged ({e}).")))?;
    let architecture = architecture_of(&metadata.layers)?;
    let parts = parts_of(&file, &architecture, file_dtype(metadata.dtype))?;
    if !seal::holds(json, &parts) {
        return Err(invalid("Its checksum does not agree: the file was altered or damaged.".to_owned()));
    }
    if let Some(encoder) = &metadata.encoder {
        encoder.check()?;
    }
    let parameters = match metadata.dtype {
        Dtype::Float32 => Values::F32(in_memory(&architecture, &parts, f32::from_le_bytes)),
        Dtype::Float64 => Values::F64(Float64::here()?, in_memory(&architecture, &parts, f64::from_le_bytes)),
    };
    let model = Predictor {
        architecture,
        parameters,
        loss: metadata.loss,
        own_classes: metadata.classes,
        encoder: metadata.encoder.map(Arc::new),
        training: metadata.training,
    };
    check(&model)?;
    Ok(model)
}

/// The layers a file names, each fitting the one before it.
fn architecture_of(layers: &[LayerShape]) -> Result<Architecture> {
    let chained = layers.windows(2).all(|pair| pair[0].units == pair[1].inputs);
    let shares = layers.iter().all(|layer| (0.0..1.0).contains(&layer.dropout));
    let raw =
        layers.last().is_some_and(|last| last.activation == Activation::Identity && last.dropout == 0.0);
    let sized = layers.iter().all(|layer| {
        layer.units > 0
            && layer.inputs > 0
            && layer.inputs.checked_mul(layer.units).is_some_and(|size| size <= isize::MAX as usize / 8)
    });
    let Some(first) = layers.first().filter(|_| chained && sized && shares && raw) else {
        return Err(invalid("Its layers do not fit each other.".to_owned()));
    };
    Ok(Architecture::new(first.inputs, layers.iter().map(|l| (l.units, l.activation, l.dropout))))
}

/// The bytes of each layer's W and b, in order; every shape is proved.
fn parts_of<'a>(
    file: &SafeTensors<'a>,
    architecture: &Architecture,
    dtype: FileDtype,
) -> Result<Vec<&'a [u8]>> {
    let mut parts = Vec::new();
    for (i, layer) in architecture.layers().iter().enumerate() {
        for (name, shape) in
            [(weight_name(i), vec![layer.units, layer.inputs]), (bias_name(i), vec![layer.units])]
        {
            let tensor = file.tensor(&name).map_err(|_| invalid(format!("Tensor '{name}' is missing.")))?;
            if tensor.shape() != shape || tensor.dtype() != dtype {
                return Err(invalid(format!(
                    "Its shapes do not agree with its tensors: '{name}' is not {shape:?}."
                )));
            }
            parts.push(tensor.data());
        }
    }
    Ok(parts)
}

/// All parameters in logical order.
fn in_memory<T: Scalar, const N: usize>(
    architecture: &Architecture,
    parts: &[&[u8]],
    element: fn([u8; N]) -> T,
) -> Vec<T> {
    let values =
        |part: &[u8]| part.as_chunks::<N>().0.iter().map(|bytes| element(*bytes)).collect::<Vec<T>>();
    let mut parameters = Vec::new();
    for (layer, pair) in architecture.layers().iter().zip(parts.chunks_exact(2)) {
        parameters.extend(transposed(&values(pair[0]), (layer.units, layer.inputs)));
        parameters.extend(values(pair[1]));
    }
    parameters
}

/// Refuses a model whose parts do not fit: features of its encoder, outputs of its classes.
fn check(model: &Predictor) -> Result<()> {
    let (outputs, classes) = (model.architecture.outputs(), model.classes().len());
    let fits = match model.loss.targets() {
        Targets::Classes => outputs == classes && classes >= 2,
        Targets::Binary => classes == 0 || (classes == 2 && outputs == 1),
        Targets::Real | Targets::NonNegative => classes == 0,
    };
    let features = model.encoder.as_ref().is_none_or(|encoder| encoder.features() == model.features());
    if fits && features {
        return Ok(());
    }
    Err(invalid("Its layers do not fit its encoder or its classes.".to_owned()))
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    json::from_text(text).map_err(|e| invalid(format!("Its metadata cannot be read ({e}).")))
}

pub(crate) fn file_dtype(dtype: Dtype) -> FileDtype {
    match dtype {
        Dtype::Float32 => FileDtype::F32,
        Dtype::Float64 => FileDtype::F64,
    }
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
