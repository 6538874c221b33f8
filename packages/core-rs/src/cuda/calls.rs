//! The calls of NVIDIA's driver that are needed, each as it is: what [`super::driver::Driver`] makes of them is tested
//! against a stand-in that records and refuses them.

use std::fmt::Debug;

use super::abi::{Address, Run};

/// What the driver answers: a value, or the number of a `CUresult`.
pub type Answer<T> = std::result::Result<T, u32>;

/// A module or a function of the driver's.
pub type Handle = usize;

/// Properties of a device that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// First number of the compute capability.
    Major,
    /// Second number of the compute capability.
    Minor,
    /// Multiprocessors.
    Multiprocessors,
    /// Whether a grid may wait for itself.
    CooperativeLaunch,
}

/// One grid of a training kernel.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a> {
    /// The kernel.
    pub function: Handle,
    /// Blocks.
    pub blocks: u32,
    /// The run, by value.
    pub run: &'a Run,
    /// Its passes.
    pub passes: Address,
    /// How many.
    pub count: u32,
}

/// The driver's calls for its first device, in the order of one stream.
///
/// # Errors
/// Each gives the driver's own number.
pub trait Calls: Debug + Send {
    /// Starts the driver; gives the newest CUDA version it knows, such as 12040.
    fn start(&mut self) -> Answer<u32>;
    /// Devices there are.
    fn device_count(&mut self) -> Answer<u32>;
    /// The device's name.
    fn name(&mut self) -> Answer<String>;
    /// A property of the device.
    fn attribute(&mut self, attribute: Attribute) -> Answer<u32>;
    /// Bytes of its memory.
    fn memory(&mut self) -> Answer<u64>;
    /// Takes a share in the device's context, which all in this process use.
    fn retain_context(&mut self) -> Answer<()>;
    /// Gives that share back.
    fn release_context(&mut self);
    /// Makes the context that of this thread, before any of the calls below.
    fn make_current(&mut self) -> Answer<()>;
    /// Bytes of its memory that are free.
    fn free_memory(&mut self) -> Answer<u64>;
    /// Loads a cubin, or PTX that ends with 0.
    fn load(&mut self, image: &[u8]) -> Answer<Handle>;
    /// Unloads a module.
    fn unload(&mut self, module: Handle);
    /// A kernel of a module.
    fn function(&mut self, module: Handle, name: &str) -> Answer<Handle>;
    /// Blocks of a kernel that a multiprocessor runs at once.
    fn blocks_at_once(&mut self, function: Handle) -> Answer<u32>;
    /// Memory of the device.
    fn allocate(&mut self, bytes: usize) -> Answer<Address>;
    /// Gives it back.
    fn free(&mut self, address: Address) -> Answer<()>;
    /// Copies to the device, after all before it.
    fn copy_to(&mut self, to: Address, bytes: &[u8]) -> Answer<()>;
    /// Copies from the device, after all before it.
    fn copy_from(&mut self, from: Address, bytes: &mut [u8]) -> Answer<()>;
    /// Starts a grid whose blocks all run at once.
    fn launch(&mut self, grid: &Grid<'_>) -> Answer<()>;
}
