//! What the small browser module is without. It trains linear models of one output by gradient descent, in float32, over plain
//! arrays of numbers; all else is refused here, and where `WHOLE` is false the compiler leaves it out.

use crate::config::{Loss, Optimizer, Plan};
use crate::error::{Code, Error, Result};

/// Whether this build is the whole core.
pub const WHOLE: bool = cfg!(feature = "whole");

/// # Errors
/// BACKEND_UNAVAILABLE in the small browser module: it is without `what`.
#[inline(always)] // so that the compiler leaves out what comes after
pub(crate) fn only_whole(what: &str) -> Result<()> {
    if WHOLE { Ok(()) } else { Err(missing(what)) }
}

#[cold]
fn missing(what: &str) -> Error {
    Error::new(
        Code::BackendUnavailable,
        format!("The small WebAssembly core is without {what}. Load the whole one, and take backend 'wasm'."),
    )
}

/// Refuses a run that this build is without.
pub(crate) fn check_plan(plan: &Plan) -> Result<()> {
    check_layers(plan.hidden.is_empty() && plan.outputs == 1)?;
    check_optimizer(&plan.optimizer)?;
    check_loss(&plan.loss)
}

/// Refuses all but a linear model of one output.
pub(crate) fn check_layers(are_linear: bool) -> Result<()> {
    if are_linear { Ok(()) } else { only_whole("hidden layers and several outputs") }
}

pub(crate) fn check_optimizer(optimizer: &Optimizer) -> Result<()> {
    match optimizer {
        Optimizer::Sgd { .. } => Ok(()),
        _ => only_whole("optimizers other than sgd"),
    }
}

pub(crate) fn check_loss(loss: &Loss) -> Result<()> {
    match loss {
        Loss::Mse | Loss::HalfSquaredError => Ok(()),
        _ => only_whole("losses other than mse and halfSquaredError"),
    }
}

/// The proof that this build computes in float64, carried by what does.
#[cfg(feature = "whole")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Float64(());

/// The proof that this build computes in float64: it does not, so that there are no values.
#[cfg(not(feature = "whole"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Float64 {}

impl Float64 {
    /// # Errors
    /// BACKEND_UNAVAILABLE in the small browser module.
    #[cfg(feature = "whole")]
    #[inline(always)]
    pub fn here() -> Result<Self> {
        Ok(Self(()))
    }

    /// # Errors
    /// BACKEND_UNAVAILABLE.
    #[cfg(not(feature = "whole"))]
    #[inline(always)]
    pub fn here() -> Result<Self> {
        only_whole("float64")?;
        unreachable!("this is the small core")
    }
}
