//! Bad configurations and bad arrays: every option out of its range, unknown names, shapes that disagree, labels that
//! are none. Each is an error of its kind with a sentence that names the option and what came.

use std::sync::Arc;

use minibatch_core::config::Config;
use minibatch_core::error::{Code, Error};
use minibatch_core::examples::{Examples, Matrix, Typed};
use minibatch_core::scalar::Scalar;
use minibatch_core::session::{Session, examples_of};
use serde_json::{Value, json};

const ROWS: usize = 12;

/// 12 rows of 2 features, and these targets.
fn rows(y: impl Fn(usize) -> f64, classes: Value) -> Arc<Examples> {
    let x = (0..2 * ROWS).map(|i| (i * 7 % 5) as f64).collect::<Vec<f64>>();
    let y = (0..ROWS).map(y).collect();
    let options = json!({ "columns": 2, "classes": classes }).to_string();
    Arc::new(examples_of(x, y, None, &options).expect("sound rows"))
}

fn numbers() -> Arc<Examples> {
    rows(|row| row as f64 - 3.5, Value::Null)
}

fn three_classes() -> Arc<Examples> {
    rows(|row| (row % 3) as f64, json!("met"))
}

/// The error of a config, which reading and planning give as a session does.
fn refused(config: &Value, examples: &Arc<Examples>) -> Error {
    let planned = Config::from_json(&config.to_string()).and_then(|config| config.plan(examples.facts()));
    let run = Session::new(&config.to_string(), examples.clone(), || 0.0).map(drop);
    let error = planned.map(drop).expect_err(&format!("{config} is planned"));
    assert_eq!(run.expect_err("a session refuses what a plan does"), error);
    error
}

fn assert_says(error: &Error, code: Code, parts: &[&str], of: &dyn std::fmt::Display) {
    assert_eq!(error.code, code, "{of}: {}", error.message);
    for part in parts {
        assert!(error.message.contains(part), "{of}: '{part}' is missing in: {}", error.message);
    }
}

/// Asserts for every config that the option, and the value as it is written, stand in the sentence.
fn assert_all_refused(cases: &[(Value, &str, &str)], examples: &Arc<Examples>) {
    for (config, option, value) in cases {
        assert_says(&refused(config, examples), Code::OptionInvalid, &[option, value], config);
    }
}

#[test]
fn options_of_the_run_out_of_range() {
    assert_all_refused(
        &[
            (json!({ "batchSize": 0 }), "batchSize", "got 0"),
            (json!({ "batchSize": -1 }), "batchSize", "-1"),
            (json!({ "batchSize": 1.5 }), "batchSize", "1.5"),
            (json!({ "accumulateBatches": 0 }), "accumulateBatches", "got 0"),
            (json!({ "accumulateBatches": 4_294_967_296_u64 }), "accumulateBatches", "4294967296"),
            (json!({ "epochs": 0 }), "epochs", "got 0"),
            (json!({ "epochs": -3 }), "epochs", "-3"),
            (json!({ "epochs": 2.5 }), "epochs", "2.5"),
            (json!({ "learningRate": 0 }), "learningRate", "got 0"),
            (json!({ "learningRate": -0.1 }), "learningRate", "got -0.1"),
            (json!({ "learningRate": "fast" }), "learningRate", "fast"),
            (
                json!({ "learningRate": 0.1, "optimizer": { "name": "sgd", "learningRate": 0.2 } }),
                "0.1",
                "0.2",
            ),
            (json!({ "l1": -1 }), "l1", "got -1"),
            (json!({ "l2": -0.5 }), "l2", "got -0.5"),
            (json!({ "clipNorm": 0 }), "clipNorm", "got 0"),
            (json!({ "clipNorm": -2 }), "clipNorm", "got -2"),
            (json!({ "clipValue": 0 }), "clipValue", "got 0"),
            (json!({ "seed": 9_007_199_254_740_992_u64 }), "seed", "got 9007199254740992"),
            (json!({ "seed": -1 }), "seed", "-1"),
            (json!({ "seed": 0.5 }), "seed", "0.5"),
            (json!({ "initSeed": 9_007_199_254_740_992_u64 }), "initSeed", "got 9007199254740992"),
            (json!({ "threads": 0 }), "threads", "got 0"),
            (json!({ "threads": 65 }), "threads", "got 65"),
            (json!({ "dropLast": 1 }), "dropLast", "1"),
            (json!({ "earlyStopping": { "patience": 0 } }), "earlyStopping.patience", "got 0"),
            (json!({ "earlyStopping": { "minDelta": -1e-3 } }), "earlyStopping.minDelta", "got -0.001"),
            (json!({ "average": { "name": "ema", "decay": 1 } }), "average.decay", "got 1"),
            (json!({ "average": { "name": "ema", "decay": -0.1 } }), "average.decay", "got -0.1"),
            (json!({ "average": { "name": "asgd", "start": -1 } }), "average", "-1"),
            (json!({ "hidden": [{ "units": 4 }, { "units": 0 }] }), "hidden[1].units", "got 0"),
            (json!({ "hidden": [{ "units": 1_000_001 }] }), "hidden[0].units", "got 1000001"),
            (json!({ "hidden": [{ "units": -4 }] }), "hidden[0].units", "-4"),
            (json!({ "hidden": [{ "units": 4, "dropout": 1 }] }), "hidden[0].dropout", "got 1"),
            (json!({ "hidden": [{ "units": 4, "dropout": -0.1 }] }), "hidden[0].dropout", "got -0.1"),
            (json!({ "hidden": [{ "activation": "relu" }] }), "hidden[0]", "units"),
            (json!({ "hidden": 3 }), "hidden", "3"),
        ],
        &numbers(),
    );
}

