//! Training on an NVIDIA GPU, with the bits of the CPU. One kernel runs whole epochs (`kernels/`): its blocks share out
//! outputs, never a sum, and wait for each other between the phases of a batch.

pub mod abi;
pub mod calls;
pub mod device;
#[cfg(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows)))]
pub mod driver;
#[cfg(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows)))]
mod images;
pub(crate) mod memory;
#[cfg(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows)))]
mod nvidia;
pub(crate) mod run;

use std::sync::LazyLock;

use serde_json::json;

use crate::error::Result;
#[cfg(not(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows))))]
use crate::error::{Code, Error};
use device::{Description, Device};

/// The GPU of this machine.
///
/// # Errors
/// BACKEND_UNAVAILABLE where there is none, or this build has no way to one.
pub fn open() -> Result<Box<dyn Device>> {
    #[cfg(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows)))]
    {
        Ok(Box::new(driver::Driver::open(nvidia::calls()?)?))
    }
    #[cfg(not(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows))))]
    Err(no_way())
}

/// What there is, as JSON: `{ available: true, device }` or `{ available: false, reason }`. Looked up once a process, and
/// not opened.
pub fn info() -> String {
    static FOUND: LazyLock<Result<Description>> = LazyLock::new(describe);
    match &*FOUND {
        Ok(device) => json!({ "available": true, "device": device }),
        Err(error) => json!({ "available": false, "reason": error.message }),
    }
    .to_string()
}

fn describe() -> Result<Description> {
    #[cfg(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows)))]
    {
        Ok(driver::examine(&mut nvidia::calls()?)?.0)
    }
    #[cfg(not(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows))))]
    Err(no_way())
}

#[cfg(not(all(feature = "cuda", target_arch = "x86_64", any(target_os = "linux", windows))))]
fn no_way() -> Error {
    Error::new(
        Code::BackendUnavailable,
        "This build has no CUDA path. Take backend 'native', or a build for Linux or Windows on x64.",
    )
}
