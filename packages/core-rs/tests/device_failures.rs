//! A run on a device that fails: at whichever call, the run ends with the device's own error, nothing stays on the device,
//! and nothing panics.

mod support;

use minibatch_core::error::{Code, Result};
use minibatch_core::kernel::Level;
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::Trainer;
use serde_json::{Value, json};
use support::Rows;
use support::fake_device::{Call, FakeDevice, Record};

/// Runs that need everything a run can hold on a device.
fn configs() -> Vec<Value> {
    vec![
        json!({ "loss": "mse", "batchSize": 16, "epochs": 2, "seed": 1 }),
        json!({
            "loss": "mse", "hidden": [{ "units": 5, "activation": "relu", "dropout": 0.5 }], "optimizer": "adam",
            "average": { "name": "ema", "decay": 0.9 }, "batchSize": 32, "accumulateBatches": 2, "epochs": 2, "seed": 1,
        }),
    ]
}

/// Trains on the device, fetches what came of it, and lets go of everything.
fn run<T: Scalar>(mut trainer: Trainer<T>, rows: &Rows<T>) -> Result<Vec<T>> {
    support::train(&mut trainer, rows)?;
    trainer.fetch()?;
    Ok(trainer.outcome())
}

fn on_fake<T: Scalar>(config: &Value, fails: Option<(usize, Code)>) -> (Result<Vec<T>>, Record) {
    let rows = Rows::<T>::drawn(100, 3, 7);
    let mut trainer = support::trainer(config.clone(), &rows, Level::Reference);
    let (device, record) = FakeDevice::recorded();
    record.lock().expect("no panic").fails = fails;
    trainer.set_device(device).expect("nothing is on a device yet");
    let result = run(trainer, &rows);
    let record = std::mem::take(&mut *record.lock().expect("no panic in a call"));
    (result, record)
}

fn every_call_fails_alike<T: Scalar>() {
    for config in configs() {
        let (whole, record) = on_fake::<T>(&config, None);
        whole.expect("a device that does not fail");
        assert_eq!(record.held(), 0, "everything is given back");
        let calls = record.calls;
        assert!(calls.iter().any(|call| matches!(call, Call::Launch { .. })), "the steps are the device's");

        for (at, call) in calls.iter().enumerate().filter(|(_, call)| !matches!(call, Call::Free(_))) {
            for code in [Code::BackendUnavailable, Code::OutOfMemory] {
                let (result, record) = on_fake::<T>(&config, Some((at, code)));
                let error = result.expect_err("a device that fails");
                assert_eq!(error.code, code, "{call:?}");
                assert!(
                    error.message.starts_with(&format!("call {at} fails")),
                    "{call:?}: {}",
                    error.message
                );
                assert_eq!(record.held(), 0, "{call:?}: everything is given back");
                assert_eq!(record.calls[..at], calls[..at], "the calls before are those of the whole run");
                let after = &record.calls[at + 1..];
                assert!(
                    after.iter().all(|call| matches!(call, Call::Free(_))),
                    "{call:?}: nothing else is asked of a device that failed: {after:?}"
                );
            }
        }
    }
}

#[test]
fn a_device_that_fails_ends_the_run_with_its_own_error_in_float32() {
    every_call_fails_alike::<f32>();
}

#[test]
fn a_device_that_fails_ends_the_run_with_its_own_error_in_float64() {
    every_call_fails_alike::<f64>();
}

#[test]
fn a_run_is_brought_once_and_asks_for_outcomes_once_a_launch() {
    let (result, record) = on_fake::<f32>(&configs()[0], None);
    result.expect("a device that does not fail");
    let count = |wanted: fn(&Call) -> bool| record.calls.iter().filter(|call| wanted(call)).count();
    let launches = count(|call| matches!(call, Call::Launch { .. }));
    let first = record.calls.iter().position(|call| matches!(call, Call::Launch { .. })).expect("a launch");
    let allocated = |call: &Call| matches!(call, Call::Allocate { .. } | Call::Blocks(_));
    assert!(
        record.calls[first..].iter().all(|call| !allocated(call)),
        "all room is made before the first launch"
    );
    assert_eq!(
        count(|call| matches!(call, Call::Read { .. })),
        2 * launches + 2 + 3,
        "outcomes and status of each launch, the gradient of each epoch, parameters and Adam's two buffers"
    );
    let frees: Vec<_> = record.calls.iter().filter(|call| matches!(call, Call::Free(_))).collect();
    assert_eq!(frees.len(), count(|call| matches!(call, Call::Allocate { .. })), "each is given back once");
}
