//! A run off the event loop: a parked worker thread, one event function, `cancel`.
//!
//! The worker holds the session for a few milliseconds at a time, so that reads from JavaScript wait for no more than
//! that and always see whole steps. A thread outlives its run and waits for the next one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};

use crate::error::{Code, Error};
use crate::session::Session;

type Event = FnArgs<(String, String)>;
type EventFunction = ThreadsafeFunction<Event, (), Event, Status, false>;
type Job = Box<dyn FnOnce() + Send>;

/// How long the worker keeps the session before others may look.
const SLICE: Duration = Duration::from_millis(4);
/// The shortest time between two progress events.
const PROGRESS: Duration = Duration::from_millis(20);

static BIRTH: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Seconds since the first call, monotonic.
pub(super) fn clock() -> f64 {
    BIRTH.elapsed().as_secs_f64()
}

/// A session that JavaScript and a worker share.
pub(super) struct Run {
    session: Mutex<Session>,
    stop: AtomicBool,
    readers: AtomicUsize,
    running: AtomicBool,
}

impl Run {
    pub(super) fn new(session: Session) -> Self {
        Self {
            session: Mutex::new(session),
            stop: AtomicBool::new(false),
            readers: AtomicUsize::new(0),
            running: AtomicBool::new(false),
        }
    }

    /// Works on the session between two slices of the worker.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut Session) -> R) -> R {
        self.readers.fetch_add(1, Ordering::AcqRel);
        let mut session = self.lock();
        self.readers.fetch_sub(1, Ordering::AcqRel);
        work(&mut session)
    }

    /// The same on parameters and states as they are now, wherever they are.
    pub(super) fn fetched<R>(&self, work: impl FnOnce(&mut Session) -> R) -> crate::error::Result<R> {
        self.with(|session| session.fetch().map(|()| work(session)))
    }

    /// Steps taken in this call, on the caller's thread.
    pub(super) fn advance(&self, max_steps: u64) -> crate::error::Result<u64> {
        self.with(|session| session.advance(max_steps, &self.stop))
    }

    pub(super) fn cancel(&self) {
        self.stop.store(true, Ordering::Release);
    }

    // A caught panic leaves a poisoned lock behind; the session only ever holds whole steps.
    fn lock(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Runs to the goal, telling of finished epochs, and gives the last event: `done`, `aborted` or `error`.
    fn to_goal(&self, events: &EventFunction) -> Outcome {
        let mut steps = 64;
        let mut told = Instant::now();
        let mut seen = None;
        loop {
            // A reader that waits goes first: the lock itself promises no order.
            while self.readers.load(Ordering::Acquire) > 0 {
                thread::yield_now();
            }
            let mut session = self.lock();
            let seen_epochs = *seen.get_or_insert_with(|| session.epochs_done());
            let started = Instant::now();
            while started.elapsed() < SLICE {
                match session.advance(steps, &self.stop) {
                    Ok(0) => return ("done", String::new()),
                    Ok(_) => {}
                    Err(error) if error.code == Code::Aborted => return ("aborted", error.to_json()),
                    Err(error) => return ("error", error.to_json()),
                }
            }
            // Calls near the slice's length: short steps should not pay for the clock, long ones not overrun it.
            steps = if started.elapsed() < SLICE * 2 { (steps * 2).min(1 << 20) } else { (steps / 2).max(1) };
            if session.epochs_done() > seen_epochs && told.elapsed() >= PROGRESS {
                let json = session.history(seen_epochs);
                seen = Some(session.epochs_done());
                told = Instant::now();
                drop(session);
                if emit(events, ("progress", json)) == Status::Closing {
                    return ("aborted", String::new());
                }
            }
        }
    }
}

/// Kind and JSON of an event.
type Outcome = (&'static str, String);

fn emit(events: &EventFunction, (kind, json): Outcome) -> Status {
    events.call((kind.to_owned(), json).into(), ThreadsafeFunctionCallMode::NonBlocking)
}

/// Starts the run on a worker thread.
pub(super) fn start(run: Arc<Run>, on_event: &Function<'_, Event, ()>) -> napi::Result<()> {
    if run.running.swap(true, Ordering::AcqRel) {
        return Err(Error::option("This run is under way already; await it before starting it again.").into());
    }
    run.stop.store(false, Ordering::Release);
    let events: EventFunction = on_event.build_threadsafe_function().build()?;
    submit(Box::new(move || {
        let outcome = catch_unwind(AssertUnwindSafe(|| run.to_goal(&events))).unwrap_or_else(|_| {
            let error =
                Error::new(Code::Internal, "The training thread stopped unexpectedly; please report this.");
            ("error", error.to_json())
        });
        // Before the last event: whoever hears it may start again at once.
        run.running.store(false, Ordering::Release);
        emit(&events, outcome);
    }));
    Ok(())
}

static IDLE: Mutex<Vec<Sender<Job>>> = Mutex::new(Vec::new());

/// Hands the job to a parked thread, or to a new one where all are busy.
fn submit(job: Job) {
    let idle = IDLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
    let worker = idle.unwrap_or_else(spawn);
    if let Err(lost) = worker.send(job) {
        let _ = spawn().send(lost.0);
    }
}

fn spawn() -> Sender<Job> {
    let (sender, jobs) = channel::<Job>();
    let own = sender.clone();
    thread::spawn(move || {
        for job in jobs {
            job();
            IDLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(own.clone());
        }
    });
    sender
}
