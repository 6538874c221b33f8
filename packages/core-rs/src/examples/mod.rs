//! The encoded matrix a run trains on: X row-major (n,d), y (n,k), and weights of rows when there are any.
//!
//! Plain arrays come as they are; tables come through an [`Encoder`], which stays with them.

mod matrix;
mod targets;

pub use matrix::Matrix;
pub(crate) use targets::TargetCheck;
pub use targets::{Classes, MetWord};

use std::sync::Arc;

use serde_json::json;

use crate::config::{Auto, Facts};
use crate::error::{Code, Error, Result};
use crate::row_blocks::TypedBlocks;
use crate::scalar::{Dtype, Scalar};
use crate::table::{EncodeOptions, Encoder, FoldOptions, Part, SplitOptions, Stratum, Table, fold, split};

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

/// Examples to train on or to evaluate: the matrix, and how it came about.
#[derive(Clone, Debug)]
pub struct Examples {
    /// The rows.
    pub typed: Typed,
    /// The encoder that made them from a table; none for plain arrays.
    pub encoder: Option<Arc<Encoder>>,
    /// Names of the classes of plain arrays; empty for numbers, and where the encoder knows them.
    classes: Vec<String>,
    dropped_rows: usize,
}

impl Examples {
    /// Learns an encoder from the rows of a table and encodes them.
    ///
    /// # Errors
    /// OPTION_INVALID for a column that does not exist, DATA_INVALID for a cell that cannot be read.
    pub fn from_table(table: &Table, options: &EncodeOptions) -> Result<Self> {
        Self::encode(table, Arc::new(Encoder::fit(table, options)?), options.dtype)
    }

    /// Encodes a table with an encoder that other rows taught, for example validation rows.
    ///
    /// # Errors
    /// DATA_INVALID for a column that is missing or a cell that cannot be read.
    pub fn encode(table: &Table, encoder: Arc<Encoder>, dtype: Dtype) -> Result<Self> {
        let (typed, dropped_rows) = match dtype {
            Dtype::Float32 => {
                let encoded = encoder.encode::<f32>(table, true)?;
                (
                    Typed::F32(Matrix::new(encoded.x, encoded.y, encoded.weight, encoded.d)?),
                    encoded.dropped_rows,
                )
            }
            Dtype::Float64 => {
                let encoded = encoder.encode::<f64>(table, true)?;
                (
                    Typed::F64(Matrix::new(encoded.x, encoded.y, encoded.weight, encoded.d)?),
                    encoded.dropped_rows,
                )
            }
        };
        Ok(Self { typed, encoder: Some(encoder), classes: Vec::new(), dropped_rows })
    }

    /// Encodes a table with the encoder these examples came from.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when these are plain arrays; else as [`Examples::encode`].
    pub fn encode_like(&self, table: &Table) -> Result<Self> {
        match &self.encoder {
            Some(encoder) => Self::encode(table, encoder.clone(), self.dtype()),
            None => Err(Error::shape(
                "The training rows are plain arrays and the others a table; give both the same way.",
            )),
        }
    }

    /// Plain arrays of numbers, nothing scaled.
    pub fn from_arrays(typed: Typed) -> Self {
        Self { typed, encoder: None, classes: Vec::new(), dropped_rows: 0 }
    }

    /// One part of a seeded split.
    ///
    /// # Errors
    /// OPTION_INVALID for a share that leaves a part empty.
    pub fn part(&self, part: Part, options: &SplitOptions) -> Result<Self> {
        if options.stratify.is_some() {
            return Err(Error::option("Option stratify names a column, and plain arrays have none."));
        }
        self.select(&split(self.facts().rows, None, part, options)?)
    }

    /// The rows of one part of a fold, copied.
    ///
    /// # Errors
    /// OPTION_INVALID for folds that do not exist, a column to stratify by, or classes where y holds numbers.
    pub fn fold(&self, part: Part, options: &FoldOptions) -> Result<Self> {
        let classified = !self.classes().is_empty();
        let stratify = match &options.stratify {
            Auto::Auto(_) => classified,
            Auto::Value(Stratum::Target(true)) if !classified => {
                return Err(Error::option(
                    "Option stratify: true means the classes of y, and y holds numbers.",
                ));
            }
            Auto::Value(Stratum::Target(stratify)) => *stratify,
            Auto::Value(Stratum::Column(_)) => {
                return Err(Error::option("Option stratify names a column, and plain arrays have none."));
            }
        };
        let labels: Option<Vec<u32>> = stratify.then(
            || with_matrix!(&self.typed, matrix => matrix.y.iter().map(|y| y.to_f64() as u32).collect()),
        );
        self.select(&fold(self.facts().rows, labels.as_deref(), part, options)?)
    }

