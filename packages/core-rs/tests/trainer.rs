//! A run: its slices, its records, its end, and what it refuses.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minibatch_core::error::Code;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::{Shape, Trainer};
use proptest::prelude::*;
use serde_json::json;
use support::{GO, Rows, plan, train, trainer};

fn level() -> Level {
    Level::detect().expect("a level")
}

fn machine() -> Machine {
    Machine::single(level())
}

fn bytes<T: Scalar>(run: &Trainer<T>) -> Vec<u8> {
    let mut bytes = Vec::new();
    run.parameters().iter().for_each(|p| p.push_le_bytes(&mut bytes));
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// However a run is cut into slices, its parameters and its records are the same bits.
    #[test]
    fn slices_do_not_matter(
        n in 1usize..90, d in 1usize..40, batch_size in 1usize..100, slice in 1u64..20, adam: bool, seed in 0u64..100,
    ) {
        let mut rows = Rows::<f32>::drawn(n, d, seed);
        rows.weight = (seed % 2 == 1).then(|| (0..n).map(|i| (i % 3) as f32).collect());
        let config = json!({
            "batchSize": batch_size, "epochs": 4, "seed": seed, "l2": 0.01,
            "optimizer": if adam { json!("adam") } else { json!({ "name": "sgd", "momentum": 0.9 }) },
            "schedule": { "name": "cosine", "tMax": 30, "per": "step" },
        });
        let mut whole = trainer(config.clone(), &rows, level());
        train(&mut whole, &rows).expect("a finite run");
        let mut sliced = trainer(config, &rows, level());
        while !sliced.finished() {
            let done = sliced.advance(&rows.view(), slice, &GO).expect("a finite run");
            prop_assert!(done <= slice);
        }
        prop_assert_eq!(bytes(&whole), bytes(&sliced));
        prop_assert_eq!(whole.records(), sliced.records());
        prop_assert_eq!(whole.step_count(), 4 * n.div_ceil(batch_size.min(n)) as u64);
    }
}

/// An epoch's loss is the mean over its batches, each before its update, weighted by rows.
#[test]
fn an_epoch_records_the_weighted_mean() {
    let rows = Rows::<f64>::drawn(100, 3, 1);
    let mut run = trainer(
        json!({ "batchSize": 64, "epochs": 1, "learningRate": 0.02, "schedule": "constant" }),
        &rows,
        level(),
    );
    let mut losses = Vec::new();
    while run.epoch() == 0 {
        run.advance(&rows.view(), 1, &GO).expect("a finite run");
        losses.push(run.last_loss().expect("a step was taken"));
    }
    let record = &run.records()[0];
    assert_eq!((record.number, record.steps, record.learning_rate), (1, 2, 0.02));
    assert!((record.loss - (losses[0] * 64.0 + losses[1] * 36.0) / 100.0).abs() < 1e-15);
    let written = serde_json::to_value(record).expect("a record is JSON");
    let known = json!({ "number": 1, "loss": record.loss, "learningRate": 0.02, "steps": 2, "rows": 100,
        "gradientNorm": record.gradient_norm, "noiseScale": record.noise_scale });
    assert_eq!(written, known);
    run.record_validation(0.5);
    assert_eq!(run.records()[0].validation, Some(0.5));
}

/// An epoch that is cut has the record of the batches it had, its gradient's norm as a mean, and the next one is whole.
#[test]
fn a_cut_epoch_is_an_epoch_of_fewer_rows() {
    let rows = Rows::<f64>::drawn(100, 3, 1);
    let config = json!({ "batchSize": 16, "epochs": 9, "learningRate": 0.02, "shuffle": "none" });
    let mut run = trainer(config.clone(), &rows, level());
    run.cut_epoch().expect("no device to lose");
    assert_eq!(run.records(), [], "no step was taken");
    run.advance(&rows.view(), 3, &GO).expect("a finite run");
    run.cut_epoch().expect("no device to lose");
    let mut short = Rows::<f64>::drawn(100, 3, 1);
    short.x.truncate(48 * 3);
    short.y.truncate(48);
    let mut whole = trainer(config, &short, level());
    while whole.epoch() == 0 {
        whole.advance(&short.view(), 1, &GO).expect("a finite run");
    }
    assert_eq!(bytes(&run), bytes(&whole));
    assert_eq!(run.records(), whole.records());
    run.advance(&rows.view(), u64::MAX, &GO).expect("a finite run");
    assert_eq!((run.records()[1].rows, run.records()[1].steps), (100, 10));
}

