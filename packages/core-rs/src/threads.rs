//! The pool that shares out one step's work: outputs are split, a reduction never is.

/// Threads that wait for the parts of a step.
#[derive(Debug)]
pub struct Pool {
    threads: usize,
}

impl Pool {
    /// So many threads, the caller's among them; at least 1.
    pub fn new(threads: usize) -> Self {
        Self { threads: threads.max(1) }
    }

    /// The threads, the caller's among them.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Calls `work` once for each part 0..parts, on any thread, and returns when all are done.
    pub fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..parts).for_each(work);
    }
}

/// The threads of this machine; 1 in WebAssembly.
pub fn available() -> usize {
    if cfg!(target_arch = "wasm32") { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
