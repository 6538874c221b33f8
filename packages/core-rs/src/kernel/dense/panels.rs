//! How the weights of a layer lie in memory: in panels of columns, so that a tile reads them one line after the other.
//!
//! ```text
//! panel 0: w[0][0..width] w[1][0..width] … w[inputs−1][0..width], then panel 1: w[0][width..2·width] …
//! ```
//!
//! The last panel may be narrower: its columns are the rest, rounded up to whole vectors. Columns past `units` hold 0,
//! and so do their gradients. Where weights lie changes no result: sums go by logical index.

use std::ops::Range;

use crate::kernel::Level;
use crate::scalar::Scalar;

/// Vectors of a whole panel.
pub(super) const VECTORS: usize = 2;

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
        let bytes = match level {
            Level::Reference => return Self::plain(inputs, units),
            Level::Sse2 | Level::Neon | Level::Simd128 => 16,
            Level::Avx2 => 32,
            Level::Avx512 => 64,
        };
        Self::of_vectors(bytes / size_of::<T>(), inputs, units)
    }

    /// Row-major without padding: one panel.
    fn plain(inputs: usize, units: usize) -> Self {
        Self { inputs, units, width: units.max(1), columns: units }
    }

    /// In panels of two vectors of so many lanes.
    pub(super) fn of_vectors(lanes: usize, inputs: usize, units: usize) -> Self {
        if units == 1 {
            return Self::plain(inputs, units);
        }
        Self { inputs, units, width: VECTORS * lanes, columns: units.next_multiple_of(lanes) }
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

    /// How many panels there are.
    pub fn count(&self) -> usize {
        self.columns.div_ceil(self.width)
    }

    /// The columns of a panel. Its weights start at `inputs` × the first one, row after row.
    pub fn panel(&self, panel: usize) -> Range<usize> {
        let first = panel * self.width;
        first..(first + self.width).min(self.columns)
    }

    /// Where the weight from input p to output j lies.
    pub fn index(&self, p: usize, j: usize) -> usize {
        let panel = self.panel(j / self.width);
        self.inputs * panel.start + p * panel.len() + (j - panel.start)
    }
}
