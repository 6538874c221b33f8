//! What is made of NVIDIA's driver, against a stand-in for its calls that writes them down and refuses one of them.

#![cfg(all(target_arch = "x86_64", any(target_os = "linux", windows)))]

mod support;

use std::sync::{Arc, Mutex};

use minibatch_core::config::Numerics;
use minibatch_core::cuda::abi::{Address, Run};
use minibatch_core::cuda::calls::{Answer, Attribute, Calls, Grid, Handle};
use minibatch_core::cuda::device::{Device, Kernel, Launch};
use minibatch_core::cuda::driver::{Driver, examine};
use minibatch_core::error::{Code, Error, Result};
use minibatch_core::scalar::Dtype;

/// What the stand-in was asked, and how it is to answer.
#[derive(Debug)]
struct Script {
    calls: Vec<String>,
    /// The first call that begins so is refused with this number.
    refuses: Option<(&'static str, u32)>,
    version: u32,
    devices: u32,
    capability: (u32, u32),
    cooperates: u32,
    held: Vec<Address>,
    modules: usize,
    contexts: usize,
}

#[derive(Clone, Debug)]
struct StandIn(Arc<Mutex<Script>>);

impl StandIn {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Script {
            calls: Vec::new(),
            refuses: None,
            version: 12_040,
            devices: 1,
            capability: (9, 0),
            cooperates: 1,
            held: Vec::new(),
            modules: 0,
            contexts: 0,
        })))
    }

    fn change(self, change: impl FnOnce(&mut Script)) -> Self {
        change(&mut self.0.lock().expect("no panic"));
        self
    }

    fn ask<V>(&self, call: String, answer: impl FnOnce(&mut Script) -> V) -> Answer<V> {
        let mut script = self.0.lock().expect("no panic");
        let refused = script.refuses.filter(|(name, _)| call.starts_with(name));
        script.calls.push(call);
        match refused {
            Some((_, number)) => Err(number),
            None => Ok(answer(&mut script)),
        }
    }

    fn calls(&self) -> Vec<String> {
        self.0.lock().expect("no panic").calls.clone()
    }
}

impl Calls for StandIn {
    fn start(&mut self) -> Answer<u32> {
        self.ask("start".into(), |script| script.version)
    }
    fn device_count(&mut self) -> Answer<u32> {
        self.ask("device_count".into(), |script| script.devices)
    }
    fn name(&mut self) -> Answer<String> {
        self.ask("name".into(), |_| "Stand-in".to_owned())
    }
    fn attribute(&mut self, attribute: Attribute) -> Answer<u32> {
        self.ask(format!("attribute {attribute:?}"), |script| match attribute {
            Attribute::Major => script.capability.0,
            Attribute::Minor => script.capability.1,
            Attribute::Multiprocessors => 132,
            Attribute::CooperativeLaunch => script.cooperates,
        })
    }
    fn memory(&mut self) -> Answer<u64> {
        self.ask("memory".into(), |_| 8 << 30)
    }
    fn retain_context(&mut self) -> Answer<()> {
        self.ask("retain_context".into(), |script| script.contexts += 1)
    }
    fn release_context(&mut self) {
        let _ = self.ask("release_context".into(), |script| script.contexts -= 1);
    }
    fn make_current(&mut self) -> Answer<()> {
        self.ask("make_current".into(), |_| ())
    }
    fn free_memory(&mut self) -> Answer<u64> {
        self.ask("free_memory".into(), |_| 3 << 20)
    }
    fn load(&mut self, image: &[u8]) -> Answer<Handle> {
        let kind = if image.starts_with(b"\x7fELF") { "cubin" } else { "PTX" };
        self.ask(format!("load {kind}"), |script| {
            script.modules += 1;
            script.modules
        })
    }
    fn unload(&mut self, module: Handle) {
        let _ = self.ask(format!("unload {module}"), |script| script.modules -= 1);
    }
    fn function(&mut self, module: Handle, name: &str) -> Answer<Handle> {
        self.ask(format!("function {module} {name}"), |_| module * 10)
    }
    fn blocks_at_once(&mut self, function: Handle) -> Answer<u32> {
        self.ask(format!("blocks_at_once {function}"), |_| 4)
    }
    fn allocate(&mut self, bytes: usize) -> Answer<Address> {
        self.ask(format!("allocate {bytes}"), |script| {
            let address = 4096 * (1 + script.held.len() as Address);
            script.held.push(address);
            address
        })
    }
    fn free(&mut self, address: Address) -> Answer<()> {
        self.ask(format!("free {address}"), |script| script.held.retain(|held| *held != address))
    }
    fn copy_to(&mut self, to: Address, bytes: &[u8]) -> Answer<()> {
        self.ask(format!("copy_to {to} {}", bytes.len()), |_| ())
    }
    fn copy_from(&mut self, from: Address, bytes: &mut [u8]) -> Answer<()> {
        self.ask(format!("copy_from {from} {}", bytes.len()), |_| ())
    }
    fn launch(&mut self, grid: &Grid<'_>) -> Answer<()> {
        let Grid { function, blocks, passes, count, .. } = *grid;
        self.ask(format!("launch {function} {blocks} {passes} {count}"), |_| ())
    }
}

const STRICT: Kernel = Kernel { dtype: Dtype::Float32, numerics: Numerics::Strict };

