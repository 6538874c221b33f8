//! What a run needs of a device: memory, copies, one kind of launch. The driver is one, the emulator of the tests another.

use std::fmt::Debug;

use super::abi::{Address, Run};
use crate::config::Numerics;
use crate::error::Result;
use crate::scalar::Dtype;

/// What a device says of itself.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Its name, such as `NVIDIA H200`.
    pub name: String,
    /// Its compute capability, such as `9.0`.
    pub capability: String,
    /// Multiprocessors.
    pub multiprocessors: usize,
    /// Bytes of memory.
    pub memory: u64,
    /// The newest CUDA version that its driver knows, such as `12.4`.
    pub driver: String,
}

/// Which build of the training kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel {
    /// The element type.
    pub dtype: Dtype,
    /// The rules of the arithmetic.
    pub numerics: Numerics,
}

/// One launch: batches one after the other, until the last or one that fails, without the host.
#[derive(Clone, Copy, Debug)]
pub struct Launch<'a> {
    /// The kernel.
    pub kernel: Kernel,
    /// Blocks, at most [`Device::blocks`]: all of them run at once, for they wait for each other.
    pub blocks: u32,
    /// The run.
    pub run: &'a Run,
    /// `count` passes.
    pub passes: Address,
    /// How many passes.
    pub count: u32,
}

/// A device with memory of its own. Calls come from one thread at a time, and take effect in their order.
///
/// # Errors
/// OUT_OF_MEMORY; BACKEND_UNAVAILABLE for a device that is lost or a driver that refuses.
pub trait Device: Debug + Send {
    /// What it is.
    fn describe(&self) -> &Description;
    /// Blocks of a kernel that run at once on the whole device.
    fn blocks(&mut self, kernel: Kernel) -> Result<u32>;
    /// Memory of so many bytes, at least 1, aligned for every type; what it holds is not defined.
    fn allocate(&mut self, bytes: usize) -> Result<Address>;
    /// Gives memory back. Never fails: what a lost device holds is gone anyway.
    fn free(&mut self, address: Address);
    /// Copies to the device.
    fn write(&mut self, to: Address, bytes: &[u8]) -> Result<()>;
    /// Copies from the device, after everything before it is done.
    fn read(&mut self, from: Address, bytes: &mut [u8]) -> Result<()>;
    /// Starts a launch; it is done when a later [`Device::read`] returns.
    fn launch(&mut self, launch: &Launch<'_>) -> Result<()>;
}
