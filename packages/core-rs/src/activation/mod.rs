//! Activations: one pure function each, from z to its value and its slope.

use std::fmt::Debug;

use crate::config;
use crate::scalar::Scalar;

/// An activation of one number.
pub trait PointActivation<T: Scalar>: Copy + Send + Sync + 'static {
    /// f(z).
    fn value(self, z: T) -> T;
    /// `(f(z), f′(z))`.
    fn value_and_slope(self, z: T) -> (T, T);
}

/// An activation as layers hold it: one call a row, so that no layer is compiled anew for an activation.
pub trait RowActivation<T>: Debug + Send + Sync {
    /// z ← f(z).
    fn values(&self, z: &mut [T]);
    /// z ← f(z), slopes ← f′(z).
    fn values_and_slopes(&self, z: &mut [T], slopes: &mut [T]);
}

#[derive(Clone, Copy, Debug)]
struct Pointwise<A>(A);

impl<T: Scalar, A: PointActivation<T> + Debug> RowActivation<T> for Pointwise<A> {
    fn values(&self, z: &mut [T]) {
        for z in z {
            *z = self.0.value(*z);
        }
    }

    fn values_and_slopes(&self, z: &mut [T], slopes: &mut [T]) {
        for (z, slope) in z.iter_mut().zip(slopes) {
            (*z, *slope) = self.0.value_and_slope(*z);
        }
    }
}

/// z.
#[derive(Clone, Copy, Debug)]
struct Identity;

impl<T: Scalar> PointActivation<T> for Identity {
    #[inline(always)]
    fn value(self, z: T) -> T {
        z
    }
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        (z, T::ONE)
    }
}

/// max(0, z) by compare and select: NaN stays, and so does the place where the run sees it. Slope 0 at 0, as PyTorch's.
#[derive(Clone, Copy, Debug)]
struct Relu;

impl<T: Scalar> PointActivation<T> for Relu {
    #[inline(always)]
    fn value(self, z: T) -> T {
        if z <= T::ZERO { T::ZERO } else { z }
    }
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        if z <= T::ZERO { (T::ZERO, T::ZERO) } else { (z, T::ONE) }
    }
}

/// The activation of this name.
pub fn row_activation<T: Scalar>(activation: config::Activation) -> Box<dyn RowActivation<T>> {
    match activation {
        config::Activation::Identity => Box::new(Pointwise(Identity)),
        config::Activation::Relu => Box::new(Pointwise(Relu)),
        _ => unimplemented!("the other activations"),
    }
}
