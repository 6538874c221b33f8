//! A device on the host: the kernel's own source, compiled for the host's CPU, its threads in an order that is drawn.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use libloading::{Library, Symbol};
use minibatch_core::cuda::abi::{Address, Pass, Run};
use minibatch_core::cuda::device::{Description, Device, Kernel, Launch};
use minibatch_core::error::{Code, Error, Result};
use minibatch_core::scalar::Dtype;

type RunKernel = unsafe extern "C" fn(c_int, u32, *const Run, *const Pass, u32, u64, c_int) -> c_int;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let path = compiled();
    // SAFETY: the library is compiled from the sources beside this file, and has no initialisers but those of C++.
    let library = unsafe { Library::new(&path) };
    // What is loaded needs its file no more.
    let _ = std::fs::remove_file(&path);
    library.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
});

/// Compiles the emulator anew, as one compilation for all tests of this binary.
fn compiled() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cuda/emulator.cpp");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("emulator-{}.so", std::process::id()));
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    let options =
        ["-std=c++17", "-O2", "-ffp-contract=off", "-U_FORTIFY_SOURCE", "-shared", "-fPIC", "-Wall"];
    let mut command = Command::new(&compiler);
    command.args(options).args(["-Werror", "-Wno-unknown-pragmas"]).arg(&source).arg("-o").arg(&target);
    let output = command.output().unwrap_or_else(|error| {
        panic!("The kernels are run by a C++ compiler here, and '{compiler}' does not start ({error}): install g++.")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target
}

/// The layout of what crosses, as C++ has it.
pub(crate) fn layout(count: usize) -> Vec<u64> {
    // SAFETY: the function gives an array that lives as long as the library, which is never unloaded.
    unsafe {
        let layout: Symbol<'_, unsafe extern "C" fn() -> *const u64> =
            LIBRARY.get(b"emulator_layout").expect("its own function");
        std::slice::from_raw_parts(layout(), count).to_vec()
    }
}

/// The barriers met so far, by number.
pub(crate) fn sites() -> Vec<String> {
    // SAFETY: as above; names live as long as the library.
    unsafe {
        let count: Symbol<'_, unsafe extern "C" fn() -> c_int> =
            LIBRARY.get(b"emulator_site_count").expect("its own function");
        let name: Symbol<'_, unsafe extern "C" fn(c_int) -> *const c_char> =
            LIBRARY.get(b"emulator_site_name").expect("its own function");
        (0..count()).map(|site| CStr::from_ptr(name(site)).to_string_lossy().into_owned()).collect()
    }
}

/// The device. Its memory is the host's; what nobody has written is not a number.
#[derive(Debug)]
pub(crate) struct Emulator {
    description: Description,
    blocks: u32,
    /// Draws the order of threads, launch by launch.
    seed: u64,
    /// A barrier that nobody heeds.
    skipped: Option<usize>,
    memory: BTreeMap<Address, Vec<u128>>,
}

impl Emulator {
    pub(crate) fn new(blocks: u32, seed: u64) -> Self {
        let description = Description { name: "emulator".to_owned(), ..Description::default() };
        Self { description, blocks, seed: seed << 20, skipped: None, memory: BTreeMap::new() }
    }

    pub(crate) fn skipping(mut self, site: usize) -> Self {
        self.skipped = Some(site);
        self
    }

    /// Refuses bytes that are not within one allocation.
    fn check(&self, address: Address, bytes: usize) -> Result<()> {
        let found = self.memory.range(..=address).next_back();
        let fits = found.is_some_and(|(start, words)| {
            address - start + bytes as u64 <= size_of_val(words.as_slice()) as u64
        });
        if fits { Ok(()) } else { Err(Error::new(Code::Internal, "bytes beyond an allocation")) }
    }
}

impl Device for Emulator {
    fn describe(&self) -> &Description {
        &self.description
    }

    fn blocks(&mut self, _: Kernel) -> Result<u32> {
        Ok(self.blocks)
    }

    fn allocate(&mut self, bytes: usize) -> Result<Address> {
        let words = vec![u128::MAX; bytes.div_ceil(16)];
        let address = words.as_ptr() as Address;
        self.memory.insert(address, words);
        Ok(address)
    }

    fn free(&mut self, address: Address) {
        assert!(self.memory.remove(&address).is_some(), "memory that was allocated");
    }

    fn write(&mut self, to: Address, bytes: &[u8]) -> Result<()> {
        self.check(to, bytes.len())?;
        // SAFETY: the bytes lie within an allocation of ours.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), to as *mut u8, bytes.len()) };
        Ok(())
    }

    fn read(&mut self, from: Address, bytes: &mut [u8]) -> Result<()> {
        self.check(from, bytes.len())?;
        // SAFETY: the bytes lie within an allocation of ours.
        unsafe { std::ptr::copy_nonoverlapping(from as *const u8, bytes.as_mut_ptr(), bytes.len()) };
        Ok(())
    }

    fn launch(&mut self, launch: &Launch<'_>) -> Result<()> {
        self.seed += 1;
        let wide = c_int::from(launch.kernel.dtype == Dtype::Float64);
        let skipped = self.skipped.map_or(-1, |site| site as c_int);
        // SAFETY: the run's addresses are allocations of this device, as large as the kernel takes them to be.
        let ended = unsafe {
            let run: Symbol<'_, RunKernel> = LIBRARY.get(b"emulator_run").expect("its own function");
            let passes = launch.passes as *const Pass;
            run(wide, launch.blocks, launch.run, passes, launch.count, self.seed, skipped)
        };
        if ended == 1 {
            Ok(())
        } else {
            Err(Error::new(
                Code::BackendUnavailable,
                "the threads wait for ever, or touched what is not there",
            ))
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        assert!(self.memory.is_empty() || std::thread::panicking(), "everything allocated is given back");
    }
}
