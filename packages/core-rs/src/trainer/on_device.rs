//! Updates on a device: the host settles rates, factors and orders as for its own steps, and counts what came of them;
//! gradients, states and parameters stay where the device has them until somebody reads them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::noise::Noise;
use super::{Position, Snapshot, Trainer, cut};
use crate::cuda::abi::{Outcome, Pass, flags};
use crate::cuda::device::{Description, Device};
use crate::cuda::memory::Memory;
use crate::cuda::run::{DeviceRun, Setup, State};
use crate::error::{Code, Error, Result};
use crate::model::network::Sums;
use crate::scalar::Scalar;
use crate::view::View;

/// How long one launch should take: drivers of screens end one that takes seconds, and nobody can stop it.
const LAUNCH: Duration = Duration::from_millis(30);
/// Updates of the first launch: nobody knows yet how long one takes.
const FIRST: u64 = 1;

/// A device, and the run on it.
#[derive(Debug)]
pub(super) struct OnDevice {
    memory: Memory,
    /// Nothing is on the device before the first step, and after the rows are others.
    run: Option<DeviceRun>,
    /// Which side has the newest parameters and states.
    newest: Side,
    /// Updates of the next launch.
    updates: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Host,
    Device,
    Both,
}

/// An update that was sent to the device.
struct Sent {
    passes: usize,
    rows: usize,
    rate: f64,
    measured: bool,
}

impl<T: Scalar> Trainer<T> {
    /// Takes the steps from here on on a device. Bits stay the same where the arithmetic is strict.
    ///
    /// # Errors
    /// What keeps the parameters on the device before from being read.
    pub fn set_device(&mut self, device: Box<dyn Device>) -> Result<()> {
        self.leave_device()?;
        let memory = Memory::new(device);
        self.on_device = Some(Box::new(OnDevice { memory, run: None, newest: Side::Host, updates: FIRST }));
        Ok(())
    }

    /// Takes the steps from here on on the CPU.
    ///
    /// # Errors
    /// What keeps the parameters on the device from being read.
    pub fn leave_device(&mut self) -> Result<()> {
        self.fetch()?;
        self.on_device = None;
        Ok(())
    }

    /// Leaves a device that is lost, and goes on from an earlier state on the CPU.
    ///
    /// # Errors
    /// CHECKPOINT_INVALID for a state of another run.
    pub(crate) fn abandon_device(&mut self, back: Snapshot<T>) -> Result<()> {
        self.on_device = None;
        self.restore(back)
    }

    /// The device that takes the steps.
    pub fn device(&self) -> Option<&Description> {
        self.on_device.as_ref().map(|on| on.memory.describe())
    }

    /// Brings parameters and states from the device, where it has newer ones. What reads them reads those of the last
    /// fetch: [`Trainer::parameters`], [`Trainer::outcome`], [`Trainer::snapshot`].
    ///
    /// # Errors
    /// BACKEND_UNAVAILABLE for a device that is lost: so is what it held.
    pub fn fetch(&mut self) -> Result<()> {
        let Some(on) = &mut self.on_device else { return Ok(()) };
        let Some(run) = on.run.as_ref().filter(|_| on.newest == Side::Device) else { return Ok(()) };
        let state: State<T> = run.read(&mut on.memory)?;
        on.newest = Side::Both;
        let layout = self.network.layout();
        layout.store_into(&state.parameters, &mut self.parameters);
        let memory = self.update.optimizer.memory_mut();
        for (stored, logical) in memory.buffers.iter_mut().zip(&state.buffers) {
            layout.store_into(logical, stored);
        }
        if let (Some(average), Some(values)) = (&mut self.update.average, &state.average) {
            layout.store_into(values, average.values_mut());
        }
        Ok(())
    }

    /// Says that parameters or states were changed here: the device takes them before its next step. What else is newer
    /// there has to be fetched first.
    pub(super) fn changed_here(&mut self) {
        if let Some(on) = &mut self.on_device {
            on.newest = Side::Host;
        }
    }

    /// Says that the orders of the epochs are others from here on.
    pub(super) fn changed_order(&mut self) {
        if let Some(OnDevice { run: Some(run), .. }) = self.on_device.as_deref_mut() {
            run.forget_order();
        }
    }

    /// Takes everything off the device: the rows are others from here on.
    pub(super) fn empty_device(&mut self) -> Result<()> {
        self.fetch()?;
        if let Some(on) = &mut self.on_device {
            on.run = None;
            on.memory.clear();
            on.newest = Side::Host;
        }
        Ok(())
    }

