//! Until the tables land.
use crate::config::{ClassWeight, Loss};
use crate::error::Result;
use crate::examples::{Examples, Matrix};
impl<T: Copy> Matrix<T> {
    pub(crate) fn class_weights(&self, _: Option<&ClassWeight>) -> Option<Vec<T>> {
        None
    }
}
impl Examples {
    pub(crate) fn check_targets(&self, _: &Loss) -> Result<()> {
        Ok(())
    }
}
