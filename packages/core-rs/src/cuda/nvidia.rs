//! The driver's calls by cudarc, which finds the driver's library when the program runs.

use std::ffi::{CStr, CString, c_int, c_void};
use std::mem::MaybeUninit;
use std::panic::catch_unwind;
use std::ptr::from_ref;
use std::sync::Once;

use cudarc::driver::sys::{self, CUdevice_attribute, CUresult};

use super::abi::Address;
use super::calls::{Answer, Attribute, Calls, Grid, Handle};
use crate::error::{Code, Error, Result};

/// Threads of a block, as the kernels have it.
const THREADS: u32 = 256;
/// `CUDA_ERROR_UNKNOWN`: what a driver without one of the calls comes to.
const UNKNOWN: u32 = 999;

/// The driver's first device.
#[derive(Debug, Default)]
pub(super) struct Nvidia {
    device: sys::CUdevice,
    context: usize,
}

/// The driver's calls.
///
/// # Errors
/// BACKEND_UNAVAILABLE where its library is not on this machine: no call may be made then.
pub(super) fn calls() -> Result<Nvidia> {
    // SAFETY: it opens and closes the library of the driver, as every program that uses it does.
    if catch_unwind(|| unsafe { sys::is_culib_present() }).unwrap_or(false) {
        return Ok(Nvidia::default());
    }
    let library = if cfg!(windows) { "nvcuda.dll" } else { "libcuda.so.1" };
    Err(Error::new(
        Code::BackendUnavailable,
        format!(
            "There is no NVIDIA driver: {library} was not found. Install the driver, or take backend 'native'."
        ),
    ))
}

/// An answer from a call and what it wrote; a call that the library lacks is an answer too.
fn ask<T>(call: impl FnOnce(*mut T) -> CUresult + std::panic::UnwindSafe) -> Answer<T> {
    let answer = catch_unwind(|| {
        let mut place = MaybeUninit::<T>::zeroed();
        let result = call(place.as_mut_ptr());
        (result as u32, place)
    });
    match answer {
        // SAFETY: the driver writes to the place when it succeeds; it was zeroed before, which every type here may be.
        Ok((0, place)) => Ok(unsafe { place.assume_init() }),
        Ok((number, _)) => Err(number),
        Err(_) => Err(UNKNOWN),
    }
}

fn tell(call: impl FnOnce() -> CUresult + std::panic::UnwindSafe) -> Answer<()> {
    ask::<u8>(|_| call()).map(|_| ())
}

impl Calls for Nvidia {
    fn start(&mut self) -> Answer<u32> {
        // SAFETY: may be called any number of times.
        tell(|| unsafe { sys::cuInit(0) })?;
        // SAFETY: the pointer is valid for one value.
        ask::<c_int>(|version| unsafe { sys::cuDriverGetVersion(version) }).map(|version| version as u32)
    }

    fn device_count(&mut self) -> Answer<u32> {
        // SAFETY: the pointer is valid for one value.
        let count = ask::<c_int>(|count| unsafe { sys::cuDeviceGetCount(count) })?;
        if count > 0 {
            // SAFETY: as above, and there is a device 0.
            self.device = ask(|device| unsafe { sys::cuDeviceGet(device, 0) })?;
        }
        Ok(count as u32)
    }

    fn name(&mut self) -> Answer<String> {
        let device = self.device;
        // SAFETY: the pointer is valid for 256 bytes, which the driver ends with 0.
        let name = ask::<[u8; 256]>(|name| unsafe { sys::cuDeviceGetName(name.cast(), 256, device) })?;
        let text = CStr::from_bytes_until_nul(&name).map_or_else(|_| "GPU".into(), CStr::to_string_lossy);
        Ok(text.into_owned())
    }

    fn attribute(&mut self, attribute: Attribute) -> Answer<u32> {
        use CUdevice_attribute as Number;
        let device = self.device;
        let number = match attribute {
            Attribute::Major => Number::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR,
            Attribute::Minor => Number::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR,
            Attribute::Multiprocessors => Number::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT,
            Attribute::CooperativeLaunch => Number::CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH,
        };
        // SAFETY: the pointer is valid for one value.
        ask::<c_int>(|value| unsafe { sys::cuDeviceGetAttribute(value, number, device) })
            .map(|value| value as u32)
    }

    fn memory(&mut self) -> Answer<u64> {
        let device = self.device;
        // SAFETY: the pointer is valid for one value.
        ask::<usize>(|bytes| unsafe { sys::cuDeviceTotalMem_v2(bytes, device) }).map(|bytes| bytes as u64)
    }

