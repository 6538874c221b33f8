//! A GPU by NVIDIA's driver: its device opened, kernels loaded, errors told in words.

use std::fmt::Write as _;

use super::abi::Address;
use super::calls::{Answer, Attribute, Calls, Grid, Handle};
use super::device::{Description, Device, Kernel, Launch};
use super::images;
use crate::config::Numerics;
use crate::error::{Code, Error, Result};
use crate::scalar::Dtype;

/// The CUDA version that the calls and the machine code need.
const NEEDED: u32 = 12_000;
/// Blocks a multiprocessor is given at most: the kernels are compiled for as many.
const BLOCKS: u32 = 2;

/// A device that is open. Gives back all that it took.
#[derive(Debug)]
pub struct Driver<C: Calls> {
    calls: C,
    capability: (u32, u32),
    description: Description,
    modules: Vec<(Numerics, Handle)>,
}

impl<C: Calls> Driver<C> {
    /// Opens the first device.
    ///
    /// # Errors
    /// BACKEND_UNAVAILABLE where there is none, where it is too old, or the driver is.
    pub fn open(mut calls: C) -> Result<Self> {
        let (description, capability) = examine(&mut calls)?;
        calls.retain_context().map_err(|number| explain(number, "open its device"))?;
        Ok(Self { calls, capability, description, modules: Vec::new() })
    }

    /// The calls, with the context made that of this thread.
    fn calls(&mut self, doing: &str) -> Result<&mut C> {
        self.calls.make_current().map_err(|number| explain(number, doing))?;
        Ok(&mut self.calls)
    }

    fn function(&mut self, kernel: Kernel) -> Result<Handle> {
        const DOING: &str = "load the kernels";
        let module = match self.modules.iter().find(|(numerics, _)| *numerics == kernel.numerics) {
            Some((_, module)) => *module,
            None => {
                let image = images::image(self.capability, kernel.numerics)?;
                let module = self.calls(DOING)?.load(&image).map_err(|number| explain(number, DOING))?;
                self.modules.push((kernel.numerics, module));
                module
            }
        };
        let name = match kernel.dtype {
            Dtype::Float32 => "train_f32",
            Dtype::Float64 => "train_f64",
        };
        self.calls(DOING)?.function(module, name).map_err(|number| explain(number, DOING))
    }
}

impl<C: Calls> Device for Driver<C> {
    fn describe(&self) -> &Description {
        &self.description
    }

    fn blocks(&mut self, kernel: Kernel) -> Result<u32> {
        let function = self.function(kernel)?;
        let at_once = self.calls.blocks_at_once(function).map_err(|n| explain(n, "plan the grid"))?;
        if at_once == 0 {
            return Err(unavailable(format!(
                "{} has no room for one block of the kernel.",
                self.description.name
            )));
        }
        Ok(at_once.min(BLOCKS) * self.description.multiprocessors as u32)
    }

    fn allocate(&mut self, bytes: usize) -> Result<Address> {
        let doing = "allocate memory";
        match self.calls(doing)?.allocate(bytes) {
            Err(OUT_OF_MEMORY) => {
                let free = self.calls.free_memory().unwrap_or_default();
                Err(out_of_memory(bytes as u64, free))
            }
            answer => answer.map_err(|number| explain(number, doing)),
        }
    }

    fn free(&mut self, address: Address) {
        if self.calls.make_current().is_ok() {
            let _ = self.calls.free(address);
        }
    }

    fn write(&mut self, to: Address, bytes: &[u8]) -> Result<()> {
        const DOING: &str = "copy to the device";
        self.calls(DOING)?.copy_to(to, bytes).map_err(|number| explain(number, DOING))
    }

    fn read(&mut self, from: Address, bytes: &mut [u8]) -> Result<()> {
        const DOING: &str = "copy from the device";
        self.calls(DOING)?.copy_from(from, bytes).map_err(|number| explain(number, DOING))
    }

    fn launch(&mut self, launch: &Launch<'_>) -> Result<()> {
        let Launch { kernel, blocks, run, passes, count } = *launch;
        let function = self.function(kernel)?;
        let grid = Grid { function, blocks, run, passes, count };
        self.calls.launch(&grid).map_err(|number| explain(number, "start the kernel"))
    }
}

impl<C: Calls> Drop for Driver<C> {
    fn drop(&mut self) {
        if self.calls.make_current().is_ok() {
            for (_, module) in self.modules.drain(..) {
                self.calls.unload(module);
            }
        }
        self.calls.release_context();
    }
}

