//! Rows with the cells of one column in another order: what a model loses by it is what the column is worth to it.

use std::ops::Range;

use super::{Examples, Held, Typed};
use crate::config::MAX_SEED;
use crate::error::Result;
use crate::options::check;
use crate::read_fields;
use crate::rng::{Random, Stream, permutation};

/// Which column is permuted, and by which order.
#[derive(Clone, Copy, Debug)]
pub struct Permuting {
    /// Number of the column, from 0: among those that the encoder takes, or of plain arrays the feature.
    pub column: u32,
    /// Seed of the orders, up to 2^53 − 1.
    pub seed: u64,
    /// Which order of this seed and column, from 0.
    pub repeat: u32,
}

read_fields!(Permuting { column, seed, repeat });

impl Examples {
    /// These rows, copied, with the cells of one column permuted among them: of a table all features that the column
    /// became, so that it is as if its raw cells were. The same rows and options give the same order everywhere.
    ///
    /// # Errors
    /// OPTION_INVALID for a column that is not there, a seed out of its range, or rows in a file; OUT_OF_MEMORY.
    pub fn permuted(&self, options: &Permuting) -> Result<Self> {
        let Permuting { column, seed, repeat } = *options;
        check(seed <= MAX_SEED, "seed", "a whole number from 0 to 9007199254740991", seed)?;
        let features = self.features_of(column as usize)?;
        let mut order = vec![0; self.facts().rows];
        permutation(&mut order, &Random::new(seed, Stream::Column, repeat, column));
        let held = match self.typed()? {
            Typed::F32(matrix) => Held::from(matrix.permuted(features, &order)?),
            Typed::F64(matrix) => Held::from(matrix.permuted(features, &order)?),
        };
        Ok(Self {
            held,
            encoder: self.encoder.clone(),
            classes: self.classes.clone(),
            dropped_rows: self.dropped_rows,
        })
    }

    /// The features of a column.
    fn features_of(&self, column: usize) -> Result<Range<usize>> {
        let found = match &self.encoder {
            Some(encoder) => encoder.features_of(column),
            None => (column < self.facts().features).then(|| column..column + 1),
        };
        check(found.is_some(), "column", "the number of a column of these rows", column)?;
        Ok(found.unwrap_or_default())
    }
}
