//! Rows that are visited in order, a block at a time: in memory, or in a file that memory does not hold.

use crate::error::Result;
use crate::scalar::Dtype;
use crate::view::View;

/// What is done with each block of rows; an error ends the visit.
pub type Visit<'a, T> = dyn FnMut(&View<'_, T>) -> Result<()> + 'a;

/// Rows of one element type that can be visited in order, a block at a time, any number of times.
pub trait RowBlocks<T> {
    /// Rows, n.
    fn rows(&self) -> usize;

    /// Features, d.
    fn features(&self) -> usize;

    /// Columns of y.
    fn targets(&self) -> usize;

    /// Whether rows carry weights.
    fn is_weighted(&self) -> bool;

    /// Hands on blocks of at least one row in order, every row once; how they are cut never changes a result.
    ///
    /// # Errors
    /// What `visit` answers, or what keeps the rows from being read.
    fn each(&self, visit: &mut Visit<'_, T>) -> Result<()>;

    /// The same of targets and weights alone: x may be empty, so that a file need not read it.
    ///
    /// # Errors
    /// As [`RowBlocks::each`].
    fn each_target(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        self.each(visit)
    }
}

/// Rows in memory are one block.
impl<T> RowBlocks<T> for View<'_, T> {
    fn rows(&self) -> usize {
        self.n
    }

    fn features(&self) -> usize {
        self.d
    }

    fn targets(&self) -> usize {
        self.k
    }

    fn is_weighted(&self) -> bool {
        self.weight.is_some()
    }

    fn each(&self, visit: &mut Visit<'_, T>) -> Result<()> {
        visit(self)
    }
}

/// Rows of either element type.
#[derive(Clone, Copy)]
pub enum TypedBlocks<'a> {
    /// 32-bit floats.
    F32(&'a dyn RowBlocks<f32>),
    /// 64-bit floats.
    F64(&'a dyn RowBlocks<f64>),
}

impl TypedBlocks<'_> {
    /// Rows, n.
    pub fn rows(&self) -> usize {
        match self {
            Self::F32(rows) => rows.rows(),
            Self::F64(rows) => rows.rows(),
        }
    }

    /// Features, d.
    pub fn features(&self) -> usize {
        match self {
            Self::F32(rows) => rows.features(),
            Self::F64(rows) => rows.features(),
        }
    }

    /// The element type.
    pub fn dtype(&self) -> Dtype {
        match self {
            Self::F32(_) => Dtype::Float32,
            Self::F64(_) => Dtype::Float64,
        }
    }
}
