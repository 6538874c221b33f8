//! Real tables, trained with the defaults and judged on rows held out. `MINIBATCH_SPLITS=10` takes ten splits.

#![expect(clippy::print_stdout, reason = "the figures are worth reading")]

mod support;

use std::sync::Arc;
use std::time::Instant;

use minibatch_core::examples::Examples;
use minibatch_core::session::Session;
use minibatch_core::table::{EncodeOptions, Part, ReadOptions, SplitOptions, Table, TableReader, Task};
use serde_json::{Value, json};
use support::{GO, fixture};

/// Splits of a plain run of the tests: each takes seconds without the optimizations of a release.
const SPLITS: u64 = 2;

fn table(name: &str) -> Table {
    let mut reader = TableReader::new(ReadOptions { name: name.to_owned(), ..ReadOptions::default() });
    reader.push_bytes(fixture(&format!("tables/{name}")).as_bytes()).expect("a table");
    reader.finish().expect("a table")
}

/// Mean of a metric over splits with a fifth of the rows held out, stratified by the target.
fn held_out(name: &str, config: &Value, metric: &str) -> f64 {
    let table = table(name);
    let splits = std::env::var("MINIBATCH_SPLITS").ok().and_then(|n| n.parse().ok()).unwrap_or(SPLITS);
    let start = Instant::now();
    let mut sum = 0.0;
    for seed in 0..splits {
        let split = SplitOptions { seed, stratify: Some("target".to_owned()), ..SplitOptions::default() };
        let part = |part| table.part(part, &split).expect("a split");
        let options = EncodeOptions {
            target: Some("target".to_owned()),
            task: Task::Classification,
            ..EncodeOptions::default()
        };
        let examples = Examples::from_table(&part(Part::Train), &options).expect("classes");
        let mut config = config.clone();
        config["seed"] = json!(seed);
        let mut session =
            Session::new(&config.to_string(), Arc::new(examples), || 0.0).expect("a valid config");
        while session.advance(u64::MAX, &GO).expect("a finite run") > 0 {}
        let evaluation =
            json!(session.predictor().evaluate_table(&part(Part::Test)).expect("the same columns"));
        sum += evaluation["metrics"][metric].as_f64().expect("a metric");
    }
    let mean = sum / splits as f64;
    println!("{name} {config}: {metric} {mean:.4}, {splits} splits, {:.1} s", start.elapsed().as_secs_f64());
    mean
}

/// One hidden layer, held back by a penalty and smoothed labels: 1,437 rows are few for it.
fn hidden() -> Value {
    json!({
        "hidden": [{ "units": 128 }], "l2": 1e-3, "loss": { "name": "crossEntropy", "labelSmoothing": 0.1 },
    })
}

#[test]
fn digits_linear() {
    assert!(held_out("digits.csv", &json!({}), "accuracy") >= 0.955);
}

#[test]
fn digits_with_a_hidden_layer() {
    assert!(held_out("digits.csv", &hidden(), "accuracy") >= 0.97);
}

#[test]
fn breast_cancer() {
    assert!(held_out("breast_cancer.csv", &json!({}), "accuracy") >= 0.965);
}

#[test]
fn wine() {
    assert!(held_out("wine.csv", &json!({}), "accuracy") >= 0.965);
}

#[test]
fn iris() {
    assert!(held_out("iris.csv", &json!({}), "accuracy") >= 0.94);
}
