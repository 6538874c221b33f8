//! The tutorial's run, replayed: its data, its initial values, its permutation of every epoch, in float64. After every
//! epoch w and b are NumPy's.

mod support;

use minibatch_core::kernel::Level;
use serde::Deserialize;
use serde_json::json;
use support::{Rows, fixture, relative, train, trainer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tutorial {
    x: Vec<f64>,
    y: Vec<f64>,
    w0: f64,
    b0: f64,
    learning_rate: f64,
    batch_size: u64,
    epochs: u32,
    orders: Vec<Vec<u32>>,
    after_epoch: Vec<[f64; 2]>,
}

#[test]
fn every_epoch_equals_numpy() {
    let tutorial: Tutorial = serde_json::from_str(&fixture("golden/tutorial.json")).expect("the golden file");
    let rows = Rows { x: tutorial.x, y: tutorial.y, weight: None, d: 1, k: 1, classes: None };
    for level in Level::available() {
        let mut run = trainer(
            json!({
                "loss": "halfSquaredError",
                "optimizer": { "name": "sgd", "learningRate": tutorial.learning_rate },
                "schedule": "constant",
                "batchSize": tutorial.batch_size,
                "epochs": tutorial.epochs,
            }),
            &rows,
            level,
        );
        run.set_parameters(&[tutorial.w0, tutorial.b0]).expect("w and b");
        run.set_orders(tutorial.orders.concat()).expect("whole epochs");
        for (epoch, expected) in tutorial.after_epoch.iter().enumerate() {
            run.advance(&rows.view(), u64::MAX, &support::GO).expect("a finite run");
            for (value, expected) in run.parameters().iter().zip(expected) {
                assert!(
                    relative(*value, *expected) < 1e-12,
                    "epoch {epoch} at level {}: {value} against {expected}",
                    level.name()
                );
            }
        }
        assert!(run.finished());
        assert_eq!(run.step_count(), 320);
        assert_eq!(run.records().len(), 20);
    }
}

/// The tutorial's plan without its numbers: any seed must find its line.
#[test]
fn own_orders_find_the_same_line() {
    let tutorial: Tutorial = serde_json::from_str(&fixture("golden/tutorial.json")).expect("the golden file");
    let rows = Rows { x: tutorial.x, y: tutorial.y, weight: None, d: 1, k: 1, classes: None };
    let last = tutorial.after_epoch[tutorial.after_epoch.len() - 1];
    for seed in 0..5 {
        let mut run = trainer(
            json!({
                "loss": "halfSquaredError", "optimizer": "sgd", "learningRate": 0.01, "schedule": "constant",
                "epochs": 20, "seed": seed,
            }),
            &rows,
            Level::detect().expect("a level"),
        );
        run.set_parameters(&[tutorial.w0, tutorial.b0]).expect("w and b");
        train(&mut run, &rows).expect("a finite run");
        assert!((run.parameters()[0] - last[0]).abs() < 0.05 && (run.parameters()[1] - last[1]).abs() < 0.05);
    }
}
