//! What a run computes with.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Level;
use crate::config::Numerics;
use crate::threads::{Pool, Workers};

/// Instruction set, rules of the arithmetic, and threads. Level and threads change the time, never the bits.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The instruction set.
    pub level: Level,
    /// The rules of the arithmetic.
    pub numerics: Numerics,
    /// The threads.
    pub pool: Arc<Pool>,
}

impl Machine {
    /// One thread of strict arithmetic at a level.
    pub fn single(level: Level) -> Self {
        Self::new(level, Numerics::Strict, 1)
    }

    /// At a level, by these rules, on so many threads.
    pub fn new(level: Level, numerics: Numerics, threads: usize) -> Self {
        Self { level, numerics, pool: Arc::new(Pool::new(threads)) }
    }

    /// The machine for work that ends where it stands once `stop` is set: what it has written is then worth nothing.
    pub fn until<'a>(&'a self, stop: Option<&'a AtomicBool>) -> Attended<'a> {
        Attended { machine: self, stop }
    }
}

/// A machine, and who may stop its work.
#[derive(Clone, Copy, Debug)]
pub struct Attended<'a> {
    pub(crate) machine: &'a Machine,
    stop: Option<&'a AtomicBool>,
}

impl<'a> Attended<'a> {
    /// Whether the work may end where it stands.
    pub(crate) fn is_stopped(self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    pub(crate) fn workers(self) -> Workers<'a> {
        Workers { pool: &self.machine.pool, stop: self.stop }
    }
}

impl<'a> From<&'a Machine> for Attended<'a> {
    /// Nobody stops it.
    fn from(machine: &'a Machine) -> Self {
        Self { machine, stop: None }
    }
}
