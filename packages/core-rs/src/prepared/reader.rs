//! The rows of one epoch after the other, in their order, gathered into chunks of whole batches on a thread of its own.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use super::chunk::Chunk;
use super::file::PreparedFile;
use super::windows::{Rows, Windows};
use crate::batch::Cut;
use crate::batch::block::{BlockOrder, STRIPES, Takes, Window};
use crate::config::Shuffle;
use crate::error::{Error, Result};
use crate::rng::Random;
use crate::scalar::Scalar;

/// Bytes of a chunk at least, but for the last of an epoch.
pub(super) const CHUNK_BYTES: usize = 1 << 20;

/// What rows are read, and in which order.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) file: Arc<PreparedFile>,
    pub(super) cut: Cut,
    pub(super) shuffle: Shuffle,
    pub(super) seed: u64,
    /// Batches that stand in one chunk.
    pub(super) together: usize,
    /// What the weight of a row of each class is multiplied by.
    pub(super) class_weights: Option<Vec<f64>>,
}

/// Where chunks go to, and where those that were used come from.
pub(super) struct Way<T> {
    pub(super) to: SyncSender<Result<Chunk<T>>>,
    pub(super) back: Receiver<Chunk<T>>,
}

impl Reading {
    /// Reads from a batch on until nobody takes the chunks any more.
    pub(super) fn run<T: Scalar>(self, start: (u32, usize), way: &Way<T>) {
        let outcome = match self.shuffle {
            Shuffle::Block => self.shuffled(start, way),
            _ => self.in_order(start, way),
        };
        if let Err(error) = outcome {
            // Nobody listens where the run is over.
            let _ = way.to.send(Err(error));
        }
    }

    /// Batches of a chunk: enough for its bytes, and no update in two chunks.
    fn batches(&self, batch_rows: usize) -> usize {
        let batch_bytes = batch_rows * (self.cut.row_bytes + 1);
        CHUNK_BYTES.div_ceil(batch_bytes).next_multiple_of(self.together)
    }

    /// The rows as they lie in the file.
    fn in_order<T: Scalar>(&self, (first_epoch, first_batch): (u32, usize), way: &Way<T>) -> Result<()> {
        let batches = self.cut.batches();
        let step = self.batches(self.cut.batch_size);
        let mut chunk = Chunk::default();
        for epoch in first_epoch.. {
            let from = if epoch == first_epoch { first_batch / step * step } else { 0 };
            for first in (from..batches).step_by(step) {
                chunk.clear((epoch, first));
                chunk.batches = step.min(batches - first);
                let rows = self.cut.rows(first)..self.cut.rows(first + chunk.batches);
                let ahead = rows.end..self.cut.n.min(rows.end + rows.len());
                self.file.will_read(ahead);
                chunk.x.resize(rows.len() * self.file.features(), T::ZERO);
                chunk.y.resize(rows.len(), T::ZERO);
                chunk.weight.resize(if self.file.is_weighted() { rows.len() } else { 0 }, T::ZERO);
                self.file.read_x(rows.clone(), &mut chunk.x)?;
                self.file.read_targets(rows, &mut chunk.y, &mut chunk.weight)?;
                self.weigh(&mut chunk);
                let Some(next) = send(way, chunk) else { return Ok(()) };
                chunk = next;
            }
        }
        Ok(())
    }

    /// The rows in the order of the block shuffle.
    fn shuffled<T: Scalar>(&self, (first_epoch, first_batch): (u32, usize), way: &Way<T>) -> Result<()> {
        let mut windows = Windows::new(Arc::clone(&self.file))?;
        let run_batches = BlockOrder::run(self.cut) / self.cut.batch_size;
        let step = self.batches(BlockOrder::run(self.cut)) * run_batches;
        let mut order = BlockOrder::new(self.cut, self.seed, first_epoch);
        let mut gather = Gather {
            reading: self,
            windows: &mut windows,
            epoch: first_epoch,
            following: None,
            chunk: Chunk::default(),
        };
        let skipped = first_batch / (run_batches * self.together) * self.together;
        gather.skip(&mut order, skipped)?;
        let mut batch = skipped * run_batches;
        for epoch in first_epoch.. {
            gather.epoch = epoch;
            while batch < self.cut.batches() {
                gather.chunk.clear((epoch, batch));
                let end = self.cut.batches().min(batch + step);
                while batch < end {
                    order.next_run(&mut gather)?;
                    batch += run_batches;
                }
                batch = batch.min(self.cut.batches());
                gather.chunk.batches = batch - gather.chunk.first;
                self.weigh(&mut gather.chunk);
                let Some(next) = send(way, std::mem::take(&mut gather.chunk)) else { return Ok(()) };
                gather.chunk = next;
            }
            order = gather.next_epoch();
            batch = 0;
        }
        Ok(())
    }

