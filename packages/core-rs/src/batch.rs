//! The rows of a mini-batch.

/// Rows of one batch, in the order they are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows<'a> {
    /// `len` rows from `start` on, in the order of the data.
    Range {
        /// First row.
        start: usize,
        /// How many.
        len: usize,
    },
    /// These rows, in this order.
    Listed(&'a [u32]),
}

impl Rows<'_> {
    /// How many rows, m.
    pub fn len(&self) -> usize {
        match self {
            Self::Range { len, .. } => *len,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// True for no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at place i of the batch.
    #[inline(always)]
    pub fn at(&self, i: usize) -> usize {
        match self {
            Self::Range { start, .. } => start + i,
            Self::Listed(rows) => rows[i] as usize,
        }
    }
}
