//! The caller's own loop: batches in the order in which a run takes them, the gradient of a network over one, the step of
//! an optimizer, the rate of a schedule, a clipped gradient, each alone. The arithmetic is the run's, so that a loop with its options
//! reaches its bits.

mod batches;
mod clip;
mod gradient;
mod network;
mod optimizer;
mod rate;

pub use batches::{describe_batches, epoch_rows, take};
pub use clip::clip_norm;
pub use network::Network;
pub use optimizer::Optimizer;
pub use rate::rate;

use std::any::Any;

use crate::error::{Error, Result};
use crate::scalar::Dtype;
use crate::whole::Float64;

/// A value of either element type.
#[derive(Debug)]
enum Either<A, B> {
    F32(A),
    F64(Float64, B),
}

impl<A: Any, B: Any> Either<A, B> {
    /// The value, if it is of this type.
    fn of<C: Any>(&mut self) -> Option<&mut C> {
        match self {
            Self::F32(value) => (value as &mut dyn Any).downcast_mut(),
            Self::F64(_, value) => (value as &mut dyn Any).downcast_mut(),
        }
    }

    fn dtype(&self) -> Dtype {
        match self {
            Self::F32(_) => Dtype::Float32,
            Self::F64(..) => Dtype::Float64,
        }
    }
}

/// The error for arrays of one element type where another is needed.
fn other_dtype(what: &str, (expected, got): (Dtype, Dtype)) -> Error {
    let name = |dtype| if dtype == Dtype::Float32 { "float32" } else { "float64" };
    Error::shape(format!("{what} must be {}; got {}. Give both one dtype.", name(expected), name(got)))
}

/// Fails unless an array has the length it must have.
fn check_length(what: &str, (expected, got): (usize, usize)) -> Result<()> {
    if expected == got {
        return Ok(());
    }
    Err(Error::shape(format!("{what} must hold {expected} values; got {got}."))
        .with(serde_json::json!({ "array": what, "expected": expected, "got": got })))
}
