//! Two straight lines that meet at 0, by compare and select: NaN stays, and so does the place where the run sees it.
//! At 0 the slope is that of the line below, as PyTorch's.

use super::PointActivation;
use crate::scalar::Scalar;

/// max(0, z) (Nair and Hinton, 2010).
#[derive(Clone, Copy, Debug)]
pub(super) struct Relu;

impl<T: Scalar> PointActivation<T> for Relu {
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        if z <= T::ZERO { (T::ZERO, T::ZERO) } else { (z, T::ONE) }
    }
}

/// z above 0, 0.01 z below (Maas et al., 2013).
#[derive(Clone, Copy, Debug)]
pub(super) struct LeakyRelu;

impl<T: Scalar> PointActivation<T> for LeakyRelu {
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        let leak = T::from_f64(0.01);
        if z <= T::ZERO { (leak * z, leak) } else { (z, T::ONE) }
    }
}