/// Full batches with the half squared error and no noise reach the least-squares line.
#[test]
fn a_noiseless_line_is_found() {
    let x: Vec<f64> = (0..50).map(|i| f64::from(i) / 25.0 - 1.0).collect();
    let rows =
        Rows { y: x.iter().map(|x| 3.5 * x + 1.2).collect(), x, weight: None, d: 1, k: 1, classes: None };
    for optimizer in [json!("adam"), json!({ "name": "sgd", "learningRate": 0.1, "momentum": 0.9 })] {
        let mut run =
            trainer(json!({ "batchSize": 10, "epochs": 400, "optimizer": optimizer }), &rows, level());
        train(&mut run, &rows).expect("a finite run");
        assert!((run.parameters()[0] - 3.5).abs() < 1e-6 && (run.parameters()[1] - 1.2).abs() < 1e-6);
        assert!(run.mean_loss(&rows.view()).expect("a loss") < 1e-12);
        let predicted = run.predict(&[2.0]).expect("a row");
        assert!((predicted[0] - 8.2).abs() < 1e-5);
    }
}

/// A row of weight 2 is a row that comes twice; a row of weight 0 is no row.
#[test]
fn weights_are_repetitions() {
    let base = Rows::<f64>::drawn(30, 4, 8);
    let mut weighted = base.clone();
    weighted.weight = Some((0..30).map(|i| f64::from(i % 3)).collect());
    let repeated: Vec<usize> = (0..30).flat_map(|i| vec![i; i % 3]).collect();
    let expanded = Rows {
        x: repeated.iter().flat_map(|&i| base.x[i * 4..(i + 1) * 4].to_vec()).collect(),
        y: repeated.iter().map(|&i| base.y[i]).collect(),
        weight: None,
        d: 4,
        k: 1,
        classes: None,
    };
    let config = json!({ "batchSize": "full", "epochs": 50, "l2": 0.01 });
    let (mut a, mut b) = (trainer(config.clone(), &weighted, level()), trainer(config, &expanded, level()));
    train(&mut a, &weighted).expect("a finite run");
    train(&mut b, &expanded).expect("a finite run");
    for (a, b) in a.parameters().iter().zip(b.parameters()) {
        assert!((a - b).abs() < 1e-12);
    }
}

/// A batch in which no row weighs anything moves nothing and is no NaN.
#[test]
fn a_batch_without_weight_says_nothing() {
    let mut rows = Rows::<f32>::drawn(8, 2, 1);
    rows.weight = Some(vec![0.0; 8]);
    let mut run = trainer(json!({ "batchSize": 4, "epochs": 2, "optimizer": "sgd" }), &rows, level());
    let before = run.parameters().to_vec();
    train(&mut run, &rows).expect("a finite run");
    assert_eq!(run.parameters(), before);
    assert_eq!(run.records()[1].loss, 0.0);
}

/// The penalty shrinks the weights and leaves the bias to the mean.
#[test]
fn l2_spares_the_bias() {
    let x: Vec<f64> = (0..40).map(|i| f64::from(i % 2) * 2.0 - 1.0).collect();
    let rows =
        Rows { y: x.iter().map(|x| 2.0 * x + 5.0).collect(), x, weight: None, d: 1, k: 1, classes: None };
    let config = json!({
        "loss": "halfSquaredError", "batchSize": "full", "epochs": 500, "l2": 1.0, "schedule": "constant",
        "optimizer": { "name": "sgd", "learningRate": 0.2 },
    });
    let mut run = trainer(config, &rows, level());
    train(&mut run, &rows).expect("a finite run");
    // min ½ mean (wx + b − y)² + ½ w² with mean x = 0, mean x² = 1: w = 2 / (1 + 1).
    assert!((run.parameters()[0] - 1.0).abs() < 1e-9 && (run.parameters()[1] - 5.0).abs() < 1e-9);
}

#[test]
fn early_stopping_waits_its_patience() {
    let rows = Rows::<f64>::drawn(20, 1, 1);
    let run_with = |schedule: &str| {
        let config = json!({
            "batchSize": "full", "epochs": 1000, "optimizer": { "name": "sgd", "learningRate": 0.3 },
            "earlyStopping": { "patience": 3, "minDelta": 1e-3 }, "schedule": schedule,
        });
        let mut run = trainer(config, &rows, level());
        train(&mut run, &rows).expect("a finite run");
        run
    };
    let run = run_with("constant");
    assert!(run.stopped_early() && run.epoch() < 1000);
    let losses: Vec<f64> = run.records().iter().map(|record| record.loss).collect();
    let best = losses[losses.len() - 4];
    assert!(losses[losses.len() - 3..].iter().all(|&loss| loss >= best * (1.0 - 1e-3)));
    // Under a cosine no epoch counts before the rate has come down to a tenth.
    let run = run_with("auto");
    assert!(run.stopped_early() && run.learning_rate() <= 0.03);
}

