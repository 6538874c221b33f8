//! What fuzzing found: runs of sound configs that once panicked or could not go on.

use std::sync::Arc;

use minibatch_core::metrics::Metrics;
use minibatch_core::session::{Session, examples_of};

const ROWS: usize = 12;

/// The squares of large gradients overflow in float32, and every step is 0 from then on. Its checkpoint is still one.
#[test]
fn a_run_whose_optimizer_overflowed_goes_on() {
    let x: Vec<f32> = (0..2 * ROWS).map(|i| (i * 7 % 5) as f32 * 1e25).collect();
    let y: Vec<f32> = (0..ROWS).map(|row| row as f32).collect();
    let rows = Arc::new(examples_of(x, y, None, r#"{"columns":2}"#).expect("sound rows"));
    let config = r#"{"loss":"mae","optimizer":"adagrad","batchSize":4}"#;
    let mut session = Session::new(config, rows.clone(), || 0.0).expect("a run");
    session.advance(3, &false.into()).expect("finite parameters");
    let checkpoint = session.checkpoint().expect("a checkpoint");
    let mut resumed = Session::resume(&checkpoint, rows, || 0.0).expect("its own checkpoint");
    for run in [&mut session, &mut resumed] {
        run.advance(3, &false.into()).expect("finite parameters");
    }
    assert_eq!(resumed.weights_hash(), session.weights_hash());
}

/// Mean Poisson deviance of a run over these rows, evaluated on them.
fn deviance(rows: &[usize], weight: Option<Vec<f64>>) -> Option<f64> {
    let train: Vec<usize> = (0..ROWS).collect();
    let of = |rows: &[usize], weight| {
        let x = rows.iter().map(|&row| (row * 7 % 5) as f64).collect::<Vec<f64>>();
        let y = rows.iter().flat_map(|&row| [(row % 3) as f64, (row % 4) as f64]).collect();
        Arc::new(examples_of(x, y, weight, r#"{"columns":1}"#).expect("sound rows"))
    };
    let mut session = Session::new(r#"{"loss":"poisson"}"#, of(&train, None), || 0.0).expect("a run");
    session.advance(1, &false.into()).expect("a step");
    let evaluation = session.predictor().evaluate(&of(rows, weight)).expect("the same columns");
    let Metrics::Regression(metrics) = evaluation.metrics else { return None };
    metrics.poisson_deviance.flatten()
}

/// Of several outputs each has its row's weight: a weight of 2 is that row twice.
#[test]
fn the_poisson_deviance_of_several_outputs_is_weighed_by_row() {
    let weighted = deviance(&[0, 1, 2, 3], Some(vec![1.0, 2.0, 0.0, 1.0])).expect("a deviance");
    let repeated = deviance(&[0, 1, 1, 3], None).expect("a deviance");
    assert!((weighted - repeated).abs() < 1e-14, "{weighted} {repeated}");
}

/// ‖gradient‖ of finite gradients may be infinite, which JSON cannot write as a number.
#[test]
fn a_run_with_an_infinite_norm_goes_on() {
    let x: Vec<f64> = (0..2 * ROWS).map(|i| (i * 7 % 5) as f64 * 1e200).collect();
    let y: Vec<f64> = (0..ROWS).map(|row| row as f64).collect();
    let rows = Arc::new(examples_of(x, y, None, r#"{"columns":2}"#).expect("sound rows"));
    let config = r#"{"loss":"mae","optimizer":{"name":"sgd","learningRate":1e-210},"batchSize":"full"}"#;
    let mut session = Session::new(config, rows.clone(), || 0.0).expect("a run");
    session.set_parameters(&[0.0; 3]).expect("3 parameters");
    session.advance(1, &false.into()).expect("finite parameters");
    let checkpoint = session.checkpoint().expect("a checkpoint");
    let resumed = Session::resume(&checkpoint, rows, || 0.0).expect("its own checkpoint");
    assert_eq!(resumed.history(0), session.history(0));
    assert!(session.history(0).contains("\"gradientNorm\":null"), "{}", session.history(0));
}