/// The first device and its compute capability, without opening it.
///
/// # Errors
/// As [`Driver::open`].
pub fn examine(calls: &mut impl Calls) -> Result<(Description, (u32, u32))> {
    let version = calls.start().map_err(|number| explain(number, "start"))?;
    if version < NEEDED {
        return Err(unavailable(format!(
            "The NVIDIA driver knows CUDA {}, and {} is needed. Update the driver (525 or newer), or take backend 'native'.",
            cuda_version(version),
            cuda_version(NEEDED)
        )));
    }
    if calls.device_count().map_err(|number| explain(number, "count its devices"))? == 0 {
        return Err(explain(NO_DEVICE, "count its devices"));
    }
    let (description, capability, cooperates) =
        describe(calls, version).map_err(|number| explain(number, "describe its device"))?;
    if !cooperates {
        return Err(unavailable(format!(
            "{} cannot launch a grid that waits for itself (MPS and some virtual GPUs cannot). Take backend 'native'.",
            description.name
        )));
    }
    Ok((description, capability))
}

fn describe(calls: &mut impl Calls, version: u32) -> Answer<(Description, (u32, u32), bool)> {
    let capability = (calls.attribute(Attribute::Major)?, calls.attribute(Attribute::Minor)?);
    let description = Description {
        name: calls.name()?,
        capability: format!("{}.{}", capability.0, capability.1),
        multiprocessors: calls.attribute(Attribute::Multiprocessors)? as usize,
        memory: calls.memory()?,
        driver: cuda_version(version),
    };
    Ok((description, capability, calls.attribute(Attribute::CooperativeLaunch)? != 0))
}

fn cuda_version(version: u32) -> String {
    format!("{}.{}", version / 1000, version % 1000 / 10)
}

const OUT_OF_MEMORY: u32 = 2;
const NO_DEVICE: u32 = 100;

/// The error for what the driver answered when it was asked to do something.
fn explain(number: u32, doing: &str) -> Error {
    const OLD_DRIVER: [u32; 3] = [35, 222, 803];
    const NO_CODE: [u32; 4] = [200, 209, 218, 300];
    const LOST: [u32; 11] = [46, 214, 226, 700, 702, 709, 716, 717, 718, 719, 721];
    let mut sentence = match number {
        OUT_OF_MEMORY => return out_of_memory_while(doing),
        NO_DEVICE | 101 => "There is no NVIDIA GPU that this process may use. Check CUDA_VISIBLE_DEVICES, or take backend 'native'.".to_owned(),
        34 => "The CUDA library that was found is a toolkit's stand-in. Take its folder out of the library path, so that the driver's own is found, or take backend 'native'.".to_owned(),
        number if OLD_DRIVER.contains(&number) => {
            "The NVIDIA driver is too old, or its parts differ in version. Update the driver (525 or newer), or take backend 'native'.".to_owned()
        }
        number if NO_CODE.contains(&number) => {
            "The NVIDIA driver takes none of the kernels of this build. Update the driver, or take backend 'native'.".to_owned()
        }
        number if LOST.contains(&number) => {
            "The GPU is lost: what the run held on it is gone. Resume from a checkpoint, with backend 'native' if it happens again.".to_owned()
        }
        _ => "The NVIDIA driver refused. Take backend 'native', and please report this.".to_owned(),
    };
    let _ = write!(sentence, " (It was to {doing}, and answered with CUDA error {number}.)");
    unavailable(sentence).with(serde_json::json!({ "cudaError": number }))
}

fn out_of_memory(asked: u64, free: u64) -> Error {
    let (asked_mb, free_mb) = (asked.div_ceil(1 << 20), free >> 20);
    Error::new(
        Code::OutOfMemory,
        format!(
            "The GPU has {free_mb} MB free, and {asked_mb} MB more were asked for. Take a smaller batch, float32, or backend 'native'."
        ),
    )
    .with(serde_json::json!({ "asked": asked, "free": free }))
}

fn out_of_memory_while(doing: &str) -> Error {
    Error::new(
        Code::OutOfMemory,
        format!(
            "The GPU is out of memory; it was to {doing}. Take a smaller batch, float32, or backend 'native'."
        ),
    )
}

fn unavailable(sentence: String) -> Error {
    Error::new(Code::BackendUnavailable, sentence)
}
