//! Where the cells of a table lie: in memory up to a bound, beyond it in a file of their own that ends with the table.
//! Cells are the same either way, and so is everything that is learnt of them.

#[cfg(target_arch = "wasm32")]
mod absent;
#[cfg(not(target_arch = "wasm32"))]
mod file;

#[cfg(target_arch = "wasm32")]
pub(super) use absent::{Spill, Spilled};
#[cfg(not(target_arch = "wasm32"))]
pub(super) use file::{Spill, Spilled};
