//! The rows of a mini-batch, and the order they come in. The order of an epoch is a function of seed, epoch, n and
//! the kind of shuffle alone: no state passes from one epoch to the next.

pub(crate) mod block;

pub use block::{BLOCK_BYTES, STRIPES, WINDOW};

use std::sync::Arc;

use crate::config::Shuffle;
use crate::error::{Error, Result};
use crate::rng::{Random, Stream, permutation, sample_with_replacement};

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

/// How an epoch of n rows is cut into batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Rows of an epoch, at least 1.
    pub n: usize,
    /// Rows of a batch, at least 1; the last one of an epoch may be shorter.
    pub batch_size: usize,
    /// Leave out a short last batch (never the only one).
    pub drop_last: bool,
    /// Bytes of a row of X: they set the height of a block of the block shuffle.
    pub row_bytes: usize,
}

impl Cut {
    /// Batches of an epoch, at least 1.
    pub fn batches(&self) -> usize {
        let batches =
            if self.drop_last { self.n / self.batch_size } else { self.n.div_ceil(self.batch_size) };
        batches.max(1)
    }

    /// Rows of the first so many batches.
    pub fn rows(&self, batches: usize) -> usize {
        batches.saturating_mul(self.batch_size).min(self.n)
    }

    /// First place and number of rows of a batch; no rows after the last. Asked several times an update: without a
    /// division.
    #[inline]
    fn place(&self, batch: usize) -> (usize, usize) {
        let start = (batch * self.batch_size).min(self.n);
        let left = self.n - start;
        let is_left_out = self.drop_last && batch > 0 && left < self.batch_size;
        (start, if is_left_out { 0 } else { left.min(self.batch_size) })
    }

    /// Whether this many batches make an epoch, or more than one.
    #[inline]
    pub(crate) fn ends_after(&self, batches: usize) -> bool {
        self.place(batches).1 == 0
    }
}

/// The order of the rows, epoch by epoch.
#[derive(Clone, Debug)]
pub struct Order {
    cut: Cut,
    source: Source,
    /// The epoch `rows` holds.
    held: Option<u32>,
    /// Shared by runs that are trained together.
    rows: Arc<Vec<u32>>,
}

#[derive(Clone, Debug)]
enum Source {
    Drawn {
        shuffle: Shuffle,
        seed: u64,
    },
    Given(Vec<u32>),
    /// The caller gave the orders of the run that this one goes on from.
    Awaited,
    /// Rows come in their order already, some batches at a time.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "for rows in files"))]
    Delivered {
        /// Place in the epoch of the first row that is there.
        first: usize,
        /// Rows that are there.
        count: usize,
    },
}

impl Order {
    /// Orders drawn from the seed.
    ///
    /// # Errors
    /// DATA_INVALID for no rows, or more than 2^32 − 1.
    pub fn new(cut: Cut, shuffle: Shuffle, seed: u64) -> Result<Self> {
        if cut.n == 0 {
            return Err(Error::data("There are no rows to train on: expected at least 1. Check the data."));
        }
        if u32::try_from(cut.n).is_err() {
            return Err(Error::data(format!("Expected at most {} rows; got {}.", u32::MAX, cut.n)));
        }
        Ok(Self { cut, source: Source::Drawn { shuffle, seed }, held: None, rows: Arc::default() })
    }

    /// Takes the orders of whole epochs from the caller: n row numbers an epoch, one epoch after the other.
    ///
    /// # Errors
    /// SHAPE_MISMATCH when they are not whole epochs, DATA_INVALID for a row number out of range.
    pub fn give(&mut self, orders: Vec<u32>) -> Result<()> {
        let n = self.cut.n;
        if orders.is_empty() || !orders.len().is_multiple_of(n) {
            return Err(Error::shape(format!(
                "Option order must hold {n} row numbers for every epoch; got {} in all, which is not a multiple of {n}.",
                orders.len()
            )));
        }
        if let Some(at) = orders.iter().position(|&row| row as usize >= n) {
            return Err(Error::data(format!(
                "Option order must hold row numbers from 0 to {}; got {} at place {} of epoch {}.",
                n - 1,
                orders[at],
                at % n,
                at / n + 1
            )));
        }
        self.source = Source::Given(orders);
        self.held = None;
        Ok(())
    }