    fn retain_context(&mut self) -> Answer<()> {
        let device = self.device;
        // SAFETY: the pointer is valid for one value.
        let context: sys::CUcontext =
            ask(|context| unsafe { sys::cuDevicePrimaryCtxRetain(context, device) })?;
        self.context = context as usize;
        // Making a context takes tenths of a second: this process keeps a share in it from the first run on.
        static KEPT: Once = Once::new();
        KEPT.call_once(|| {
            // SAFETY: as above.
            let _ =
                ask::<sys::CUcontext>(|context| unsafe { sys::cuDevicePrimaryCtxRetain(context, device) });
        });
        Ok(())
    }

    fn release_context(&mut self) {
        let device = self.device;
        // SAFETY: this share was taken once, and is given back once.
        let _ = tell(|| unsafe { sys::cuDevicePrimaryCtxRelease_v2(device) });
        self.context = 0;
    }

    fn make_current(&mut self) -> Answer<()> {
        let context = self.context;
        // SAFETY: the context is the one that was retained.
        tell(|| unsafe { sys::cuCtxSetCurrent(context as sys::CUcontext) })
    }

    fn free_memory(&mut self) -> Answer<u64> {
        // SAFETY: both pointers are valid for one value each.
        ask::<[usize; 2]>(|sizes| unsafe { sys::cuMemGetInfo_v2(sizes.cast(), sizes.cast::<usize>().add(1)) })
            .map(|[free, _]| free as u64)
    }

    fn load(&mut self, image: &[u8]) -> Answer<Handle> {
        let image = image.as_ptr() as usize;
        // SAFETY: the image is a cubin, whose header says its length, or text that ends with 0.
        ask::<sys::CUmodule>(|module| unsafe { sys::cuModuleLoadData(module, image as *const c_void) })
            .map(|module| module as Handle)
    }

    fn unload(&mut self, module: Handle) {
        // SAFETY: the module was loaded, and nothing of it runs any more: copies from the device waited for that.
        let _ = tell(|| unsafe { sys::cuModuleUnload(module as sys::CUmodule) });
    }

    fn function(&mut self, module: Handle, name: &str) -> Answer<Handle> {
        let name = CString::new(name).map_err(|_| UNKNOWN)?;
        let module = module as sys::CUmodule as usize;
        // SAFETY: the pointer is valid for one value, the name ends with 0.
        ask::<sys::CUfunction>(|function| unsafe {
            sys::cuModuleGetFunction(function, module as sys::CUmodule, name.as_ptr())
        })
        .map(|function| function as Handle)
    }

    fn blocks_at_once(&mut self, function: Handle) -> Answer<u32> {
        // SAFETY: the pointer is valid for one value.
        ask::<c_int>(|blocks| unsafe {
            let function = function as sys::CUfunction;
            sys::cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, function, THREADS as c_int, 0)
        })
        .map(|blocks| blocks as u32)
    }

    fn allocate(&mut self, bytes: usize) -> Answer<Address> {
        // SAFETY: the pointer is valid for one value.
        ask(|address| unsafe { sys::cuMemAlloc_v2(address, bytes) })
    }

    fn free(&mut self, address: Address) -> Answer<()> {
        // SAFETY: the memory was allocated, and is given back once.
        tell(|| unsafe { sys::cuMemFree_v2(address) })
    }

    fn copy_to(&mut self, to: Address, bytes: &[u8]) -> Answer<()> {
        // SAFETY: the bytes are valid for reads, and the driver refuses an address that is not its own.
        tell(|| unsafe { sys::cuMemcpyHtoD_v2(to, bytes.as_ptr().cast(), bytes.len()) })
    }

    fn copy_from(&mut self, from: Address, bytes: &mut [u8]) -> Answer<()> {
        let (to, len) = (bytes.as_mut_ptr() as usize, bytes.len());
        // SAFETY: the bytes are valid for writes, and nobody else has them until this returns.
        tell(|| unsafe { sys::cuMemcpyDtoH_v2(to as *mut c_void, from, len) })
    }

    fn launch(&mut self, grid: &Grid<'_>) -> Answer<()> {
        let Grid { function, blocks, run, passes, count } = *grid;
        let mut arguments: [*mut c_void; 3] = [
            from_ref(run).cast_mut().cast(),
            from_ref(&passes).cast_mut().cast(),
            from_ref(&count).cast_mut().cast(),
        ];
        let arguments = arguments.as_mut_ptr() as usize;
        // SAFETY: the arguments are those of the kernel, in its order; the driver copies them before it returns.
        tell(|| unsafe {
            let (function, stream) = (function as sys::CUfunction, std::ptr::null_mut());
            let arguments = arguments as *mut *mut c_void;
            sys::cuLaunchCooperativeKernel(function, blocks, 1, 1, THREADS, 1, 1, 0, stream, arguments)
        })
    }
}
