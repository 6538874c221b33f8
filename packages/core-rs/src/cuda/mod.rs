//! Training on an NVIDIA GPU, with the bits of the CPU. One kernel runs whole epochs (`kernels/`): its blocks share out
//! outputs, never a sum, and wait for each other between the phases of a batch.

pub mod abi;
pub mod device;
pub(crate) mod memory;
pub(crate) mod run;
