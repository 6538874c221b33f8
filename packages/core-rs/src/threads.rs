//! The pool that shares out one step's work: outputs are split, a reduction never is.
//!
//! A step of a small model takes tens of microseconds, and waking a thread as long. So workers wait for the next job
//! with their eyes open for a while, then sleep until one comes.
//!
//! ```text
//! caller:  job = work; remaining = parts; take parts; wait until done = parts
//! worker:  remaining − 1, if it is not 0: from here on the job stands still, for it waits for this part;
//!          work(part); done + 1
//! ```

use std::any::Any;
use std::cell::UnsafeCell;
use std::fmt::{self, Debug};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a worker looks for the next job before it sleeps: longer than a small step spends between two products,
/// too short to matter on a machine with other work.
const PATIENCE: Duration = Duration::from_micros(50);
/// Looks between two questions to the clock, and before a caller lets another thread have its core.
const LOOKS: u32 = 64;

/// In WebAssembly there is one thread. The compiler knows, and leaves out what only more would do.
const ALONE: bool = cfg!(target_arch = "wasm32");

/// Threads that wait for the parts of a step.
pub struct Pool {
    shared: Arc<Shared>,
    /// Workers wanted, beside the caller.
    wanted: usize,
    /// Started by the first job that has work for them: most runs are too small for any.
    workers: OnceLock<Vec<JoinHandle<()>>>,
    /// Held by the caller whose job runs: another one, or a job inside a job, works alone.
    busy: Mutex<()>,
}

/// What a thread does with a part. Lives until `done` says that no part is left.
type Work = dyn Fn(usize) + Sync + 'static;

struct Shared {
    /// Valid while a part is taken and not done.
    job: UnsafeCell<Option<&'static Work>>,
    /// Parts nobody has taken yet; taking one gives the part of the number left.
    remaining: AtomicUsize,
    /// Parts that are finished.
    done: AtomicUsize,
    /// Workers asleep, or about to be.
    asleep: AtomicUsize,
    stop: AtomicBool,
    bed: Mutex<()>,
    bell: Condvar,
    /// The first panic of a part.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: `job` is written only by the caller that holds `busy` while no part is taken, and read only by a thread that
// has taken a part; `remaining` (release, acquire) orders the one before the other, `done` the other way.
unsafe impl Sync for Shared {}
// SAFETY: the job is a shared reference to what is Sync.
unsafe impl Send for Shared {}

impl Pool {
    /// So many threads, the caller's among them; at least 1, and 1 in WebAssembly. None starts before it is needed.
    pub fn new(threads: usize) -> Self {
        let shared = Arc::new(Shared {
            job: UnsafeCell::new(None),
            remaining: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            asleep: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            bed: Mutex::new(()),
            bell: Condvar::new(),
            panic: Mutex::new(None),
        });
        let wanted = if ALONE { 0 } else { threads.saturating_sub(1) };
        Self { shared, wanted, workers: OnceLock::new(), busy: Mutex::new(()) }
    }

    /// As many as the system gives.
    fn start_workers(&self) -> Vec<JoinHandle<()>> {
        let spawn = |_| {
            let shared = Arc::clone(&self.shared);
            thread::Builder::new().name("minibatch".into()).spawn(move || shared.work()).ok()
        };
        (0..self.wanted).map_while(spawn).collect()
    }

    /// The threads, the caller's among them.
    pub fn threads(&self) -> usize {
        if ALONE { 1 } else { self.wanted + 1 }
    }

    /// Calls `work` once for each part 0..parts, on any thread, and returns when all are done.
    ///
    /// Called from inside `work`, or while another thread's job runs, it does all parts itself. A panic of a part is
    /// passed on once the others are done.
    pub fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        if ALONE || parts <= 1 || self.wanted == 0 {
            return (0..parts).for_each(work);
        }
        self.workers.get_or_init(|| self.start_workers());
        let _busy = match self.busy.try_lock() {
            Ok(guard) => guard,
            // A panic is passed on while the lock is held; the pool itself is whole then.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return (0..parts).for_each(work),
        };
        self.shared.publish(parts, work);
        while self.shared.take_part() {}
        self.shared.wait(parts);
        if let Some(panic) = lock(&self.shared.panic).take() {
            resume_unwind(panic);
        }
    }
}