    /// Takes steps up to a batch of the epoch.
    pub(super) fn take_steps_on_device(
        &mut self,
        data: &View<'_, T>,
        (max_steps, end): (u64, usize),
        stop: &AtomicBool,
    ) -> Result<u64> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.bring(data)?;
        let mut done = 0;
        while done < max_steps && self.at.batch < end {
            if stop.load(Ordering::Relaxed) {
                return Err(self.stopped());
            }
            match self.launch(data, (max_steps - done, end)) {
                Ok(taken) => done += taken,
                Err(error) => {
                    // What the device held is lost, or not worth anything: nobody may go on from it.
                    self.failure = Some(error.clone());
                    return Err(error);
                }
            }
        }
        if self.at.batch == self.order.cut().batches() {
            self.end_epoch()?;
        }
        Ok(done)
    }

    /// Sees to it that the device has the rows, their order, parameters and states.
    fn bring(&mut self, data: &View<'_, T>) -> Result<()> {
        let optimizer = &self.update.optimizer;
        let setup = Setup {
            plan: &self.plan,
            architecture: self.network.architecture(),
            batch: cut::<T>(&self.plan, (self.shape.n, self.shape.d)).batch_size.min(self.shape.n),
            accumulated: (self.plan.accumulate_batches as usize).min(self.order.cut().batches()),
            optimizer: optimizer.device_rule(),
            buffers: optimizer.memory().buffers.len(),
            averages: self.update.average.is_some(),
        };
        let Some(OnDevice { memory, run, newest, .. }) = self.on_device.as_deref_mut() else { return Ok(()) };
        let run = match run {
            Some(run) => run,
            None => run.insert(DeviceRun::new(memory, &setup, data).inspect_err(|_| memory.clear())?),
        };
        if *newest == Side::Host {
            let layout = self.network.layout();
            let average = self.update.average.as_ref().map(|average| &average.memory().values);
            let state = State {
                parameters: layout.logical(&self.parameters),
                buffers: optimizer.memory().buffers.iter().map(|buffer| layout.logical(buffer)).collect(),
                average: average.map(|values| layout.logical(values)),
            };
            run.write(memory, &state)?;
            *newest = Side::Both;
        }
        run.set_order(memory, self.at.epoch, self.order.listed())
    }

    /// Takes some updates by one launch.
    fn launch(&mut self, data: &View<'_, T>, (max_steps, end): (u64, usize)) -> Result<u64> {
        let Some(OnDevice { run: Some(run), updates, .. }) = self.on_device.as_deref() else {
            return Err(no_run());
        };
        let most = (max_steps.min(*updates), run.most_passes());
        let (passes, sent) = self.next_passes(most, end);
        let l2 = self.update.adjustment.l2;
        let Some(OnDevice { memory, run: Some(run), newest, updates }) = self.on_device.as_deref_mut() else {
            return Err(no_run());
        };
        let started = Instant::now();
        *newest = Side::Device;
        let (outcomes, failed) = run.launch(memory, &passes, l2)?;
        let took = started.elapsed();
        *updates =
            if took > LAUNCH { (*updates / 2).max(1) } else { (*updates * 2).min(run.most_passes() as u64) };
        self.count(data, (&sent, &outcomes), failed)
    }

    /// The passes of the next updates, with what the optimizer and the average want to know of each.
    fn next_passes(&mut self, (updates, most): (u64, usize), end: usize) -> (Vec<Pass>, Vec<Sent>) {
        let (mut at, mut passes, mut sent) = (self.at, Vec::new(), Vec::new());
        let accumulated = (self.plan.accumulate_batches as usize).min(self.order.cut().batches());
        while (sent.len() as u64) < updates && at.batch < end && passes.len() + accumulated <= most {
            at.rate = self.rate(at);
            let first = passes.len();
            let rows = self.add_passes(at, &mut passes);
            let count = passes.len() - first;
            at.batch += count;
            at.step += 1;
            let measured = Noise::measures(at.step - 1) && self.plan.accumulate_batches == 1;
            if let Some(last) = passes.last_mut() {
                last.flags |= flags::UPDATES | if measured { flags::MEASURED } else { 0 };
                last.factors = self.update.optimizer.next_factors(at.rate);
                last.shrink = T::from_f64(at.rate * self.plan.l1).to_f64();
                let average = self.update.average.as_mut();
                last.fresh = average.and_then(|average| average.next_share(at.step)).unwrap_or(0.0);
            }
            sent.push(Sent { passes: count, rows, rate: at.rate, measured });
        }
        if let Some(last) = passes.last_mut() {
            last.flags |= flags::KEEPS;
        }
        (passes, sent)
    }

    /// Adds the batches of the update at a position; gives their rows.
    fn add_passes(&self, at: Position, passes: &mut Vec<Pass>) -> usize {
        let first_pass = passes.len() as u32;
        let cut = self.order.cut();
        let mut first_row = 0;
        for batch in at.batch..at.batch + self.plan.accumulate_batches as usize {
            let rows = self.order.batch(batch).len();
            if rows == 0 {
                break;
            }
            passes.push(Pass {
                start: cut.rows(batch) as u64,
                first_row: first_row as u64,
                rows: rows as u32,
                flags: if batch > at.batch { flags::ADDS } else { 0 },
                first_pass,
                step: at.step as u32,
                ..Pass::default()
            });
            first_row += rows;
        }
        first_row
    }

    /// Counts the updates of a launch up to the one that failed.
    fn count(
        &mut self,
        data: &View<'_, T>,
        (sent, outcomes): (&[Sent], &[Outcome]),
        failed: Option<usize>,
    ) -> Result<u64> {
        let mut first = 0;
        for update in sent {
            let end = first + update.passes;
            let mut sums = Sums::default();
            for outcome in &outcomes[first..end] {
                sums.loss += outcome.loss;
                sums.weight += outcome.weight;
            }
            self.at.rate = update.rate;
            self.at.batch += update.passes;
            if update.measured {
                let Outcome { norms, square, .. } = outcomes[first];
                self.noise.see((update.rows, norms), sums, square);
            }
            self.end_step(data, sums, failed.is_none_or(|pass| pass >= end))?;
            first = end;
        }
        Ok(sent.len() as u64)
    }

    /// Brings the gradient that the last update kept, where the device took it.
    pub(super) fn fetch_gradient(&mut self) -> Result<()> {
        if let Some(OnDevice { memory, run: Some(run), newest: Side::Device | Side::Both, .. }) =
            self.on_device.as_deref_mut()
        {
            let gradient: Vec<T> = run.gradient(memory)?;
            self.network.layout().store_into(&gradient, &mut self.gradient);
            self.scale = T::ONE;
        }
        Ok(())
    }
}

#[cold]
fn no_run() -> Error {
    Error::new(Code::Internal, "The run is not on its device; please report this.")
}