#[test]
fn a_stopped_run_goes_on_where_it_was() {
    let rows = Rows::<f32>::drawn(50, 3, 2);
    let config = json!({ "batchSize": 8, "epochs": 3 });
    let mut whole = trainer(config.clone(), &rows, level());
    train(&mut whole, &rows).expect("a finite run");
    let mut stopped = trainer(config, &rows, level());
    let stop = AtomicBool::new(false);
    stopped.advance(&rows.view(), 5, &stop).expect("five steps");
    stop.store(true, Ordering::Relaxed);
    assert_eq!(stopped.advance(&rows.view(), 5, &stop).expect_err("the flag is set").code, Code::Aborted);
    assert_eq!(stopped.step_count(), 5);
    train(&mut stopped, &rows).expect("a finite run");
    assert_eq!(bytes(&whole), bytes(&stopped));
}

/// A stop inside a step leaves the run as after the step before: whoever goes on gets the bits of a run without one.
#[test]
fn a_run_stopped_inside_a_step_takes_the_step_anew() {
    for hidden in [json!([]), json!([{ "units": 24 }])] {
        let rows = Rows::<f32>::drawn(30_000, 20, 4);
        let config = json!({
            "batchSize": "full", "epochs": 30, "hidden": hidden, "optimizer": "adam", "learningRate": 0.01,
        });
        let mut whole = trainer(config.clone(), &rows, level());
        train(&mut whole, &rows).expect("a finite run");
        let mut run = trainer(config, &rows, level());
        let mut stops = 0;
        while !run.finished() {
            let stop = AtomicBool::new(false);
            let outcome = std::thread::scope(|scope| {
                let (delay, stop) = (Duration::from_micros(10 * (1 << (stops % 12))), &stop);
                scope.spawn(move || {
                    std::thread::sleep(delay);
                    stop.store(true, Ordering::Relaxed);
                });
                run.advance(&rows.view(), 1, stop)
            });
            if let Err(error) = outcome {
                assert_eq!(error.code, Code::Aborted);
                stops += 1;
            }
        }
        assert!(stops > 0, "some delay is shorter than a step");
        assert_eq!(bytes(&run), bytes(&whole));
        assert_eq!(run.records(), whole.records());
    }
}

#[test]
fn wrong_shapes_are_errors() {
    let rows = Rows::<f32>::drawn(10, 3, 1);
    let mut run = trainer(json!({}), &rows, level());
    assert_eq!(run.set_parameters(&[1.0; 3]).expect_err("four are needed").code, Code::ShapeMismatch);
    assert_eq!(run.set_parameters(&[1e300; 4]).expect_err("infinite in float32").code, Code::DataInvalid);
    assert_eq!(run.predict(&[1.0; 4]).expect_err("not whole rows").code, Code::ShapeMismatch);
    let other = Rows::<f32>::drawn(11, 3, 1);
    assert_eq!(run.advance(&other.view(), 1, &GO).expect_err("other data").code, Code::ShapeMismatch);
    let narrow = Rows::<f32>::drawn(10, 2, 1);
    assert_eq!(run.advance(&narrow.view(), 1, &GO).expect_err("other columns").code, Code::ShapeMismatch);
    assert_eq!(run.mean_loss(&narrow.view()).expect_err("other columns").code, Code::ShapeMismatch);
    let two = Trainer::<f32>::new(plan(json!({}), &rows), Shape { n: 10, d: 3, k: 2 }, machine());
    assert_eq!(two.expect_err("the plan has one output").code, Code::ShapeMismatch);
    let none = Trainer::<f32>::new(plan(json!({}), &rows), Shape { n: 10, d: 0, k: 1 }, machine());
    assert_eq!(none.expect_err("no features").code, Code::DataInvalid);
}

/// Initial weights are a function of seed and index, within Glorot's limit, whatever the type.
#[test]
fn initial_weights_are_glorots() {
    let (narrow, wide) = (Rows::<f32>::drawn(5, 200, 1), Rows::<f64>::drawn(5, 200, 1));
    let run = trainer(json!({ "seed": 7 }), &wide, level());
    let limit = (6.0f64 / 201.0).sqrt();
    let parameters = run.parameters();
    let (weights, bias) = parameters.split_at(200);
    assert!(weights.iter().all(|w| w.abs() < limit) && bias == [0.0]);
    assert!(weights.iter().any(|w| *w > 0.9 * limit) && weights.iter().any(|w| *w < -0.9 * limit));
    let rounded: Vec<f32> = run.parameters().iter().map(|&p| p as f32).collect();
    assert_eq!(trainer(json!({ "seed": 7 }), &narrow, level()).parameters(), rounded);
    assert_ne!(trainer(json!({ "seed": 8 }), &narrow, level()).parameters(), rounded);
}
