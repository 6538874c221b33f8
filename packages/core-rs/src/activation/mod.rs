//! Activations: one pure function each, from z to its value and its slope.

mod elu;
mod gelu;
mod identity;
mod logistic;
mod rectifier;
mod softplus;
mod tanh;

pub(crate) use logistic::Logistic;

use std::fmt::Debug;

use elu::Elu;
use gelu::{Gelu, GeluTanh};
use identity::Identity;
use logistic::{Sigmoid, Silu};
use rectifier::{LeakyRelu, Relu};
use softplus::Softplus;
use tanh::Tanh;

use crate::config;
use crate::kernel::simd::{Loop, run_loop};
use crate::kernel::{Level, Spacing};
use crate::scalar::Scalar;

/// An activation of one number.
pub trait PointActivation<T: Scalar>: Copy + Send + Sync + 'static {
    /// `(f(z), f′(z))`.
    fn value_and_slope(self, z: T) -> (T, T);

    /// f(z), the same bits.
    #[inline(always)]
    fn value(self, z: T) -> T {
        self.value_and_slope(z).0
    }
}

/// An activation as layers hold it: one call a batch of rows, so that no layer is compiled anew for an activation. A level
/// changes speed, never bits.
pub trait RowActivation<T>: Debug + Send + Sync {
    /// z ← f(z) in every row.
    fn values(&self, level: Level, spacing: Spacing, z: &mut [T]);
    /// z ← f(z), slopes ← f′(z) in every row; both slices are as long.
    fn values_and_slopes(&self, level: Level, spacing: Spacing, z: &mut [T], slopes: &mut [T]);
}

#[derive(Clone, Copy, Debug)]
struct Pointwise<A>(A);

impl<T: Scalar, A: PointActivation<T> + Debug> RowActivation<T> for Pointwise<A> {
    fn values(&self, level: Level, spacing: Spacing, z: &mut [T]) {
        run_loop(level, Values { activation: self.0, spacing, z });
    }

    fn values_and_slopes(&self, level: Level, spacing: Spacing, z: &mut [T], slopes: &mut [T]) {
        run_loop(level, ValuesAndSlopes { activation: self.0, spacing, z, slopes });
    }
}

struct Values<'a, T, A> {
    activation: A,
    spacing: Spacing,
    z: &'a mut [T],
}

impl<T: Scalar, A: PointActivation<T>> Loop for Values<'_, T, A> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.z.chunks_mut(self.spacing.stride) {
            for z in &mut row[..self.spacing.columns] {
                *z = self.activation.value(*z);
            }
        }
    }
}

struct ValuesAndSlopes<'a, T, A> {
    activation: A,
    spacing: Spacing,
    z: &'a mut [T],
    slopes: &'a mut [T],
}

impl<T: Scalar, A: PointActivation<T>> Loop for ValuesAndSlopes<'_, T, A> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Spacing { columns, stride } = self.spacing;
        for (z, slopes) in self.z.chunks_mut(stride).zip(self.slopes.chunks_mut(stride)) {
            for (z, slope) in z[..columns].iter_mut().zip(&mut slopes[..columns]) {
                (*z, *slope) = self.activation.value_and_slope(*z);
            }
        }
    }
}

/// One in float64 for both types: float32 goes through it and is rounded once.
#[derive(Clone, Copy, Debug)]
struct Wide<A>(A);

impl<T: Scalar, A: PointActivation<f64>> PointActivation<T> for Wide<A> {
    #[inline(always)]
    fn value_and_slope(self, z: T) -> (T, T) {
        let (value, slope) = self.0.value_and_slope(z.to_f64());
        (T::from_f64(value), T::from_f64(slope))
    }
}

/// The activation of this name.
pub fn row_activation<T: Scalar>(activation: config::Activation) -> Box<dyn RowActivation<T>> {
    match activation {
        config::Activation::Identity => Box::new(Pointwise(Identity)),
        config::Activation::Relu => Box::new(Pointwise(Relu)),
        config::Activation::LeakyRelu => Box::new(Pointwise(LeakyRelu)),
        config::Activation::Elu => Box::new(Pointwise(Wide(Elu))),
        config::Activation::Tanh => Box::new(Pointwise(Wide(Tanh))),
        config::Activation::Sigmoid => Box::new(Pointwise(Wide(Sigmoid))),
        config::Activation::Gelu => Box::new(Pointwise(Wide(Gelu))),
        config::Activation::GeluTanh => Box::new(Pointwise(Wide(GeluTanh))),
        config::Activation::Silu => Box::new(Pointwise(Wide(Silu))),
        config::Activation::Softplus => Box::new(Pointwise(Wide(Softplus))),
    }
}