#[test]
fn options_of_the_losses_out_of_range() {
    let cases = [
        (json!({ "name": "huber", "delta": 0 }), "loss.delta", "got 0"),
        (json!({ "name": "huber", "delta": -1 }), "loss.delta", "got -1"),
        (json!({ "name": "quantile", "quantile": 0 }), "loss.quantile", "got 0"),
        (json!({ "name": "quantile", "quantile": 1 }), "loss.quantile", "got 1"),
        (json!({ "name": "epsilonInsensitive", "epsilon": -0.1 }), "loss.epsilon", "got -0.1"),
        (json!({ "name": "crossEntropy", "labelSmoothing": 1 }), "loss.labelSmoothing", "got 1"),
        (json!({ "name": "crossEntropy", "labelSmoothing": -0.2 }), "loss.labelSmoothing", "got -0.2"),
    ];
    let cases = cases.map(|(loss, option, value)| (json!({ "loss": loss }), option, value));
    assert_all_refused(&cases, &three_classes());
}

/// An option of the optimizers, those that have it, and values out of its range.
const OPTIMIZER_RANGES: [(&str, &[&str], &[f64]); 11] = [
    ("momentum", &["sgd", "rmsprop"], &[-0.1, 1.0]),
    ("dampening", &["sgd"], &[-0.1, 1.1]),
    ("weightDecay", &["sgd", "adam", "adamw", "nadam", "adamax", "rmsprop", "adagrad", "adadelta"], &[-0.5]),
    ("epsilon", &["adam", "adamw", "nadam", "adamax", "rmsprop", "adagrad", "adadelta"], &[0.0, -1e-3]),
    ("momentumDecay", &["nadam"], &[-0.5]),
    ("alpha", &["rmsprop"], &[-0.1, 1.0]),
    ("rho", &["adadelta"], &[-0.1, 1.0]),
    ("learningRateDecay", &["adagrad"], &[-0.5]),
    ("initialAccumulator", &["adagrad"], &[-0.5]),
    (
        "learningRate",
        &["sgd", "adam", "adamw", "nadam", "adamax", "rmsprop", "adagrad", "adadelta"],
        &[0.0, -0.5],
    ),
    ("betas", &["adam", "adamw", "nadam", "adamax"], &[-0.1, 1.0]),
];

#[test]
fn options_of_the_optimizers_out_of_range() {
    let mut cases = Vec::new();
    for (option, optimizers, values) in OPTIMIZER_RANGES {
        for &name in optimizers {
            for &value in values {
                let got = format!("got {value}");
                if option == "betas" {
                    cases.push((json!({ "name": name, "betas": [0.9, value] }), option, got.clone()));
                    cases.push((json!({ "name": name, "betas": [value, 0.9] }), option, got));
                } else {
                    cases.push((json!({ "name": name, option: value }), option, got));
                }
            }
        }
    }
    cases.push((json!({ "name": "sgd", "nesterov": true }), "optimizer.nesterov", "momentum".into()));
    cases.push((
        json!({ "name": "sgd", "nesterov": true, "momentum": 0.9, "dampening": 0.1 }),
        "optimizer.nesterov",
        "dampening".into(),
    ));
    cases.push((json!({ "name": "adam", "betas": [0.9] }), "optimizer", "1".into()));
    for (optimizer, option, value) in cases {
        assert_all_refused(&[(json!({ "optimizer": optimizer }), option, &value)], &numbers());
    }
}

