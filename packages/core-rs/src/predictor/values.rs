//! Parameters of either element type.

use crate::scalar::{Dtype, Scalar};
use crate::whole::Float64;

/// Parameters in logical order, layer by layer: weights (in,out) row-major, then bias (out).
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 64-bit floats.
    F64(Float64, Vec<f64>),
}

/// Runs one expression for either element type of [`Values`].
#[macro_export]
macro_rules! with_values {
    ($values:expr, $v:ident => $body:expr) => {
        match $values {
            $crate::predictor::Values::F32($v) => $body,
            $crate::predictor::Values::F64(_, $v) => $body,
        }
    };
}

impl Values {
    /// How many.
    pub fn len(&self) -> usize {
        with_values!(self, v => v.len())
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::F32(_) => Dtype::Float32,
            Self::F64(..) => Dtype::Float64,
        }
    }

    /// As float64.
    pub fn to_f64(&self) -> Vec<f64> {
        with_values!(self, v => v.iter().map(|value| value.to_f64()).collect())
    }
}
