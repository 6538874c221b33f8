//! Memory of a device that a run holds, given back with it.

use bytemuck::Pod;

use super::abi::Address;
use super::device::{Description, Device, Launch};
use crate::error::Result;

/// A device, and what a run holds on it.
#[derive(Debug)]
pub(crate) struct Memory {
    device: Box<dyn Device>,
    held: Vec<Address>,
}

impl Memory {
    pub(crate) fn new(device: Box<dyn Device>) -> Self {
        Self { device, held: Vec::new() }
    }

    /// What the device is.
    pub(crate) fn describe(&self) -> &Description {
        self.device.describe()
    }

    /// The device itself.
    pub(crate) fn device(&mut self) -> &mut dyn Device {
        &mut *self.device
    }

    /// Room for so many values; what it holds is not defined.
    pub(crate) fn room<V>(&mut self, count: usize) -> Result<Address> {
        let bytes = count.saturating_mul(size_of::<V>()).max(1);
        let address = self.device.allocate(bytes)?;
        self.held.push(address);
        Ok(address)
    }

    /// Room that holds these values.
    pub(crate) fn hold<V: Pod>(&mut self, values: &[V]) -> Result<Address> {
        let address = self.room::<V>(values.len())?;
        self.write(address, values)?;
        Ok(address)
    }

    pub(crate) fn write<V: Pod>(&mut self, to: Address, values: &[V]) -> Result<()> {
        if values.is_empty() { Ok(()) } else { self.device.write(to, bytemuck::cast_slice(values)) }
    }

    pub(crate) fn read<V: Pod>(&mut self, from: Address, count: usize) -> Result<Vec<V>> {
        let mut values = vec![V::zeroed(); count];
        if count > 0 {
            self.device.read(from, bytemuck::cast_slice_mut(&mut values))?;
        }
        Ok(values)
    }

    pub(crate) fn launch(&mut self, launch: &Launch<'_>) -> Result<()> {
        self.device.launch(launch)
    }

    /// Gives everything back.
    pub(crate) fn clear(&mut self) {
        for address in self.held.drain(..).rev() {
            self.device.free(address);
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.clear();
    }
}
