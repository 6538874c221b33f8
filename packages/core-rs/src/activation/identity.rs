//! z itself, slope 1: for layers that only multiply.

use super::PointActivation;
use crate::scalar::Scalar;

/// z.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity;

impl<T: Scalar> PointActivation<T> for Identity {
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        (z, T::ONE)
    }
}
