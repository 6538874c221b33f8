//! The losses by name, with their options.

use crate::error::Result;
use crate::named_options;
use crate::options::check;

named_options! {
    /// A loss. A row's loss is the mean over its k outputs, as PyTorch's; it is computed from the raw prediction.
    pub enum Loss {
        /// Squared error (p − y)².
        Mse,
        /// Half the squared error ½(p − y)², so that its gradient is p − y.
        HalfSquaredError,
        /// Absolute error |p − y|.
        Mae,
        /// Huber's: ½(p − y)² up to `delta` from the target, δ(|p − y| − ½δ) beyond (Huber, 1964).
        Huber {
            /// Where it turns from square to straight, > 0. Default 1.
            delta: f64 = 1.0,
        },
        /// log cosh(p − y).
        LogCosh,
        /// Pinball loss of a quantile q: q(y − p) above the prediction, (1 − q)(p − y) below (Koenker and Bassett, 1978).
        Quantile {
            /// The quantile, 0 < q < 1. Default 0.5.
            quantile: f64 = 0.5,
        },
        /// max(0, |p − y| − ε), of support vector regression.
        EpsilonInsensitive {
            /// Width ε ≥ 0 of the tube without loss. Default 0.1.
            epsilon: f64 = 0.1,
        },
        /// Poisson's negative log-likelihood of a log link: exp(p) − y p. Targets are counts, ≥ 0.
        Poisson,
        /// Log loss of two classes, from the logit. Targets are 0 or 1.
        BinaryCrossEntropy,
        /// max(0, 1 − t p), t = −1 or 1. Targets are 0 or 1.
        Hinge,
        /// max(0, 1 − t p)², t = −1 or 1. Targets are 0 or 1.
        SquaredHinge,
        /// Log loss of two or more classes, from one logit a class by softmax. Targets are class indices from 0.
        CrossEntropy {
            /// Share of the target spread evenly over all classes, 0 ≤ share < 1 (Szegedy et al., 2016). Default 0.
            label_smoothing: f64 = 0.0,
        },
    }
}

/// What the targets of a loss may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Targets {
    /// Any finite number.
    Real,
    /// Numbers of at least 0.
    NonNegative,
    /// 0 or 1.
    Binary,
    /// Whole numbers from 0, below the number of classes; one column for all outputs.
    Classes,
}

impl Loss {
    /// What its targets may be.
    pub fn targets(&self) -> Targets {
        match self {
            Self::Poisson => Targets::NonNegative,
            Self::BinaryCrossEntropy | Self::Hinge | Self::SquaredHinge => Targets::Binary,
            Self::CrossEntropy { .. } => Targets::Classes,
            _ => Targets::Real,
        }
    }

    /// Checks its options' ranges.
    pub(crate) fn check(&self) -> Result<()> {
        match *self {
            Self::Huber { delta } => {
                check(delta > 0.0 && delta.is_finite(), "loss.delta", "a finite number above 0", delta)
            }
            Self::Quantile { quantile } => check(
                quantile > 0.0 && quantile < 1.0,
                "loss.quantile",
                "a number between 0 and 1, both left out",
                quantile,
            ),
            Self::EpsilonInsensitive { epsilon } => check(
                epsilon >= 0.0 && epsilon.is_finite(),
                "loss.epsilon",
                "a finite number of at least 0",
                epsilon,
            ),
            Self::CrossEntropy { label_smoothing } => check(
                (0.0..1.0).contains(&label_smoothing),
                "loss.labelSmoothing",
                "a number from 0 to below 1",
                label_smoothing,
            ),
            _ => Ok(()),
        }
    }
}