    /// These rows, copied.
    fn select(&self, rows: &[u32]) -> Result<Self> {
        let typed = match &self.typed {
            Typed::F32(matrix) => Typed::F32(matrix.rows(rows)?),
            Typed::F64(matrix) => Typed::F64(matrix.rows(rows)?),
        };
        Ok(Self { typed, encoder: self.encoder.clone(), classes: self.classes.clone(), dropped_rows: 0 })
    }

    /// Memory of the matrix, its targets and weights.
    pub fn bytes(&self) -> usize {
        with_matrix!(&self.typed, matrix => {
            let Matrix { x, y, weight, .. } = matrix;
            size_of_val(&x[..]) + size_of_val(&y[..]) + weight.as_deref().map_or(0, size_of_val)
        })
    }

    /// A raw prediction or encoded target in the target's own units.
    pub fn target_of<T: Scalar>(&self, raw: T) -> f64 {
        let raw = raw.to_f64();
        self.encoder.as_ref().map_or(raw, |encoder| encoder.raw_to_target(raw))
    }

    /// The rows as they are visited.
    pub fn blocks(&self) -> TypedBlocks<'_> {
        match &self.typed {
            Typed::F32(matrix) => TypedBlocks::F32(matrix),
            Typed::F64(matrix) => TypedBlocks::F64(matrix),
        }
    }

    /// What the data says to an `auto` option.
    pub fn facts(&self) -> Facts {
        let (rows, features, targets) = with_matrix!(&self.typed, matrix => (matrix.n, matrix.d, matrix.k));
        let classes = Some(self.classes().len()).filter(|count| *count > 0);
        Facts { rows, features, targets, classes, dtype: self.dtype(), encoded: self.encoder.is_some() }
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self.typed {
            Typed::F32(_) => Dtype::Float32,
            Typed::F64(_) => Dtype::Float64,
        }
    }

    /// Names of the d features: the encoder's, or none for plain arrays.
    pub fn names(&self) -> Vec<String> {
        self.encoder.as_ref().map(|encoder| encoder.names()).unwrap_or_default()
    }

    /// Shapes, names and the report of what was done with every column, as JSON.
    pub fn describe(&self) -> serde_json::Value {
        let Facts { rows, features, encoded, .. } = self.facts();
        let outputs = with_matrix!(&self.typed, matrix => matrix.k);
        json!({
            "rows": rows,
            "features": features,
            "outputs": outputs,
            "dtype": self.dtype(),
            "encoded": encoded,
            "classes": self.classes(),
            "names": self.names(),
            "droppedRows": self.dropped_rows,
            "report": self.encoder.as_ref().map(|encoder| encoder.report()),
            "warnings": self.encoder.as_ref().map(|encoder| encoder.warnings()),
        })
    }

    /// Fails where two sets of rows cannot stand in one run.
    ///
    /// # Errors
    /// SHAPE_MISMATCH with both shapes, or both lists of classes.
    pub fn check_like(&self, other: &Self) -> Result<()> {
        let (a, b) = (self.facts().features, other.facts().features);
        if a == b && self.dtype() == other.dtype() {
            return self.check_classes(other);
        }
        Err(Error::new(
            Code::ShapeMismatch,
            format!(
                "The validation rows have {b} features in {:?}, the training rows {a} in {:?}; both must agree.",
                other.dtype(),
                self.dtype()
            ),
        ))
    }

    /// An index means another class where the classes differ, or none at all.
    fn check_classes(&self, other: &Self) -> Result<()> {
        let (own, others) = (self.classes(), other.classes());
        if own == others || own.is_empty() || others.is_empty() {
            return Ok(());
        }
        Err(Error::shape(format!(
            "The rows have the classes [{}], the training rows [{}]; give the rows with the classes of the training.",
            others.join(", "),
            own.join(", ")
        )))
    }
}
