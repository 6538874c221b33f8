//! Which arithmetic runs.

use serde::{Deserialize, Serialize};

use crate::read_by_serde;

/// The rules of the arithmetic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Numerics {
    /// One result on every machine: each product and each sum is rounded once, in the order the format says.
    #[default]
    Strict,
    /// Fused multiplication and addition where the machine has it: faster, and the same for every number of threads on
    /// one machine, but not from one machine to another. In WebAssembly the same as `strict`.
    Fast,
}

read_by_serde!(Numerics);
