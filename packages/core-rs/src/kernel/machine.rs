//! What a run computes with.

use std::sync::Arc;

use super::Level;
use crate::config::Numerics;
use crate::threads::Pool;

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
}