    /// Multiplies each row's weight by that of its class.
    fn weigh<T: Scalar>(&self, chunk: &mut Chunk<T>) {
        let Some(of_class) = &self.class_weights else { return };
        if chunk.weight.is_empty() {
            chunk.weight.resize(chunk.rows(), T::ONE);
        }
        for (weight, y) in chunk.weight.iter_mut().zip(&chunk.y) {
            let class = (y.to_f64() as usize).min(of_class.len().saturating_sub(1));
            *weight = T::from_f64(weight.to_f64() * of_class[class]);
        }
    }
}

/// Hands a chunk on; gives one to fill, none once nobody takes them.
fn send<T: Scalar>(way: &Way<T>, chunk: Chunk<T>) -> Option<Chunk<T>> {
    way.to.send(Ok(chunk)).ok()?;
    Some(way.back.try_recv().unwrap_or_default())
}

/// Takes rows from windows into a chunk.
struct Gather<'a, T> {
    reading: &'a Reading,
    windows: &'a mut Windows<T>,
    epoch: u32,
    /// The order of the next epoch, once a stripe has no window left in this one.
    following: Option<BlockOrder>,
    chunk: Chunk<T>,
}

impl<T: Scalar> Gather<'_, T> {
    /// Passes over so many runs without reading them, and asks for the windows that come then.
    fn skip(&mut self, order: &mut BlockOrder, runs: usize) -> Result<()> {
        let mut skips = Skips { open: vec![None; STRIPES] };
        for _ in 0..runs {
            let Ok(_) = order.next_run(&mut skips);
        }
        for (stripe, open) in skips.open.into_iter().enumerate() {
            let window = open.unwrap_or_else(|| order.window(stripe, 0));
            if !window.blocks.is_empty() {
                self.windows.ask(stripe, self.epoch, window)?;
            }
        }
        Ok(())
    }

    /// The order of the next epoch; this one is over.
    fn next_epoch(&mut self) -> BlockOrder {
        let next = self.epoch.wrapping_add(1);
        self.following.take().unwrap_or_else(|| BlockOrder::new(self.reading.cut, self.reading.seed, next))
    }
}

impl<T: Scalar> Takes for Gather<'_, T> {
    type Error = Error;

    fn open(&mut self, stripe: usize, window: Window, next: Window) -> Result<()> {
        let Self { reading, windows, epoch, following, .. } = self;
        windows.open(stripe, *epoch, window)?;
        if !next.blocks.is_empty() {
            return windows.ask(stripe, *epoch, next);
        }
        let epoch = epoch.wrapping_add(1);
        let following = following.get_or_insert_with(|| BlockOrder::new(reading.cut, reading.seed, epoch));
        windows.ask(stripe, epoch, following.window(stripe, 0))
    }

    fn take(&mut self, stripe: usize, places: &[u32]) -> Result<()> {
        let d = self.reading.file.features();
        let Rows { x, y, weight } = self.windows.rows(stripe)?;
        let chunk = &mut self.chunk;
        for &place in places {
            let place = place as usize;
            chunk.x.extend_from_slice(&x[place * d..][..d]);
            chunk.y.push(y[place]);
            if !weight.is_empty() {
                chunk.weight.push(weight[place]);
            }
        }
        Ok(())
    }

    fn mix(&mut self, count: usize, random: &Random) -> Result<()> {
        self.chunk.mix(count, random);
        Ok(())
    }
}

/// Takes nothing, and remembers the open windows.
struct Skips {
    open: Vec<Option<Window>>,
}

impl Takes for Skips {
    type Error = Infallible;

    fn open(&mut self, stripe: usize, window: Window, _next: Window) -> std::result::Result<(), Infallible> {
        self.open[stripe] = Some(window);
        Ok(())
    }

    fn take(&mut self, _stripe: usize, _places: &[u32]) -> std::result::Result<(), Infallible> {
        Ok(())
    }

    fn mix(&mut self, _count: usize, _random: &Random) -> std::result::Result<(), Infallible> {
        Ok(())
    }
}
