//! Models trained together end with the bits of single runs.

mod support;

use std::sync::Arc;

use minibatch_core::config::Numerics;
use minibatch_core::error::Code;
use minibatch_core::fleet::Fleet;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::threads::Pool;
use minibatch_core::trainer::Trainer;
use serde_json::{Value, json};
use support::{GO, Rows, train, trainer};

fn level() -> Level {
    Level::available().last().expect("a level")
}

fn fleet(configs: &[Value], rows: &Rows<f32>, threads: usize) -> minibatch_core::error::Result<Fleet<f32>> {
    let trainers: Vec<Trainer<f32>> = configs.iter().map(|c| trainer(c.clone(), rows, level())).collect();
    let pool: Arc<Pool> = Machine::new(level(), Numerics::Strict, threads).pool;
    Fleet::new(trainers, pool)
}

#[test]
fn every_run_has_the_bits_of_a_single_one() {
    let rows = Rows::<f32>::drawn(700, 12, 3);
    let rate = |rate: f64| json!({ "name": "sgd", "learningRate": rate });
    let configs = [
        json!({ "seed": 5, "epochs": 3, "batchSize": 64, "optimizer": rate(0.1) }),
        json!({ "seed": 5, "epochs": 3, "batchSize": 64, "optimizer": rate(0.01), "l1": 0.01 }),
        json!({ "seed": 5, "epochs": 4, "batchSize": 32, "optimizer": "adam", "loss": "huber", "l2": 0.1 }),
        json!({ "seed": 5, "epochs": 2, "batchSize": 16, "hidden": [{ "units": 7, "activation": "tanh" }] }),
        json!({ "seed": 5, "initSeed": 9, "epochs": 3, "batchSize": 1, "optimizer": rate(0.01), "dropLast": true }),
    ];
    for threads in [1, 2, 3] {
        let mut together = fleet(&configs, &rows, threads).expect("runs of one order");
        together.run(&rows.view(), &GO).expect("finite runs");
        for (run, config) in together.into_trainers().iter().zip(&configs) {
            let mut single = trainer(config.clone(), &rows, level());
            train(&mut single, &rows).expect("a finite run");
            assert_eq!(run.parameters(), single.parameters(), "{threads} threads, {config}");
            assert_eq!(run.records(), single.records());
        }
    }
}

/// A fold left out by weight 0 is a run over rows with those weights.
#[test]
fn a_fold_is_a_run_with_weights() {
    let rows = Rows::<f32>::drawn(120, 4, 8);
    let config = json!({ "seed": 1, "epochs": 5, "batchSize": 10 });
    let mut together = fleet(&[config.clone(), config.clone()], &rows, 2).expect("runs of one order");
    let fold: Vec<f32> = (0..120).map(|row| if row % 5 == 2 { 0.0 } else { 1.0 }).collect();
    together.set_weights(1, fold.clone()).expect("one weight a row");
    assert_eq!(together.set_weights(1, vec![1.0; 3]).expect_err("too few").code, Code::ShapeMismatch);
    assert_eq!(together.set_weights(1, vec![-1.0; 120]).expect_err("negative").code, Code::DataInvalid);
    assert_eq!(together.set_weights(2, fold.clone()).expect_err("no such run").code, Code::OptionInvalid);
    together.run(&rows.view(), &GO).expect("finite runs");
    let runs = together.into_trainers();
    for (run, weight) in runs.iter().zip([None, Some(fold)]) {
        let rows = Rows { weight, ..rows.clone() };
        let mut single = trainer(config.clone(), &rows, level());
        train(&mut single, &rows).expect("a finite run");
        assert_eq!(run.parameters(), single.parameters());
    }
}

#[test]
fn a_run_that_diverges_stops_alone() {
    let rows = Rows::<f32>::drawn(100, 3, 2);
    let of = |rate: f64| json!({ "epochs": 300, "batchSize": 10, "schedule": "constant", "optimizer": { "name": "sgd", "learningRate": rate } });
    let mut together = fleet(&[of(1e6), of(0.01)], &rows, 2).expect("runs of one order");
    together.run(&rows.view(), &GO).expect("the fleet goes on");
    assert_eq!(together.failure(0).expect("it diverged").code, Code::Diverged);
    assert_eq!(together.failure(1), None);
    assert_eq!(together.into_trainers()[1].epoch(), 300);
}

#[test]
fn runs_of_other_orders_are_refused() {
    let rows = Rows::<f32>::drawn(100, 3, 2);
    for other in [
        json!({ "seed": 1 }),
        json!({ "shuffle": "none" }),
        json!({ "batchSize": 48 }),
        json!({ "accumulateBatches": 2 }),
    ] {
        let error = fleet(&[json!({}), other.clone()], &rows, 1).expect_err("another order");
        assert_eq!(error.code, Code::OptionInvalid, "{other}");
    }
    assert_eq!(fleet(&[], &rows, 1).expect_err("no runs").code, Code::OptionInvalid);
}
