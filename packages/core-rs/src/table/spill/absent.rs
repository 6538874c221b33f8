//! Without files all cells lie in memory.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::error::{Error, Result};
use crate::table::options::MemoryOptions;

/// There is none.
#[derive(Debug)]
pub(in crate::table) struct Spill(Infallible);

impl Spill {
    /// # Errors
    /// OPTION_INVALID always.
    pub(in crate::table) fn new(_options: &MemoryOptions) -> Result<Self> {
        Err(Error::option("Option memory needs files, which WebAssembly has none of. Take the native core."))
    }

    pub(in crate::table) fn take<T: Copy>(&self, _values: &[T]) -> Option<Spilled<T>> {
        match self.0 {}
    }

    pub(in crate::table) fn check(&self) -> Result<()> {
        match self.0 {}
    }

    pub(in crate::table) fn options(&self) -> &MemoryOptions {
        match self.0 {}
    }
}

/// There are none.
#[derive(Clone, Debug)]
pub(in crate::table) struct Spilled<T>(Infallible, PhantomData<T>);

impl<T> Spilled<T> {
    pub(in crate::table) fn values(&self) -> &[T] {
        match self.0 {}
    }
}
