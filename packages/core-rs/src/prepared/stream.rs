//! The rows of a file for a run: chunks of batches, read ahead of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::time::Duration;

use serde_json::json;

use super::chunk::Chunk;
use super::file::PreparedFile;
use super::reader::{CHUNK_BYTES, Reading, Way};
use super::thread::spawn;
use super::windows;
use crate::batch::block::BlockOrder;
use crate::config::{ClassWeight, Plan, Shuffle};
use crate::error::{Code, Error, Result};
use crate::examples::{ClassSums, least_memory};
use crate::memory::shown;
use crate::row_blocks::RowBlocks;
use crate::scalar::Scalar;
use crate::trainer;

/// Chunks there are at most: the one that is trained on, one that waits, one that is filled.
const CHUNKS: usize = 3;

/// How often a run that waits for rows looks whether it is stopped.
const LOOK: Duration = Duration::from_millis(50);

/// The rows of a file in the order of a run.
#[derive(Debug)]
pub(crate) struct RowStream<T> {
    reading: Reading,
    ahead: Option<Ahead<T>>,
    current: Chunk<T>,
}

/// The thread that reads.
#[derive(Debug)]
struct Ahead<T> {
    from: Receiver<Result<Chunk<T>>>,
    back: Sender<Chunk<T>>,
}

impl<T: Scalar> RowStream<T> {
    /// # Errors
    /// OPTION_INVALID where the memory is too little for these options, with the least that is enough.
    pub(crate) fn new(file: &Arc<PreparedFile>, plan: &Plan) -> Result<Self> {
        let cut = trainer::cut::<T>(plan, (file.rows(), file.features()));
        let class_weights = match &plan.class_weight {
            None => None,
            Some(ClassWeight::Values(values)) => Some(values.clone()),
            Some(ClassWeight::Balanced(_)) => {
                let mut sums = ClassSums::new(plan.classes);
                RowBlocks::<T>::each_target(&**file, &mut |rows| {
                    sums.see(rows);
                    Ok(())
                })?;
                Some(sums.balanced())
            }
        };
        let together = (plan.accumulate_batches as usize).max(1);
        let reading = Reading {
            file: Arc::clone(file),
            cut,
            shuffle: plan.shuffle,
            seed: plan.seed,
            together,
            class_weights,
        };
        reading.check_memory::<T>()?;
        Ok(Self { reading, ahead: None, current: Chunk::default() })
    }

    /// Memory of the buffers that rows are read through.
    pub(crate) fn bytes(&self) -> usize {
        self.reading.bytes::<T>()
    }

    /// The chunk that holds a batch.
    ///
    /// # Errors
    /// IO_FAILED, ABORTED once `stop` is set while it waits.
    pub(crate) fn chunk(&mut self, place: (u32, usize), stop: &AtomicBool) -> Result<&Chunk<T>> {
        if !self.current.holds(place) {
            let held = std::mem::take(&mut self.current);
            self.current = match &self.ahead {
                Some(ahead) => {
                    // Without a reader nobody needs the memory.
                    let _ = ahead.back.send(held);
                    ahead.next(stop)?
                }
                None => self.start(place)?.next(stop)?,
            };
            // The run goes on from another place than the one read ahead.
            if !self.current.holds(place) {
                self.current = self.start(place)?.next(stop)?;
            }
        }
        Ok(&self.current)
    }

    fn start(&mut self, place: (u32, usize)) -> Result<&Ahead<T>> {
        // The chunk in hand, the one a full channel holds and the one being filled make three.
        let (to, from) = sync_channel(CHUNKS - 2);
        let (back, returned) = channel();
        let reading = self.reading.clone();
        spawn("minibatch-rows", move || reading.run(place, &Way { to, back: returned }))?;
        Ok(self.ahead.insert(Ahead { from, back }))
    }
}

impl<T> Ahead<T> {
    fn next(&self, stop: &AtomicBool) -> Result<Chunk<T>> {
        loop {
            match self.from.recv_timeout(LOOK) {
                Ok(chunk) => return chunk,
                Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => {
                    return Err(Error::new(Code::Aborted, "The run was stopped while it waited for rows."));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::new(
                        Code::Internal,
                        "The thread that reads the prepared rows has ended; please report this.",
                    ));
                }
            }
        }
    }
}

impl Reading {
    /// Memory of the buffers that rows are read through.
    pub(super) fn bytes<T>(&self) -> usize {
        let row_values =
            self.file.features() + 1 + usize::from(self.file.is_weighted() || self.class_weights.is_some());
        let run =
            if self.shuffle == Shuffle::Block { BlockOrder::run(self.cut) } else { self.cut.batch_size };
        let rows = (run.min(self.cut.n) * self.together).min(self.cut.n);
        let chunk = rows * row_values * size_of::<T>() + CHUNK_BYTES;
        let windows = match self.shuffle {
            Shuffle::Block => windows::bytes::<T>(self.cut.n, row_values, self.cut.row_bytes),
            _ => 0,
        };
        windows + CHUNKS * chunk
    }

    fn check_memory<T>(&self) -> Result<()> {
        let memory = self.file.memory;
        let (least, cure) = match self.shuffle {
            Shuffle::Block | Shuffle::None => {
                let least = self.bytes::<T>();
                if least <= memory {
                    return Ok(());
                }
                (least, "Give at least that much")
            }
            // Rows in any order are for those that are in memory.
            Shuffle::Full | Shuffle::Replacement => (
                least_memory((self.cut.n, self.file.features()), self.file.dtype()),
                "Give at least that much, or shuffle by blocks (shuffle 'block')",
            ),
        };
        Err(Error::option(format!(
            "Option memory is {}, and these rows need {} with shuffle '{}' and batches of {}. {cure}.",
            shown(memory),
            shown(least),
            json!(self.shuffle).as_str().unwrap_or_default(),
            self.cut.batch_size,
        ))
        .with(json!({ "option": "memory", "least": least })))
    }
}
