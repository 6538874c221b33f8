//! The windows of a block shuffle, read from the file: of each stripe the one that rows are taken from and the next, which
//! is read meanwhile. They are the two buffers a run holds of its data.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::direct::DirectReader;
use super::file::PreparedFile;
use super::thread::spawn;
use crate::batch::block::{STRIPES, WINDOW, Window, height};
use crate::error::{Code, Error, Result};
use crate::scalar::Scalar;

/// Threads that read. A disk is fastest while it is asked for several blocks at once; the threads mostly wait for it.
const READERS: usize = 8;

/// Rows of a window. Block b of it starts at row b · height.
#[derive(Debug, Default)]
pub(super) struct Rows<T> {
    pub(super) x: Vec<T>,
    pub(super) y: Vec<T>,
    pub(super) weight: Vec<T>,
}

/// Which window of a stripe: of what epoch, which.
type Tag = (u32, usize);

/// A window that was asked for, and its rows once they are there.
#[derive(Debug)]
struct Slot<T> {
    tag: Tag,
    rows: Option<Rows<T>>,
}

/// What the thread that reads is asked.
struct Request<T> {
    stripe: usize,
    tag: Tag,
    window: Window,
    into: Rows<T>,
}

/// What it answers.
struct Reply<T> {
    stripe: usize,
    tag: Tag,
    rows: Result<Rows<T>>,
}

/// The windows of all stripes.
pub(super) struct Windows<T> {
    requests: Sender<Request<T>>,
    replies: Receiver<Reply<T>>,
    stripes: Vec<VecDeque<Slot<T>>>,
    spare: Vec<Rows<T>>,
}

impl<T: Scalar> Windows<T> {
    /// # Errors
    /// INTERNAL where no thread can be had.
    pub(super) fn new(file: Arc<PreparedFile>) -> Result<Self> {
        let (requests, asked) = channel();
        let (answers, replies) = channel();
        let asked = Arc::new(Mutex::new(asked));
        file.will_read_targets();
        for _ in 0..READERS {
            let (file, asked, answers) = (Arc::clone(&file), Arc::clone(&asked), answers.clone());
            spawn("minibatch-windows", move || serve(&file, &asked, &answers))?;
        }
        Ok(Self {
            requests,
            replies,
            stripes: (0..STRIPES).map(|_| VecDeque::new()).collect(),
            spare: Vec::new(),
        })
    }

    /// Makes a window the open one of its stripe: what was open is over.
    pub(super) fn open(&mut self, stripe: usize, epoch: u32, window: Window) -> Result<()> {
        let tag = (epoch, window.index);
        while self.stripes[stripe].front().is_some_and(|slot| slot.tag != tag) {
            let over = self.stripes[stripe].pop_front();
            self.spare.extend(over.and_then(|slot| slot.rows));
        }
        if self.stripes[stripe].is_empty() { self.ask(stripe, epoch, window) } else { Ok(()) }
    }

    /// Asks for the window that comes after the open one.
    pub(super) fn ask(&mut self, stripe: usize, epoch: u32, window: Window) -> Result<()> {
        let tag = (epoch, window.index);
        self.stripes[stripe].push_back(Slot { tag, rows: None });
        let into = self.spare.pop().unwrap_or_default();
        self.requests.send(Request { stripe, tag, window, into }).map_err(|_| ended())
    }

    /// The rows of the open window of a stripe.
    pub(super) fn rows(&mut self, stripe: usize) -> Result<&Rows<T>> {
        while self.stripes[stripe].front().is_some_and(|slot| slot.rows.is_none()) {
            let Reply { stripe, tag, rows } = self.replies.recv().map_err(|_| ended())?;
            let rows = rows?;
            match self.stripes[stripe].iter_mut().find(|slot| slot.tag == tag && slot.rows.is_none()) {
                Some(slot) => slot.rows = Some(rows),
                None => self.spare.push(rows),
            }
        }
        self.stripes[stripe].front().and_then(|slot| slot.rows.as_ref()).ok_or_else(ended)
    }
}

/// Memory of the two windows of each stripe of n rows of so many values, y and weight included.
pub(super) fn bytes<T>(n: usize, row_values: usize, row_bytes: usize) -> usize {
    let height = height(row_bytes);
    let rows = height * n.div_ceil(STRIPES).div_ceil(height).min(WINDOW);
    2 * STRIPES * rows * row_values * size_of::<T>()
}

/// Reads windows as they are asked for, until nobody asks any more.
fn serve<T: Scalar>(file: &PreparedFile, asked: &Mutex<Receiver<Request<T>>>, answers: &Sender<Reply<T>>) {
    let mut direct = file.direct(height(file.features() * size_of::<T>()));
    loop {
        let request = asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Request { stripe, tag, window, mut into }) = request else { return };
        let rows = read(file, direct.as_mut(), &window, &mut into).map(|()| into);
        if answers.send(Reply { stripe, tag, rows }).is_err() {
            return;
        }
    }
}

fn read<T: Scalar>(
    file: &PreparedFile,
    mut direct: Option<&mut DirectReader>,
    window: &Window,
    into: &mut Rows<T>,
) -> Result<()> {
    let (d, weighted) = (file.features(), file.is_weighted());
    let height = height(d * size_of::<T>());
    let count = window.blocks.len() * height;
    into.x.resize(count * d, T::ZERO);
    into.y.resize(count, T::ZERO);
    into.weight.resize(if weighted { count } else { 0 }, T::ZERO);
    for (at, block) in window.blocks.iter().enumerate() {
        let (first, m) = (at * height, block.len());
        file.read_x_by(direct.as_deref_mut(), block.clone(), &mut into.x[first * d..][..m * d])?;
        let weight = if weighted { &mut into.weight[first..][..m] } else { &mut [][..] };
        file.read_targets(block.clone(), &mut into.y[first..][..m], weight)?;
    }
    Ok(())
}

fn ended() -> Error {
    Error::new(Code::Internal, "The thread that reads the prepared rows has ended; please report this.")
}