/// Everything a run asks of a device, once.
fn use_once(calls: StandIn) -> Result<()> {
    let mut device = Driver::open(calls)?;
    let blocks = device.blocks(STRICT)?;
    assert_eq!(blocks, 2 * 132, "two blocks a multiprocessor at most");
    let place = device.allocate(64)?;
    let result = (|| {
        device.write(place, &[1, 2, 3])?;
        let run = Run::default();
        device.launch(&Launch { kernel: STRICT, blocks, run: &run, passes: place, count: 5 })?;
        device.read(place, &mut [0; 4])
    })();
    device.free(place);
    result
}

#[test]
fn a_run_asks_in_this_order_and_gives_everything_back() {
    let calls = StandIn::new();
    use_once(calls.clone()).expect("nothing is refused");
    let asked: Vec<String> = calls.calls().into_iter().filter(|call| call != "make_current").collect();
    assert_eq!(
        asked,
        [
            "start",
            "device_count",
            "attribute Major",
            "attribute Minor",
            "name",
            "attribute Multiprocessors",
            "memory",
            "attribute CooperativeLaunch",
            "retain_context",
            "load cubin",
            "function 1 train_f32",
            "blocks_at_once 10",
            "allocate 64",
            "copy_to 4096 3",
            "function 1 train_f32",
            "launch 10 264 4096 5",
            "copy_from 4096 4",
            "free 4096",
            "unload 1",
            "release_context",
        ]
    );
    let script = calls.0.lock().expect("no panic");
    assert!(script.held.is_empty() && script.modules == 0 && script.contexts == 0, "{script:?}");
}

#[test]
fn the_context_is_made_current_before_every_call_that_needs_one() {
    let calls = StandIn::new();
    use_once(calls.clone()).expect("nothing is refused");
    let asked = calls.calls();
    for (before, call) in asked.iter().zip(&asked[1..]) {
        let needs =
            ["load", "allocate", "copy_to", "copy_from", "free "].iter().any(|name| call.starts_with(name));
        assert!(!needs || before == "make_current", "{before} before {call}");
    }
}

#[test]
fn whatever_is_refused_is_an_error_in_words_and_leaves_nothing_behind() {
    let (old, lost, gone) = ("Update the driver", "Resume from a checkpoint", "NVIDIA GPU");
    let table = [
        ("start", 100, Code::BackendUnavailable, gone),
        ("start", 34, Code::BackendUnavailable, "stand-in"),
        ("start", 35, Code::BackendUnavailable, old),
        ("start", 803, Code::BackendUnavailable, old),
        ("start", 999, Code::BackendUnavailable, "refused"),
        ("device_count", 3, Code::BackendUnavailable, "refused"),
        ("attribute", 101, Code::BackendUnavailable, gone),
        ("retain_context", 2, Code::OutOfMemory, "out of memory"),
        ("retain_context", 46, Code::BackendUnavailable, lost),
        ("load", 222, Code::BackendUnavailable, old),
        ("load", 209, Code::BackendUnavailable, "none of the kernels"),
        ("function", 500, Code::BackendUnavailable, "refused"),
        ("blocks_at_once", 700, Code::BackendUnavailable, lost),
        ("allocate", 2, Code::OutOfMemory, "3 MB free, and 1 MB more"),
        ("copy_to", 700, Code::BackendUnavailable, lost),
        ("launch", 719, Code::BackendUnavailable, lost),
        ("copy_from", 702, Code::BackendUnavailable, lost),
    ];
    for (call, number, code, words) in table {
        let calls = StandIn::new().change(|script| script.refuses = Some((call, number)));
        let error: Error = use_once(calls.clone()).expect_err("it is refused");
        assert_eq!(error.code, code, "{call} {number}: {error}");
        assert!(error.message.contains(words), "{call} {number}: {error}");
        assert!(error.message.contains("native"), "{call} {number} says what to do: {error}");
        let script = calls.0.lock().expect("no panic");
        assert!(script.held.is_empty() && script.modules == 0 && script.contexts == 0, "{call}: {script:?}");
    }
}

#[test]
fn a_machine_that_cannot_do_it_says_why() {
    type Change = fn(&mut Script);
    let machines: [(Change, &str); 4] = [
        (|script| script.version = 11_080, "CUDA 11.8, and 12.0 is needed"),
        (|script| script.devices = 0, "no NVIDIA GPU"),
        (|script| script.cooperates = 0, "waits for itself"),
        (|script| script.capability = (6, 1), "capability 6.1, and 7.5 is the least"),
    ];
    for (change, words) in machines {
        let error = use_once(StandIn::new().change(change)).expect_err("it cannot");
        assert_eq!(error.code, Code::BackendUnavailable);
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn a_device_that_is_looked_at_is_not_opened() {
    let mut calls = StandIn::new();
    let (description, capability) = examine(&mut calls).expect("nothing is refused");
    assert_eq!(
        (description.name.as_str(), description.driver.as_str(), capability),
        ("Stand-in", "12.4", (9, 0))
    );
    assert!(!calls.calls().contains(&"retain_context".to_owned()));
}

#[test]
fn newer_devices_have_ptx_compiled_by_the_driver() {
    for capability in [(11, 0), (13, 0)] {
        let calls = StandIn::new().change(|script| script.capability = capability);
        use_once(calls.clone()).expect("nothing is refused");
        assert!(calls.calls().contains(&"load PTX".to_owned()), "{capability:?}");
    }
}