/// A pool for one product, whose parts are left out once `stop` is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workers<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) stop: Option<&'a AtomicBool>,
}

impl Workers<'_> {
    /// As [`Pool::run`].
    pub(crate) fn run(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        match self.stop {
            None => self.pool.run(parts, work),
            Some(stop) => self.pool.run(parts, &|part| {
                if !stop.load(Ordering::Relaxed) {
                    work(part);
                }
            }),
        }
    }

    /// The threads, the caller's among them.
    pub(crate) fn threads(&self) -> usize {
        self.pool.threads()
    }
}

impl Shared {
    /// Lets the workers have the job. The caller waits until all parts are done before `work` goes out of scope.
    fn publish(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        // SAFETY: only the lifetime changes; `run` leaves its scope only after `wait`, and nobody reads the job then.
        let work = unsafe { std::mem::transmute::<&(dyn Fn(usize) + Sync), &'static Work>(work) };
        // SAFETY: `busy` is held, and no part of the job before is taken: nobody else looks here.
        unsafe { *self.job.get() = Some(work) };
        self.done.store(0, Ordering::Relaxed);
        self.remaining.store(parts, Ordering::SeqCst);
        // A worker counts itself asleep before it looks at `remaining` for the last time: one of the two sees the other.
        if self.asleep.load(Ordering::SeqCst) > 0 {
            let _bed = lock(&self.bed);
            self.bell.notify_all();
        }
    }

    /// Takes a part and does it; false where none is left.
    fn take_part(&self) -> bool {
        let taken =
            self.remaining.try_update(Ordering::AcqRel, Ordering::Relaxed, |left| left.checked_sub(1));
        let Ok(left) = taken else { return false };
        // SAFETY: a part is taken and not done, so the job was published and stays.
        if let Some(work) = unsafe { *self.job.get() }
            && let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(left - 1)))
        {
            lock(&self.panic).get_or_insert(panic);
        }
        self.done.fetch_add(1, Ordering::Release);
        true
    }

    /// Until all parts are done. What is left is a part some worker is at: no longer than a part takes.
    fn wait(&self, parts: usize) {
        let mut looks = 0;
        while self.done.load(Ordering::Acquire) < parts {
            looks += 1;
            if looks % (LOOKS * LOOKS) == 0 {
                thread::yield_now();
            }
            std::hint::spin_loop();
        }
    }

    /// A worker's life.
    fn work(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            if !self.take_part() && !self.look() {
                self.sleep();
            }
        }
    }

    /// Looks out for a job; false when patience ends.
    fn look(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            for _ in 0..LOOKS {
                if self.remaining.load(Ordering::Relaxed) > 0 {
                    return true;
                }
                std::hint::spin_loop();
            }
        }
        false
    }

    /// Until there is a job, or the end.
    fn sleep(&self) {
        let mut bed = lock(&self.bed);
        self.asleep.fetch_add(1, Ordering::SeqCst);
        while self.remaining.load(Ordering::SeqCst) == 0 && !self.stop.load(Ordering::SeqCst) {
            bed = self.bell.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
        self.asleep.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Nothing panics while it holds one of these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads()).finish()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        {
            let _bed = lock(&self.shared.bed);
            self.shared.bell.notify_all();
        }
        for worker in self.workers.take().unwrap_or_default() {
            // A worker catches the panics of parts; there is nothing to learn from how it ended.
            let _ = worker.join();
        }
    }
}

/// The threads of this machine; 1 in WebAssembly.
pub fn available() -> usize {
    if cfg!(target_arch = "wasm32") { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