#[test]
fn options_of_the_schedules_out_of_range() {
    let cases = [
        (json!({ "name": "step", "stepSize": 0 }), "schedule.stepSize", "got 0"),
        (json!({ "name": "step", "stepSize": 1, "gamma": 0 }), "schedule.gamma", "got 0"),
        (json!({ "name": "step" }), "schedule", "stepSize"),
        (json!({ "name": "exponential", "gamma": -1 }), "schedule.gamma", "got -1"),
        (json!({ "name": "inverseScaling", "power": -1 }), "schedule.power", "got -1"),
        (json!({ "name": "cosine", "tMax": 0 }), "schedule.tMax", "got 0"),
        (json!({ "name": "cosine", "etaMin": -1 }), "schedule.etaMin", "got -1"),
        (json!({ "name": "cosineRestarts", "t0": 0 }), "schedule.t0", "got 0"),
        (json!({ "name": "cosineRestarts", "t0": 1, "tMult": 0 }), "schedule.tMult", "got 0"),
        (json!({ "name": "cosineRestarts", "t0": 1, "etaMin": -1 }), "schedule.etaMin", "got -1"),
        (json!({ "name": "oneCycle", "maxLearningRate": 0 }), "schedule.maxLearningRate", "got 0"),
        (json!({ "name": "oneCycle", "totalSteps": 0 }), "schedule.totalSteps", "got 0"),
        (json!({ "name": "oneCycle", "pctStart": 0 }), "schedule.pctStart", "got 0"),
        (json!({ "name": "oneCycle", "pctStart": 1 }), "schedule.pctStart", "got 1"),
        (json!({ "name": "oneCycle", "divFactor": 0.5 }), "schedule.divFactor", "got 0.5"),
        (json!({ "name": "oneCycle", "finalDivFactor": 0.5 }), "schedule.finalDivFactor", "got 0.5"),
        (json!({ "name": "linearWarmup", "startFactor": 0 }), "schedule.startFactor", "got 0"),
        (json!({ "name": "linearWarmup", "startFactor": 1.5 }), "schedule.startFactor", "got 1.5"),
        (json!({ "name": "linearWarmup", "totalIters": 0 }), "schedule.totalIters", "got 0"),
        (json!({ "name": "polynomial", "totalIters": 0 }), "schedule.totalIters", "got 0"),
        (json!({ "name": "polynomial", "power": 0 }), "schedule.power", "got 0"),
        (json!({ "name": "plateau", "factor": 0 }), "schedule.factor", "got 0"),
        (json!({ "name": "plateau", "factor": 1 }), "schedule.factor", "got 1"),
        (json!({ "name": "plateau", "threshold": -1 }), "schedule.threshold", "got -1"),
        (json!({ "name": "plateau", "minLearningRate": -1 }), "schedule.minLearningRate", "got -1"),
        (json!({ "name": "plateau", "patience": -1 }), "schedule", "-1"),
        (json!({ "name": "plateau", "cooldown": -1 }), "schedule", "-1"),
    ];
    let cases = cases.map(|(schedule, option, value)| (json!({ "schedule": schedule }), option, value));
    assert_all_refused(&cases, &numbers());
}

