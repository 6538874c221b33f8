//! PyTorch's linear runs, replayed step by step in float64: losses, schedules, parameters.

mod support;

use std::collections::BTreeMap;

use minibatch_core::kernel::Level;
use serde::Deserialize;
use serde_json::json;
use support::{GO, Rows, fixture, relative, trainer};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Golden {
    loss: String,
    hyper_parameters: BTreeMap<String, f64>,
    x: Vec<Vec<f64>>,
    y: Vec<Vec<f64>>,
    batches: Vec<Vec<u32>>,
    init: Vec<f64>,
    loss_before_step: Vec<f64>,
    learning_rate_at_step: Vec<f64>,
    after: BTreeMap<usize, Vec<f64>>,
}

fn replay(name: &str, schedule: serde_json::Value) {
    let golden: Golden =
        serde_json::from_str(&fixture(&format!("golden/{name}.json"))).expect("the golden file");
    let rows = Rows { d: golden.x[0].len(), x: golden.x.concat(), y: golden.y.concat(), weight: None };
    let n = rows.y.len();
    // The recording stops inside an epoch: the rows it did not reach complete the order and are never trained on.
    let mut orders = golden.batches.concat();
    let reached = orders.len() / n * n;
    let rest: Vec<u32> = (0..n as u32).filter(|row| !orders[reached..].contains(row)).collect();
    orders.extend(rest);
    for level in Level::available() {
        let mut run = trainer(
            json!({
                "loss": golden.loss,
                "optimizer": { "name": "sgd", "learningRate": golden.hyper_parameters["lr"] },
                "schedule": schedule,
                "batchSize": golden.batches[0].len(),
                "epochs": orders.len() / n,
            }),
            &rows,
            level,
        );
        run.set_parameters(&golden.init).expect("the initial values");
        run.set_orders(orders.clone()).expect("whole epochs");
        for (t, expected) in golden.loss_before_step.iter().enumerate() {
            assert_eq!(run.advance(&rows.view(), 1, &GO).expect("a finite run"), 1);
            let context = format!("{name}, step {t}, level {}", level.name());
            assert!(
                relative(run.last_loss().expect("a step was taken"), *expected) < 1e-12,
                "loss of {context}"
            );
            assert!(
                relative(run.learning_rate(), golden.learning_rate_at_step[t]) < 1e-12,
                "rate of {context}"
            );
            for (value, expected) in
                run.parameters().iter().zip(golden.after.get(&(t + 1)).into_iter().flatten())
            {
                assert!(relative(*value, *expected) < 1e-12, "{value} against {expected}: {context}");
            }
        }
    }
}

#[test]
fn mse_equals_pytorch() {
    replay("loss-mse", json!("constant"));
}

#[test]
fn half_squared_error_equals_pytorch() {
    replay("loss-halfSquaredError", json!("constant"));
}

#[test]
fn constant_schedule_equals_pytorch() {
    replay("schedule-constant", json!("constant"));
}

#[test]
fn cosine_schedule_equals_pytorch() {
    replay("schedule-cosine", json!({ "name": "cosine", "tMax": 24, "etaMin": 0.001, "per": "step" }));
}
