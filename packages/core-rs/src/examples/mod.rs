//! The encoded matrix a run trains on: X row-major (n,d), y (n,k), and weights of rows when there are any.
//!
//! Plain arrays come as they are; tables come through an [`Encoder`], which stays with them.

mod held;
mod matrix;
mod permuted;
mod targets;

#[cfg(not(target_arch = "wasm32"))]
use held::fits;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use held::least_memory;
pub use held::{Held, Typed};
pub use matrix::Matrix;
pub use permuted::Permuting;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use targets::ClassSums;
pub use targets::Classes;
pub(crate) use targets::TargetCheck;

use std::sync::Arc;

use serde_json::json;

use crate::config::{Auto, Facts};
use crate::error::{Code, Error, Result};
#[cfg(not(target_arch = "wasm32"))]
use crate::prepared::{Destination, Preparation};
use crate::scalar::{Dtype, Scalar};
use crate::table::{EncodeOptions, Encoder, FoldOptions, Part, SplitOptions, Stratum, Table, fold, split};
use crate::with_matrix;

/// Examples to train on or to evaluate: the matrix, and how it came about.
#[derive(Clone, Debug)]
pub struct Examples {
    /// The rows.
    pub held: Held,
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

    /// Encodes a table with an encoder that other rows taught, for example validation rows. More rows than fit the memory
    /// that the table was read under go to a file.
    ///
    /// # Errors
    /// DATA_INVALID for a column that is missing or a cell that cannot be read; IO_FAILED for that file.
    pub fn encode(table: &Table, encoder: Arc<Encoder>, dtype: Dtype) -> Result<Self> {
        #[cfg(not(target_arch = "wasm32"))]
        if let Some(memory) = table.memory()
            && !fits(memory.bytes, (table.rows(), encoder.features()), dtype)
        {
            let to = Destination::Unnamed(memory.directory.clone());
            let mut file = Preparation::new(table.clone(), Arc::clone(&encoder), dtype, to)?.finish()?;
            file.memory = memory.bytes;
            return Ok(Self { encoder: Some(encoder), ..Self::from_file(file) });
        }
        let (held, dropped_rows) = match dtype {
            Dtype::Float32 => {
                let encoded = encoder.encode::<f32>(table, true)?;
                (
                    Held::from(Matrix::new(encoded.x, encoded.y, encoded.weight, encoded.d)?),
                    encoded.dropped_rows,
                )
            }
            Dtype::Float64 => {
                let encoded = encoder.encode::<f64>(table, true)?;
                (
                    Held::from(Matrix::new(encoded.x, encoded.y, encoded.weight, encoded.d)?),
                    encoded.dropped_rows,
                )
            }
        };
        Ok(Self { held, encoder: Some(encoder), classes: Vec::new(), dropped_rows })
    }

    /// Encodes a table with the encoder these examples came from.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when these are plain arrays; else as [`Examples::encode`].
    pub fn encode_like(&self, table: &Table) -> Result<Self> {
        Self::encode(table, self.learnt()?, self.dtype())
    }

    /// The encoder that other rows are encoded with.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when these are plain arrays.
    pub(crate) fn learnt(&self) -> Result<Arc<Encoder>> {
        self.encoder.clone().ok_or_else(|| {
            Error::shape("The training rows are plain arrays and the others a table; give both the same way.")
        })
    }

    /// Plain arrays of numbers, nothing scaled.
    pub fn from_arrays(typed: Typed) -> Self {
        Self { held: Held::Memory(typed), encoder: None, classes: Vec::new(), dropped_rows: 0 }
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
        let typed = self.typed()?;
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
        let labels: Option<Vec<u32>> = stratify
            .then(|| with_matrix!(typed, matrix => matrix.y.iter().map(|y| y.to_f64() as u32).collect()));
        self.select(&fold(self.facts().rows, labels.as_deref(), part, options)?)
    }

    /// These rows, copied.
    fn select(&self, rows: &[u32]) -> Result<Self> {
        let held = match self.typed()? {
            Typed::F32(matrix) => Held::from(matrix.rows(rows)?),
            Typed::F64(matrix) => Held::from(matrix.rows(rows)?),
        };
        Ok(Self { held, encoder: self.encoder.clone(), classes: self.classes.clone(), dropped_rows: 0 })
    }

    /// A raw prediction or encoded target in the target's own units.
    pub fn target_of<T: Scalar>(&self, raw: T) -> f64 {
        let raw = raw.to_f64();
        self.encoder.as_ref().map_or(raw, |encoder| encoder.raw_to_target(raw))
    }

    /// What the data says to an `auto` option.
    pub fn facts(&self) -> Facts {
        let (rows, features, targets) = self.sizes();
        let classes = Some(self.classes().len()).filter(|count| *count > 0);
        Facts { rows, features, targets, classes, dtype: self.dtype(), encoded: self.encoder.is_some() }
    }

    /// Names of the d features: the encoder's, or none for plain arrays.
    pub fn names(&self) -> Vec<String> {
        self.encoder.as_ref().map(|encoder| encoder.names()).unwrap_or_default()
    }

    /// Shapes, names and the report of what was done with every column, as JSON.
    pub fn describe(&self) -> serde_json::Value {
        let Facts { rows, features, encoded, .. } = self.facts();
        let (_, _, outputs) = self.sizes();
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