#[test]
fn unknown_names_come_with_the_nearest_known_one() {
    let did_you_mean = [
        (json!({ "batchsize": 8 }), "'batchsize'", "'batchSize'"),
        (json!({ "epoch": 8 }), "'epoch'", "'epochs'"),
        (json!({ "learning_rate": 0.1 }), "'learning_rate'", "'learningRate'"),
        (json!({ "loss": "msee" }), "'msee'", "'mse'"),
        (json!({ "loss": "crossentropy" }), "'crossentropy'", "'crossEntropy'"),
        (json!({ "loss": { "name": "huber", "delt": 1 } }), "'delt'", "'delta'"),
        (json!({ "optimizer": "adamW" }), "'adamW'", "'adamw'"),
        (json!({ "optimizer": "sdg" }), "'sdg'", "'sgd'"),
        (json!({ "optimizer": { "name": "adam", "beta": [0.9, 0.9] } }), "'beta'", "'betas'"),
        (json!({ "optimizer": { "name": "sgd", "momentun": 0.9 } }), "'momentun'", "'momentum'"),
        (json!({ "schedule": "cosin" }), "'cosin'", "'cosine'"),
        (json!({ "schedule": { "name": "step", "stepsize": 1 } }), "'stepsize'", "'stepSize'"),
        (json!({ "schedule": { "name": "step", "stepSize": 1, "per": "steps" } }), "'steps'", "'step'"),
        (json!({ "average": "emaa" }), "'emaa'", "'ema'"),
        (json!({ "shuffle": "blocks" }), "'blocks'", "'block'"),
        (json!({ "numerics": "strikt" }), "'strikt'", "'strict'"),
        (json!({ "batchSize": "ful" }), "batchSize", "'full'"),
        (json!({ "classWeight": "balance" }), "classWeight", "balanced"),
        (json!({ "earlyStopping": { "patienc": 1 } }), "'patienc'", "'patience'"),
        (json!({ "earlyStopping": { "monitor": "los" } }), "'los'", "'loss'"),
        (json!({ "hidden": [{ "units": 4, "activation": "rellu" }] }), "'rellu'", "'relu'"),
        (json!({ "hidden": [{ "unit": 4 }] }), "'unit'", "'units'"),
    ];
    assert_all_refused(&did_you_mean, &three_classes());
    // None is near: the known ones are listed.
    for (config, known) in [
        (json!({ "loss": "perplexity" }), "halfSquaredError"),
        (json!({ "optimizer": "lbfgs" }), "rmsprop"),
        (json!({ "nothingLikeIt": 1 }), "accumulateBatches"),
    ] {
        let error = refused(&config, &numbers());
        assert_says(&error, Code::OptionInvalid, &["Unknown", known], &config);
        assert!(!error.message.contains("Did you mean"), "{}", error.message);
    }
}

#[test]
fn text_that_is_no_config() {
    for (text, part) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{\"l1\":1e999}", "not JSON"),
        ("{\"l1\":NaN}", "not JSON"),
        ("[]", "must be a JSON object; got []"),
        ("3", "must be a JSON object; got 3"),
        ("null", "must be a JSON object; got null"),
        ("{\"seed\":\"0\"}", "seed"),
        ("{\"l1\":1,\"l1\":-2}", "l1"),
    ] {
        let error = Session::new(text, numbers(), || 0.0).map(drop).expect_err(text);
        assert_says(&error, Code::OptionInvalid, &[part], &text);
    }
}

#[test]
fn losses_that_do_not_take_the_targets() {
    let says = |config: Value, examples: &Arc<Examples>, code, parts: &[&str]| {
        let error = Session::new(&config.to_string(), examples.clone(), || 0.0).map(drop);
        assert_says(&error.expect_err("a loss of other targets"), code, parts, &config);
    };
    says(json!({ "loss": "crossEntropy" }), &numbers(), Code::OptionInvalid, &["crossEntropy", "numbers"]);
    says(json!({ "loss": "poisson" }), &numbers(), Code::DataInvalid, &["at least 0", "row 1", "-3.5"]);
    for loss in ["binaryCrossEntropy", "hinge", "squaredHinge"] {
        says(json!({ "loss": loss }), &numbers(), Code::DataInvalid, &["0 or 1", "row 1", "-3.5"]);
    }
    for loss in
        ["binaryCrossEntropy", "hinge", "squaredHinge", "mse", "huber", "poisson", "epsilonInsensitive"]
    {
        says(json!({ "loss": loss }), &three_classes(), Code::OptionInvalid, &["two classes", "3"]);
    }
}

#[test]
fn weights_of_classes_that_do_not_fit() {
    assert_all_refused(
        &[
            (json!({ "classWeight": [1, 2] }), "classWeight", "got 2"),
            (json!({ "classWeight": [1, 2, -1] }), "classWeight", "got -1"),
            (json!({ "classWeight": [1, 2, "3"] }), "classWeight", "3"),
            (json!({ "classWeight": 2 }), "classWeight", "2"),
        ],
        &three_classes(),
    );
    assert_all_refused(&[(json!({ "classWeight": "balanced" }), "classWeight", "numbers")], &numbers());
}

