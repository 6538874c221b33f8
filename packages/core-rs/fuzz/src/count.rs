//! How many inputs reached a training step. Printed when the process ends.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

static INPUTS: AtomicU64 = AtomicU64::new(0);
static REACHED: AtomicU64 = AtomicU64::new(0);
static PRINTS: Once = Once::new();

/// Counts an input; `reached` says that it took at least one training step.
pub fn input(reached: bool) {
    PRINTS.call_once(|| {
        // SAFETY: `print` is a plain function that lives as long as the process.
        unsafe { libc::atexit(print) };
    });
    INPUTS.fetch_add(1, Ordering::Relaxed);
    REACHED.fetch_add(u64::from(reached), Ordering::Relaxed);
}

extern "C" fn print() {
    let (inputs, reached) = (INPUTS.load(Ordering::Relaxed), REACHED.load(Ordering::Relaxed));
    let share = 100.0 * reached as f64 / inputs.max(1) as f64;
    eprintln!("inputs: {inputs}, reached a training step: {reached} ({share:.1} %)");
}
