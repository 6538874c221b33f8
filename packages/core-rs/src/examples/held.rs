//! Where rows are: in memory, or in a file where they are more than the memory given.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

#[cfg(not(target_arch = "wasm32"))]
use serde_json::json;

use super::{Examples, Matrix};
#[cfg(not(target_arch = "wasm32"))]
use crate::error::Error;
use crate::error::Result;
#[cfg(not(target_arch = "wasm32"))]
use crate::memory::shown;
#[cfg(not(target_arch = "wasm32"))]
use crate::prepared::PreparedFile;
use crate::row_blocks::TypedBlocks;
use crate::scalar::Dtype;

/// The rows in the element type that was asked for.
#[derive(Clone, Debug)]
pub enum Typed {
    /// 32-bit floats.
    F32(Matrix<f32>),
    /// 64-bit floats.
    F64(Matrix<f64>),
}

impl From<Matrix<f32>> for Typed {
    fn from(matrix: Matrix<f32>) -> Self {
        Self::F32(matrix)
    }
}

impl From<Matrix<f64>> for Typed {
    fn from(matrix: Matrix<f64>) -> Self {
        Self::F64(matrix)
    }
}

/// Where the rows are.
#[derive(Clone, Debug)]
pub enum Held {
    /// In memory.
    Memory(Typed),
    /// In a file, for they are more than the memory given.
    #[cfg(not(target_arch = "wasm32"))]
    File(Arc<PreparedFile>),
}

/// Runs one expression for either element type.
#[macro_export]
macro_rules! with_matrix {
    ($typed:expr, $matrix:ident => $body:expr) => {
        match $typed {
            $crate::examples::Typed::F32($matrix) => $body,
            $crate::examples::Typed::F64($matrix) => $body,
        }
    };
}

impl<T> From<Matrix<T>> for Held
where
    Typed: From<Matrix<T>>,
{
    fn from(matrix: Matrix<T>) -> Self {
        Self::Memory(matrix.into())
    }
}

/// Share of the memory given that encoded rows may take: the rest is for the table, parameters and batches.
#[cfg(not(target_arch = "wasm32"))]
const SHARE: (usize, usize) = (3, 4);

/// The least memory under which n rows of d features are held in it: with y, a weight and the order of an epoch.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn least_memory((n, d): (usize, usize), dtype: Dtype) -> usize {
    let bytes = n.saturating_mul((d + 2).saturating_mul(dtype.bytes()) + size_of::<u32>());
    bytes.saturating_mul(SHARE.1).div_ceil(SHARE.0)
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn fits(memory: usize, sizes: (usize, usize), dtype: Dtype) -> bool {
    least_memory(sizes, dtype) <= memory
}

impl Examples {
    /// Prepared rows: in memory where they fit, else in their file.
    ///
    /// # Errors
    /// IO_FAILED, OUT_OF_MEMORY, DATA_INVALID for a value that is not finite.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn prepared(mut file: PreparedFile, memory: Option<usize>) -> Result<Self> {
        file.memory = memory.unwrap_or(usize::MAX);
        if !fits(file.memory, (file.rows(), file.features()), file.dtype()) {
            return Ok(Self::from_file(file));
        }
        let held = match file.dtype() {
            Dtype::Float32 => Held::from(file.matrix::<f32>()?),
            Dtype::Float64 => Held::from(file.matrix::<f64>()?),
        };
        Ok(Self { held, ..Self::from_file(file) })
    }

    /// Rows that stay in their file, and are read where they are asked for.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_file(file: PreparedFile) -> Self {
        Self {
            encoder: Some(Arc::clone(file.encoder())),
            classes: Vec::new(),
            dropped_rows: file.dropped_rows(),
            held: Held::File(Arc::new(file)),
        }
    }

    /// The rows, where they are in memory.
    ///
    /// # Errors
    /// OPTION_INVALID where they are in a file.
    pub fn typed(&self) -> Result<&Typed> {
        match &self.held {
            Held::Memory(typed) => Ok(typed),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => {
                let least = least_memory((file.rows(), file.features()), file.dtype());
                Err(Error::option(format!(
                    "The rows lie in a file, for they need {} and option memory is {}; what was asked for reads them in \
                     any order and needs them in memory. Give more memory, or take a part of the table.",
                    shown(least),
                    shown(file.memory)
                ))
                .with(json!({ "option": "memory", "least": least })))
            }
        }
    }

    /// The rows as they are visited.
    pub fn blocks(&self) -> TypedBlocks<'_> {
        match &self.held {
            Held::Memory(Typed::F32(matrix)) => TypedBlocks::F32(matrix),
            Held::Memory(Typed::F64(matrix)) => TypedBlocks::F64(matrix),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) if file.dtype() == Dtype::Float32 => TypedBlocks::F32(&**file),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => TypedBlocks::F64(&**file),
        }
    }

    /// Rows, features and columns of y.
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        match &self.held {
            Held::Memory(typed) => with_matrix!(typed, matrix => (matrix.n, matrix.d, matrix.k)),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => (file.rows(), file.features(), 1),
        }
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match &self.held {
            Held::Memory(Typed::F32(_)) => Dtype::Float32,
            Held::Memory(Typed::F64(_)) => Dtype::Float64,
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(file) => file.dtype(),
        }
    }

    /// Memory of the matrix, its targets and weights; none of rows in a file.
    pub fn bytes(&self) -> usize {
        match &self.held {
            Held::Memory(typed) => with_matrix!(typed, matrix => {
                let Matrix { x, y, weight, .. } = matrix;
                size_of_val(&x[..]) + size_of_val(&y[..]) + weight.as_deref().map_or(0, size_of_val)
            }),
            #[cfg(not(target_arch = "wasm32"))]
            Held::File(_) => 0,
        }
    }
}