    /// Takes the prepared epoch of another order over the same rows: it must be the one this order would draw.
    pub fn share(&mut self, other: &Self) {
        (self.rows, self.held) = (other.rows.clone(), other.held);
    }

    /// Takes rows that are in their order already, so many from a batch of this epoch on: these alone can be asked for.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn deliver(&mut self, first_batch: usize, count: usize) {
        self.source = Source::Delivered { first: self.cut.rows(first_batch), count };
        (self.rows, self.held) = (Arc::default(), None);
    }

    /// Whether the caller gave the orders, or has to give them again.
    pub fn is_given(&self) -> bool {
        matches!(self.source, Source::Given(_) | Source::Awaited)
    }

    /// Waits for the orders that the caller gave to the run this one goes on from.
    pub fn await_orders(&mut self) {
        if !matches!(self.source, Source::Given(_)) {
            (self.source, self.held) = (Source::Awaited, None);
        }
    }

    /// Bytes of the prepared epoch, and of orders that were given.
    pub fn bytes(&self) -> usize {
        let given = if let Source::Given(orders) = &self.source { orders.len() } else { 0 };
        (self.rows.len() + given) * size_of::<u32>()
    }

    /// How the epoch is cut.
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Makes an epoch (counted from 0) ready for [`Order::batch`].
    ///
    /// # Errors
    /// OPTION_INVALID when the caller's orders end before this epoch.
    pub fn prepare(&mut self, epoch: u32) -> Result<()> {
        if self.held == Some(epoch) {
            return Ok(());
        }
        let n = self.cut.n;
        // The memory of the last epoch serves this one, unless another run still holds it.
        let mut rows = Arc::try_unwrap(std::mem::take(&mut self.rows)).unwrap_or_default();
        match &self.source {
            Source::Awaited => {
                return Err(Error::option(
                    "This run took its orders from the caller, and goes on with them: give option order again.",
                ));
            }
            Source::Given(orders) => {
                let start = epoch as usize * n;
                let Some(given) = orders.get(start..start + n) else {
                    return Err(Error::option(format!(
                        "Option order holds {} epochs, and epoch {} is asked for. Give an order for every epoch.",
                        orders.len() / n,
                        epoch + 1
                    )));
                };
                rows.clear();
                rows.extend_from_slice(given);
            }
            Source::Delivered { .. } | Source::Drawn { shuffle: Shuffle::None, .. } => rows.clear(),
            Source::Drawn { shuffle: Shuffle::Full, seed } => {
                rows.resize(n, 0);
                permutation(&mut rows, &Random::new(*seed, Stream::Shuffle, epoch, 0));
            }
            Source::Drawn { shuffle: Shuffle::Block, seed } => rows = block::order(self.cut, *seed, epoch),
            Source::Drawn { shuffle: Shuffle::Replacement, seed } => {
                rows.resize(n, 0);
                sample_with_replacement(&mut rows, &Random::new(*seed, Stream::Replacement, epoch, 0));
            }
        }
        (self.rows, self.held) = (Arc::new(rows), Some(epoch));
        Ok(())
    }

    /// Row numbers of the prepared epoch; none where rows come as they lie.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn listed(&self) -> &[u32] {
        &self.rows
    }

    /// The rows of a batch of the prepared epoch, counted from 0; no rows after the last.
    #[inline]
    pub fn batch(&self, batch: usize) -> Rows<'_> {
        let (start, len) = self.cut.place(batch);
        if let Source::Delivered { first, count } = self.source {
            let start = start.wrapping_sub(first);
            return Rows::Range { start, len: if start < count { len } else { 0 } };
        }
        if self.rows.is_empty() {
            Rows::Range { start, len }
        } else {
            Rows::Listed(&self.rows[start..start + len])
        }
    }
}