#[test]
fn a_watched_loss_without_validation_rows() {
    for config in [
        json!({ "earlyStopping": { "monitor": "validation" } }),
        json!({ "schedule": { "name": "plateau", "monitor": "validation" } }),
    ] {
        let mut session = Session::new(&config.to_string(), numbers(), || 0.0).expect("a plan");
        let error = session.advance(1, &false.into()).expect_err("no validation rows");
        assert_says(&error, Code::OptionInvalid, &["monitor", "'validation'"], &config);
    }
}

/// Arrays as a host gives them: X, y, weights and the options, with what is said of them.
struct Arrays {
    x: Vec<f64>,
    y: Vec<f64>,
    weight: Option<Vec<f64>>,
    options: Value,
    code: Code,
    says: &'static [&'static str],
}

impl Arrays {
    fn sound() -> Self {
        Self {
            x: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            y: vec![0.0, 1.0, 0.0],
            weight: None,
            options: json!({ "columns": 2 }),
            code: Code::DataInvalid,
            says: &[],
        }
    }

    fn assert<T: Scalar>(&self)
    where
        Typed: From<Matrix<T>>,
    {
        let cast = |values: &[f64]| values.iter().map(|&value| T::from_f64(value)).collect::<Vec<T>>();
        let made = examples_of::<T>(
            cast(&self.x),
            cast(&self.y),
            self.weight.as_deref().map(cast),
            &self.options.to_string(),
        );
        let of = format!("{:?} {:?} {:?} {}", self.x, self.y, self.weight, self.options);
        assert_says(&made.map(drop).expect_err(&of), self.code, self.says, &of);
    }
}

#[test]
fn arrays_that_disagree_or_hold_what_is_no_number() {
    use Code::{OptionInvalid, ShapeMismatch};
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let sound = Arrays::sound;
    let cases = [
        Arrays { x: vec![], code: ShapeMismatch, says: &["x has no rows"], ..sound() },
        Arrays { options: json!({ "columns": 0 }), code: ShapeMismatch, says: &["no columns"], ..sound() },
        Arrays {
            options: json!({ "columns": 4 }),
            code: ShapeMismatch,
            says: &["6", "4 columns"],
            ..sound()
        },
        Arrays {
            options: json!({ "columns": -1 }),
            code: OptionInvalid,
            says: &["columns", "-1"],
            ..sound()
        },
        Arrays {
            options: json!({ "column": 2 }),
            code: OptionInvalid,
            says: &["'column'", "'columns'"],
            ..sound()
        },
        Arrays { y: vec![], code: ShapeMismatch, says: &["3 rows", "0 values"], ..sound() },
        Arrays { y: vec![1.0; 4], code: ShapeMismatch, says: &["3 rows", "4 values"], ..sound() },
        Arrays {
            weight: Some(vec![1.0; 2]),
            code: ShapeMismatch,
            says: &["sampleWeight has 2", "3 rows"],
            ..sound()
        },
        Arrays {
            weight: Some(vec![1.0, -1.0, 1.0]),
            says: &["sampleWeight is negative", "row 2"],
            ..sound()
        },
        Arrays { weight: Some(vec![1.0, nan, 1.0]), says: &["sampleWeight is NaN", "row 2"], ..sound() },
        Arrays { weight: Some(vec![1.0, 1.0, infinite]), says: &["sampleWeight is inf", "row 3"], ..sound() },
        Arrays { x: vec![1.0, 2.0, 3.0, nan, 5.0, 6.0], says: &["x is NaN", "row 2, column 2"], ..sound() },
        Arrays {
            x: vec![1.0, 2.0, 3.0, 4.0, -infinite, 6.0],
            says: &["x is -inf", "row 3, column 1"],
            ..sound()
        },
        Arrays { y: vec![1.0, nan, 0.0], says: &["y is NaN", "row 2"], ..sound() },
        Arrays { y: vec![1.0, 2.0, infinite], says: &["y is inf", "row 3"], ..sound() },
        Arrays {
            y: vec![0.0, 1.0, 3.0],
            options: json!({ "columns": 2, "classes": ["0", "1", "2"] }),
            says: &["y is 3", "row 3", "0, 1, 2"],
            ..sound()
        },
        Arrays {
            y: vec![0.0, -1.0, 1.0],
            options: json!({ "columns": 2, "classes": ["0", "1"] }),
            says: &["y is -1", "row 2"],
            ..sound()
        },
        Arrays {
            y: vec![0.0, 0.5, 1.0],
            options: json!({ "columns": 2, "classes": ["0", "1"] }),
            says: &["y is 0.5", "row 2"],
            ..sound()
        },
        Arrays {
            y: vec![1.0; 3],
            options: json!({ "columns": 2, "classes": "met" }),
            says: &["at least 2 classes", "got 1"],
            ..sound()
        },
        Arrays {
            y: vec![1.0; 6],
            options: json!({ "columns": 2, "classes": "met" }),
            code: ShapeMismatch,
            says: &["one column of y", "got 2"],
            ..sound()
        },
        Arrays {
            options: json!({ "columns": 2, "classes": "mett" }),
            code: OptionInvalid,
            says: &["classes", "mett"],
            ..sound()
        },
    ];
    for case in &cases {
        case.assert::<f32>();
        case.assert::<f64>();
    }
}

