//! Training on an NVIDIA GPU, with the bits of the CPU. One kernel runs whole epochs (`kernels/`): its blocks share out
//! outputs, never a sum, and wait for each other between the phases of a batch.

pub mod abi;
pub mod device;
pub(crate) mod memory;
pub(crate) mod run;

use crate::error::{Code, Error, Result};
use device::Device;

/// The GPU of this machine.
///
/// # Errors
/// BACKEND_UNAVAILABLE where there is none, or this build has no way to one.
pub fn open() -> Result<Box<dyn Device>> {
    Err(Error::new(
        Code::BackendUnavailable,
        "This build of minibatch has no CUDA path. Take backend 'native', or a build for Linux or Windows on x64.",
    ))
}
