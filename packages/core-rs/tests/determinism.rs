//! One seed, one result: the same weights hash at every level of this machine, and the hashes that were pinned when
//! numerics version 1 was written, so that every other machine, and WebAssembly, is held to the same bits.

mod support;

use std::fmt::Write;

use minibatch_core::hash::weights_hash;
use minibatch_core::kernel::Level;
use minibatch_core::scalar::Scalar;
use serde_json::{Value, json};
use support::{Rows, fixture, train, trainer};

/// Enough rows that a full batch has four chunks (rule 2).
const ROWS: usize = 1100;

fn hash<T: Scalar>(config: &Value, rows: &Rows<T>, level: Level) -> String {
    let mut run = trainer(config.clone(), rows, level);
    train(&mut run, rows).expect("a finite run");
    let parameters = run.parameters();
    let (w, b) = parameters.split_at(rows.d);
    weights_hash(&[(&[rows.d, 1], w), (&[1], b)])
}

fn configs() -> impl Iterator<Item = Value> {
    let batch_sizes = [1, 7, 64, 256, 257, 511, 700].map(Value::from).into_iter().chain([json!("full")]);
    batch_sizes.flat_map(|batch_size| {
        [json!({ "name": "sgd", "learningRate": 0.0005, "momentum": 0.9 }), json!("adam")].map(|optimizer| {
            let loss = if batch_size == 7 { "halfSquaredError" } else { "mse" };
            json!({
                "batchSize": batch_size, "optimizer": optimizer, "epochs": 2, "seed": 11, "l2": 1e-3, "loss": loss,
            })
        })
    })
}

/// One line for every run: its options and its hash at every level.
fn lines<T: Scalar>(out: &mut String) {
    for d in [1, 31, 33, 129] {
        let mut rows = Rows::<T>::drawn(ROWS, d, 5);
        if d == 33 {
            rows.weight = Some((0..ROWS).map(|i| T::from_f64((i % 4) as f64 * 0.5)).collect());
        }
        for config in configs() {
            let expected = hash(&config, &rows, Level::Reference);
            for level in Level::available() {
                assert_eq!(hash(&config, &rows, level), expected, "d {d}, {config}, level {}", level.name());
            }
            let (batch_size, optimizer) = (&config["batchSize"], &config["optimizer"]);
            let optimizer = optimizer["name"].as_str().or(optimizer.as_str()).unwrap_or_default();
            writeln!(out, "{:?} d={d} batch={batch_size} {optimizer} {expected}", T::DTYPE)
                .expect("a string");
        }
    }
}

/// To pin new hashes (a new numerics version): `MINIBATCH_PIN=1 cargo test --test determinism`.
#[test]
fn every_level_gives_the_pinned_hashes() {
    let mut text = String::new();
    lines::<f32>(&mut text);
    lines::<f64>(&mut text);
    if std::env::var_os("MINIBATCH_PIN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/weights-hashes.txt");
        std::fs::write(path, &text).expect("the fixtures are writable");
    }
    for (ours, pinned) in text.lines().zip(fixture("weights-hashes.txt").lines()) {
        assert_eq!(ours, pinned);
    }
    assert_eq!(text, fixture("weights-hashes.txt"));
}