#[test]
fn numbers_too_large_for_float32() {
    let case =
        Arrays { x: vec![1.0, 2.0, 1e300, 4.0, 5.0, 6.0], says: &["x is inf", "row 2"], ..Arrays::sound() };
    case.assert::<f32>();
}

#[test]
fn goals_orders_and_parameters_that_do_not_fit() {
    let mut session = Session::new(r#"{"hidden":[{"units":2}]}"#, numbers(), || 0.0).expect("a run");
    for (goal, part) in [
        (r#"{"steps":-1}"#, "-1"),
        (r#"{"step":1}"#, "step"),
        ("7", "epochs"),
        (r#"{"seconds":-1}"#, "at least 0"),
        (r#"{"seconds":"1"}"#, "seconds"),
    ] {
        let error = session.set_goal(goal).expect_err(goal);
        assert_says(&error, Code::OptionInvalid, &[part], &goal);
    }
    let error = session.set_parameters(&[0.0; 8]).expect_err("9 are expected");
    assert_says(&error, Code::ShapeMismatch, &["Expected 9", "got 8"], &"8 parameters");
    for bad in [f64::NAN, f64::INFINITY] {
        let error = session.set_parameters(&[bad; 9]).expect_err("not finite");
        assert_says(&error, Code::DataInvalid, &["parameter 0", &bad.to_string()], &bad);
    }
    for (order, code, part) in [
        (vec![], Code::ShapeMismatch, "12 row numbers"),
        (vec![0; ROWS + 1], Code::ShapeMismatch, "got 13"),
        (vec![ROWS as u32; ROWS], Code::DataInvalid, "got 12"),
    ] {
        let error = session.set_orders(&order).expect_err("no order of these rows");
        assert_says(&error, code, &["order", part], &order.len());
    }
}

#[test]
fn other_rows_that_do_not_fit_the_run() {
    let other = |x: Vec<f64>, columns: usize| {
        let y = (0..x.len() / columns).map(|row| row as f64).collect();
        Arc::new(examples_of(x, y, None, &json!({ "columns": columns }).to_string()).expect("sound rows"))
    };
    let narrow = examples_of(vec![1.0_f32; 4], vec![1.0, 2.0], None, r#"{"columns":2}"#).expect("sound rows");
    for (rows, parts) in
        [(other(vec![1.0; 6], 3), ["3 features", "2 in"]), (Arc::new(narrow), ["Float32", "Float64"])]
    {
        let mut session = Session::new("{}", numbers(), || 0.0).expect("a run");
        let error = session.set_validation(rows.clone()).expect_err("other columns");
        assert_says(&error, Code::ShapeMismatch, &parts, &"validation rows");
        let error = session.set_rows(rows).expect_err("other columns");
        assert_says(&error, Code::ShapeMismatch, &parts, &"other rows");
    }
}

#[test]
fn other_rows_with_other_classes() {
    let four = rows(|row| (row % 4) as f64, json!("met"));
    let mut session = Session::new("{}", three_classes(), || 0.0).expect("a run");
    for error in [session.set_validation(four.clone()), session.set_rows(four)].map(Result::unwrap_err) {
        assert_says(&error, Code::ShapeMismatch, &["[0, 1, 2, 3]", "[0, 1, 2]"], &"four classes");
    }
}

#[test]
fn a_model_without_room() {
    let config = json!({ "hidden": vec![json!({ "units": 1_000_000 }); 8] });
    let error =
        Session::new(&config.to_string(), numbers(), || 0.0).map(drop).expect_err("7 * 10^12 weights");
    assert_says(&error, Code::OutOfMemory, &["7000011000001 parameters", "fewer hidden units"], &config);
}
