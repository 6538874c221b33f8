//! A device of the tests: its memory lies in the host's, it writes down every call, it fails where it is told to, and its
//! kernel learns nothing. What no device would bear, such as a read of memory that was given back, is a panic.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use minibatch_core::cuda::abi::{Address, Outcome, Pass};
use minibatch_core::cuda::device::{Description, Device, Kernel, Launch};
use minibatch_core::error::{Code, Error, Result};

/// What was asked of a device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Call {
    Blocks(Kernel),
    Allocate { bytes: usize, at: Address },
    Free(Address),
    Write { to: Address, bytes: usize },
    Read { from: Address, bytes: usize },
    Launch { kernel: Kernel, blocks: u32, count: u32 },
}

/// What a launch does to the memory.
pub(crate) type OnLaunch = Box<dyn FnMut(&mut Store, &Launch<'_>) + Send>;

/// Memory by its address. What nobody wrote holds 0xa5 in every byte: NaN-like numbers nobody may rely on.
#[derive(Debug, Default)]
pub(crate) struct Store {
    held: BTreeMap<Address, Vec<u8>>,
    next: Address,
}

impl Store {
    fn allocate(&mut self, bytes: usize) -> Address {
        assert!(bytes > 0, "an allocation of no bytes");
        let at = self.next + 0x1000;
        self.next = at + (bytes as Address).next_multiple_of(256);
        self.held.insert(at, vec![0xa5; bytes]);
        at
    }

    /// The bytes from an address to the end of its allocation.
    pub(crate) fn bytes(&mut self, at: Address) -> &mut [u8] {
        let (start, held) = self.held.range_mut(..=at).next_back().expect("an address that was allocated");
        held.get_mut((at - start) as usize..).expect("an address inside an allocation")
    }

    /// So many bytes at an address.
    pub(crate) fn part(&mut self, at: Address, bytes: usize) -> &mut [u8] {
        self.bytes(at).get_mut(..bytes).expect("no more bytes than the allocation has")
    }

    /// So many values at an address, copied.
    pub(crate) fn values<V: bytemuck::Pod>(&mut self, at: Address, count: usize) -> Vec<V> {
        let mut values = vec![V::zeroed(); count];
        bytemuck::cast_slice_mut(&mut values).copy_from_slice(self.part(at, count * size_of::<V>()));
        values
    }
}

/// All that a test sees of a device that it gave away.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) calls: Vec<Call>,
    pub(crate) store: Store,
    /// The place in `calls` of the one that fails, and how.
    pub(crate) fails: Option<(usize, Code)>,
    /// Instead of a kernel that learns nothing.
    pub(crate) on_launch: Option<OnLaunch>,
}

impl Record {
    /// Allocations that were not given back.
    pub(crate) fn held(&self) -> usize {
        self.store.held.len()
    }

    /// Writes the call down, or fails it.
    fn note(&mut self, call: Call) -> Result<()> {
        let here = self.calls.len();
        self.calls.push(call);
        match self.fails {
            Some((at, code)) if at == here => Err(Error::new(code, format!("call {here} fails: {call:?}"))),
            _ => Ok(()),
        }
    }
}

/// A device whose calls are written down.
pub(crate) struct FakeDevice {
    description: Description,
    record: Arc<Mutex<Record>>,
}

impl FakeDevice {
    /// A device, and what the test keeps of it.
    pub(crate) fn recorded() -> (Box<dyn Device>, Arc<Mutex<Record>>) {
        let record = Arc::new(Mutex::new(Record::default()));
        let description = Description {
            name: "Fake".to_owned(),
            capability: "9.0".to_owned(),
            multiprocessors: 4,
            memory: 1 << 30,
            driver: "12.9".to_owned(),
        };
        (Box::new(Self { description, record: Arc::clone(&record) }), record)
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().expect("no test panicked in a call")
    }
}

impl std::fmt::Debug for FakeDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeDevice")
    }
}

impl Device for FakeDevice {
    fn describe(&self) -> &Description {
        &self.description
    }

    fn blocks(&mut self, kernel: Kernel) -> Result<u32> {
        self.record().note(Call::Blocks(kernel))?;
        Ok(8)
    }

    fn allocate(&mut self, bytes: usize) -> Result<Address> {
        let mut record = self.record();
        let at = record.store.allocate(bytes);
        let noted = record.note(Call::Allocate { bytes, at });
        if noted.is_err() {
            record.store.held.remove(&at);
        }
        noted.map(|()| at)
    }

    fn free(&mut self, address: Address) {
        let mut record = self.record();
        record.calls.push(Call::Free(address));
        assert!(record.store.held.remove(&address).is_some(), "{address:#x} is given back, and is not held");
    }

    fn write(&mut self, to: Address, bytes: &[u8]) -> Result<()> {
        let mut record = self.record();
        record.note(Call::Write { to, bytes: bytes.len() })?;
        record.store.part(to, bytes.len()).copy_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, from: Address, bytes: &mut [u8]) -> Result<()> {
        let mut record = self.record();
        record.note(Call::Read { from, bytes: bytes.len() })?;
        bytes.copy_from_slice(record.store.part(from, bytes.len()));
        Ok(())
    }

    fn launch(&mut self, launch: &Launch<'_>) -> Result<()> {
        let mut record = self.record();
        record.note(Call::Launch { kernel: launch.kernel, blocks: launch.blocks, count: launch.count })?;
        let mut on_launch = record.on_launch.take().unwrap_or_else(|| Box::new(learn_nothing));
        on_launch(&mut record.store, launch);
        record.on_launch = Some(on_launch);
        Ok(())
    }
}

/// Every pass says that its rows were seen; parameters stay as they are.
fn learn_nothing(store: &mut Store, launch: &Launch<'_>) {
    let passes: Vec<Pass> = store.values(launch.passes, launch.count as usize);
    let outcome = |pass: &Pass| Outcome { weight: f64::from(pass.rows), ..Outcome::default() };
    let outcomes: Vec<Outcome> = passes.iter().map(outcome).collect();
    let bytes: &[u8] = bytemuck::cast_slice(&outcomes);
    store.part(launch.run.outcomes, bytes.len()).copy_from_slice(bytes);
}
