//! The pool does every part of every job once, whatever parts do, and lets its threads go.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use minibatch_core::threads::Pool;

/// How often each part of a job was done.
fn counts(pool: &Pool, parts: usize) -> Vec<usize> {
    let counts: Vec<_> = (0..parts).map(|_| AtomicUsize::new(0)).collect();
    pool.run(parts, &|part| _ = counts[part].fetch_add(1, Ordering::Relaxed));
    counts.into_iter().map(AtomicUsize::into_inner).collect()
}

#[test]
fn each_part_is_done_once() {
    for threads in [0, 1, 2, 3, 8] {
        let pool = Pool::new(threads);
        assert_eq!(pool.threads(), threads.max(1));
        for parts in (0..20).cycle().take(2000) {
            assert_eq!(counts(&pool, parts), vec![1; parts]);
        }
    }
}

/// Jobs reach workers that are asleep, and workers that are about to be.
#[test]
fn pauses_lose_no_part() {
    let pool = Pool::new(3);
    for micros in (0..400).step_by(7) {
        thread::sleep(Duration::from_micros(micros));
        assert_eq!(counts(&pool, 5), vec![1; 5]);
    }
}

#[test]
fn a_job_inside_a_job_and_beside_a_job_is_done() {
    let pool = Pool::new(3);
    let done = AtomicUsize::new(0);
    let count = |_| _ = done.fetch_add(1, Ordering::Relaxed);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..100).for_each(|_| pool.run(4, &|_| pool.run(5, &count))));
        }
    });
    assert_eq!(done.into_inner(), 2 * 100 * 4 * 5);
}

#[test]
fn a_panic_is_passed_on_after_the_other_parts_and_the_pool_goes_on() {
    let pool = Pool::new(3);
    for bad in 0..8 {
        let done = AtomicUsize::new(0);
        let work = |part| {
            assert_ne!(part, bad, "the bad part");
            done.fetch_add(1, Ordering::Relaxed);
        };
        let panic = catch_unwind(AssertUnwindSafe(|| pool.run(8, &work))).expect_err("it was passed on");
        let message = panic.downcast_ref::<String>().expect("an assertion's message");
        assert!(message.contains("the bad part"), "{message}");
        assert_eq!(done.into_inner(), 7);
        assert_eq!(counts(&pool, 8), [1; 8]);
    }
}
