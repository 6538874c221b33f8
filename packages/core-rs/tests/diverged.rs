//! A run that blows up says when, why, and what to set instead; and what it says to set works.

mod support;

use minibatch_core::error::{Code, Error};
use minibatch_core::kernel::Level;
use minibatch_core::scalar::Scalar;
use serde_json::json;
use support::{GO, Rows, train, trainer};

fn failure<T: Scalar>(config: serde_json::Value, rows: &Rows<T>) -> Error {
    let mut run = trainer(config, rows, Level::detect().expect("a level"));
    let error = train(&mut run, rows).expect_err("this rate diverges");
    let again = run.advance(&rows.view(), 1, &GO).expect_err("a run that diverged does not go on");
    assert_eq!(again, error);
    error
}

/// Features of very different scales: 1, 100, 1, 1.
fn uneven<T: Scalar>() -> Rows<T> {
    let mut rows = Rows::<T>::drawn(300, 4, 3);
    for x in rows.x.iter_mut().skip(1).step_by(4) {
        *x *= T::from_f64(100.0);
    }
    rows
}

fn the_advice_works<T: Scalar>() {
    for batch_size in [json!(1), json!(7), json!(64), json!("full")] {
        for loss in ["mse", "halfSquaredError"] {
            for momentum in [0.0, 0.9] {
                let rows = uneven::<T>();
                let config = |rate: f64, epochs: u32| {
                    json!({
                        "loss": loss, "batchSize": batch_size, "epochs": epochs, "schedule": "constant",
                        "optimizer": { "name": "sgd", "learningRate": rate, "momentum": momentum },
                    })
                };
                let error = failure(config(0.5, 2_000), &rows);
                assert_eq!(error.code, Code::Diverged);
                assert_eq!(error.details["feature"], 1);
                assert!(error.details["step"].as_u64().is_some_and(|step| step >= 1));
                assert!(error.details["epoch"].as_u64().is_some_and(|epoch| epoch >= 1));
                let safe = error.details["safeLearningRate"].as_f64().expect("a safe rate");
                assert!(error.message.contains(&safe.to_string()), "{}", error.message);
                let mut run = trainer(config(safe, 20), &rows, Level::detect().expect("a level"));
                train(&mut run, &rows).expect("the safe rate converges");
                let losses: Vec<f64> = run.records().iter().map(|record| record.loss).collect();
                assert!(
                    losses[19] < losses[0],
                    "batch {batch_size}, {loss}, momentum {momentum}: {losses:?}"
                );
            }
        }
    }
}

#[test]
fn the_safe_rate_converges_in_both_types() {
    the_advice_works::<f32>();
    the_advice_works::<f64>();
}

/// Momentum multiplies the noise of single rows; the advice has to allow for it.
#[test]
fn the_safe_rate_allows_for_momentum() {
    let rows = Rows::<f32>::drawn(1100, 129, 5);
    let config = |rate: f64| {
        json!({
            "batchSize": 1, "epochs": 3, "schedule": "constant",
            "optimizer": { "name": "sgd", "learningRate": rate, "momentum": 0.9 },
        })
    };
    let safe = failure(config(0.01), &rows).details["safeLearningRate"].as_f64().expect("a safe rate");
    let mut run = trainer(config(safe), &rows, Level::detect().expect("a level"));
    train(&mut run, &rows).expect("the safe rate converges");
    assert!(run.records()[2].loss < run.records()[0].loss);
}

/// The step named is the one in which the loss or a parameter stopped being finite: one step fewer is still finite.
#[test]
fn the_step_is_exact() {
    let rows = uneven::<f32>();
    let config = json!({ "optimizer": "sgd", "learningRate": 0.5, "epochs": 1_000, "schedule": "constant" });
    let step = failure(config.clone(), &rows).details["step"].as_u64().expect("a step");
    let mut run = trainer(config, &rows, Level::detect().expect("a level"));
    while run.step_count() + 1 < step {
        run.advance(&rows.view(), 1, &GO).expect("still finite");
    }
    assert!(run.parameters().iter().all(|p| p.is_finite()));
    assert!(run.advance(&rows.view(), 1, &GO).is_err());
}

#[test]
fn adam_is_told_a_lower_rate() {
    let rows = uneven::<f32>();
    let error = failure(json!({ "learningRate": 1e30, "epochs": 5 }), &rows);
    assert_eq!(error.code, Code::Diverged);
    assert_eq!(error.details["safeLearningRate"], 0.05);
}

/// Data that is not finite is the data's error, with its row.
#[test]
fn a_nan_in_the_data_is_named() {
    let mut rows = Rows::<f64>::drawn(50, 3, 1);
    rows.x[3 * 17 + 2] = f64::NAN;
    let error = failure(json!({ "optimizer": "sgd", "epochs": 2 }), &rows);
    assert_eq!(error.code, Code::DataInvalid);
    assert_eq!(error.details["row"], 17);
    assert!(error.message.contains("feature 2 of row 17"), "{}", error.message);
}
