//! What takes the steps of a session: the same hash whichever it is, found out by the run's own steps or named.

mod support;

use std::cell::Cell;
use std::sync::Arc;

use minibatch_core::error::{Code, Error, Result};
use minibatch_core::examples::Examples;
use minibatch_core::session::{Opener, Session, examples_of};
use serde_json::{Value, json};
use support::GO;
use support::emulator::Emulator;

thread_local! {
    static NOW: Cell<f64> = const { Cell::new(0.0) };
    /// Seconds from one look at the clock to the next.
    static TICK: Cell<f64> = const { Cell::new(0.02) };
}

fn clock() -> f64 {
    NOW.set(NOW.get() + TICK.get());
    NOW.get()
}

const ROWS: usize = 90;

fn examples() -> Arc<Examples> {
    let x: Vec<f32> = (0..ROWS * 3).map(|i| (i * 37 % 101) as f32 / 50.0 - 1.0).collect();
    let y = (0..ROWS).map(|i| (i * 17 % 29) as f32 / 29.0).collect();
    Arc::new(examples_of(x, y, None, r#"{"columns":3}"#).expect("sound rows"))
}

/// A run that is planned for long enough to be tried on a GPU.
fn session(epochs: u64) -> Session {
    TICK.set(0.02);
    let config = json!({ "batchSize": 30, "epochs": epochs, "seed": 3, "l2": 0, "schedule": "constant",
        "hidden": [{ "units": 4, "activation": "tanh" }] });
    Session::new(&config.to_string(), examples(), clock).expect("a valid run")
}

const LONG: u64 = 10_000_000;
const STEPS: u64 = 40;

/// So many steps, however the calls are cut.
fn take(session: &mut Session) -> Result<String> {
    session.set_goal(&json!({ "steps": STEPS }).to_string())?;
    while session.advance(u64::MAX, &GO)? > 0 {}
    session.fetch()?;
    Ok(session.weights_hash())
}

fn backend(session: &Session) -> Value {
    let description: Value = serde_json::from_str(&session.describe()).expect("JSON");
    description["backend"].clone()
}

fn native() -> String {
    take(&mut session(LONG)).expect("a finite run")
}

fn emulator() -> Opener {
    Box::new(|| Ok(Box::new(Emulator::new(2, 1))))
}

fn missing() -> Opener {
    Box::new(|| Err(Error::new(Code::BackendUnavailable, "There is no driver.")))
}

#[test]
fn a_named_gpu_takes_the_steps() {
    let mut run = session(LONG);
    run.set_backend_by("cuda", emulator()).expect("a device");
    assert_eq!(take(&mut run).expect("a finite run"), native());
    assert_eq!(
        (&backend(&run)["kind"], &backend(&run)["device"]["name"]),
        (&json!("cuda"), &json!("emulator"))
    );
    let checkpoint = run.checkpoint().expect("a checkpoint");
    let resumed = Session::resume(&checkpoint, examples(), clock).expect("its own checkpoint");
    assert_eq!(resumed.weights_hash(), native());
}

#[test]
fn a_named_gpu_that_is_not_there_is_an_error() {
    let error = session(LONG).set_backend_by("cuda", missing()).expect_err("no device");
    assert_eq!(error.code, Code::BackendUnavailable);
    let error = session(LONG).set_backend("gpu").expect_err("no such backend");
    assert_eq!((error.code, error.details["option"].as_str()), (Code::OptionInvalid, Some("backend")));
}

#[test]
fn the_faster_one_takes_the_steps() {
    for (tick, kind) in [(0.011, "cuda"), (0.04, "native")] {
        let mut run = session(LONG);
        let open: Opener = Box::new(move || {
            TICK.set(tick);
            Ok(Box::new(Emulator::new(2, 1)))
        });
        run.set_backend_by("auto", open).expect("a choice");
        assert_eq!(take(&mut run).expect("a finite run"), native(), "{kind}");
        let said = backend(&run);
        assert_eq!(said["kind"], kind, "{said}");
        let of = |name: &str| said["measured"][name].as_f64().expect("it was measured");
        assert_eq!(of("cudaStepSeconds") < of("nativeStepSeconds"), kind == "cuda", "{said}");
        assert_eq!(said["reason"].is_string(), kind == "native", "{said}");
    }
}

#[test]
fn a_run_is_not_tried_where_it_is_short_or_fast() {
    let never: fn() -> Opener = || Box::new(|| panic!("nobody asks for the device"));
    let mut short = session(10);
    short.set_backend_by("auto", never()).expect("a choice");
    take(&mut short).expect("a finite run");
    assert!(backend(&short)["reason"].as_str().expect("a reason").contains("too short"));
    let config = json!({ "batchSize": 30, "epochs": LONG, "numerics": "fast", "l2": 0 });
    let mut fast = Session::new(&config.to_string(), examples(), clock).expect("a valid run");
    fast.set_backend_by("auto", never()).expect("a choice");
    take(&mut fast).expect("a finite run");
    assert!(backend(&fast)["reason"].as_str().expect("a reason").contains("'fast'"));
}

#[test]
fn a_gpu_that_is_missing_or_fails_while_it_is_tried_costs_nothing() {
    let mut run = session(LONG);
    run.set_backend_by("auto", missing()).expect("a choice");
    assert_eq!(take(&mut run).expect("a finite run"), native());
    assert_eq!(backend(&run)["reason"], "There is no driver.");
    // Bringing the rows takes some twenty calls; later ones fail in the middle of steps that were taken there.
    for at in [1, 5, 20, 30, 34, 36, 40] {
        let (device, record) = support::fake_device::FakeDevice::recorded();
        record.lock().expect("no panic").fails = Some((at, Code::OutOfMemory));
        let mut run = session(LONG);
        run.set_backend_by("auto", Box::new(move || Ok(device))).expect("a choice");
        assert_eq!(take(&mut run).expect("a finite run"), native(), "call {at}");
        assert_eq!(backend(&run)["kind"], "native");
        assert_eq!(record.lock().expect("no panic").held(), 0);
    }
}
