//! One seed, one result, over the whole engine: a table of runs in which every two settings of every two options meet at
//! least once has one hash a run at every level of this machine, on every number of threads, and after a stop and a
//! resume. The hashes are pinned, so that WebAssembly and every other machine are held to the same bits.

mod support;

use std::collections::BTreeSet;

use minibatch_core::config::Numerics;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Scalar;
use serde_json::{Value, json};
use support::pairwise::{Case, by_dtype, hash, pinned, rows};
use support::{GO, trainer_on};

/// Every option that reaches the arithmetic, with its settings.
fn factors() -> Vec<Vec<(&'static str, Value)>> {
    let named =
        |key: &'static str, values: Vec<Value>| values.into_iter().map(|v| (key, v)).collect::<Vec<_>>();
    let per = |name: &str, rest: Value| {
        let mut schedule = json!({ "name": name });
        for (key, value) in rest.as_object().expect("an object") {
            schedule[key] = value.clone();
        }
        schedule
    };
    vec![
        named(
            "loss",
            vec![
                json!("mse"),
                json!("halfSquaredError"),
                json!("mae"),
                json!({ "name": "huber", "delta": 0.7 }),
                json!("logCosh"),
                json!({ "name": "quantile", "quantile": 0.8 }),
                json!("epsilonInsensitive"),
                json!("poisson"),
                json!("binaryCrossEntropy"),
                json!("hinge"),
                json!("squaredHinge"),
                json!({ "name": "crossEntropy", "labelSmoothing": 0.1 }),
                json!("crossEntropy"),
            ],
        ),
        named(
            "activation",
            [
                "none",
                "identity",
                "relu",
                "leakyRelu",
                "elu",
                "tanh",
                "sigmoid",
                "gelu",
                "geluTanh",
                "silu",
                "softplus",
            ]
            .map(Value::from)
            .to_vec(),
        ),
        named(
            "optimizer",
            vec![
                json!({ "name": "sgd", "learningRate": 0.003 }),
                json!({ "name": "sgd", "learningRate": 0.001, "momentum": 0.9, "weightDecay": 0.01 }),
                json!({ "name": "sgd", "learningRate": 0.001, "momentum": 0.9, "nesterov": true }),
                json!({ "name": "adam", "weightDecay": 0.01 }),
                json!({ "name": "adam", "amsgrad": true }),
                json!("adamw"),
                json!("nadam"),
                json!("adamax"),
                json!({ "name": "rmsprop", "learningRate": 0.001, "centered": true, "momentum": 0.5 }),
                json!({ "name": "adagrad", "learningRateDecay": 0.01 }),
                json!({ "name": "adadelta", "learningRate": 0.5 }),
            ],
        ),
        named(
            "schedule",
            vec![
                json!("constant"),
                per("step", json!({ "stepSize": 1, "gamma": 0.5 })),
                per("exponential", json!({ "gamma": 0.99, "per": "step" })),
                json!("inverseScaling"),
                json!("cosine"),
                per("cosineRestarts", json!({ "t0": 3, "tMult": 2, "per": "step" })),
                json!("oneCycle"),
                json!("linearWarmup"),
                per("polynomial", json!({ "power": 1.5, "per": "step" })),
                per("plateau", json!({ "patience": 0, "threshold": 0.5 })),
            ],
        ),
        named(
            "batchSize",
            [1, 7, 64, 256, 257, 511, 700, 4096]
                .into_iter()
                .map(Value::from)
                .chain([json!("full")])
                .collect(),
        ),
        named(
            "penalty",
            vec![
                json!({}),
                json!({ "l1": 0.01 }),
                json!({ "l2": 0.01 }),
                json!({ "l1": 0.005, "l2": 0.005, "clipValue": 0.2 }),
                json!({ "clipNorm": 0.3 }),
                json!({ "clipNorm": 0.5, "clipValue": 0.1 }),
            ],
        ),
        named("dropout", vec![json!(0.0), json!(0.25)]),
        named(
            "average",
            vec![Value::Null, json!({ "name": "ema", "decay": 0.9 }), json!({ "name": "asgd", "start": 2 })],
        ),
        named("shuffle", ["full", "none", "replacement", "block"].map(Value::from).to_vec()),
        named("accumulateBatches", vec![json!(1), json!(3)]),
        named("units", vec![json!([5]), json!([32, 9]), json!([1, 17])]),
        named("dtype", vec![json!("float32"), json!("float64")]),
        named("weighted", vec![json!(false), json!(true)]),
    ]
}

/// Cases in which every two settings of two options meet: each takes, option by option, the setting that meets most of
/// what has not met yet.
fn cases() -> Vec<Case> {
    let factors = factors();
    let mut left: BTreeSet<[usize; 4]> = BTreeSet::new();
    for a in 0..factors.len() {
        for b in a + 1..factors.len() {
            for i in 0..factors[a].len() {
                left.extend((0..factors[b].len()).map(|j| [a, i, b, j]));
            }
        }
    }
    let mut cases = Vec::new();
    while let Some(&[a, i, b, j]) = left.first() {
        let mut chosen = vec![None; factors.len()];
        (chosen[a], chosen[b]) = (Some(i), Some(j));
        for f in 0..factors.len() {
            if chosen[f].is_some() {
                continue;
            }
            let met = |s: usize| {
                (0..factors.len())
                    .filter_map(|g| chosen[g].map(|t| if g < f { [g, t, f, s] } else { [f, s, g, t] }))
                    .filter(|pair| left.contains(pair))
                    .count()
            };
            chosen[f] = (0..factors[f].len()).rev().max_by_key(|&s| met(s));
        }
        let chosen: Vec<usize> = chosen.into_iter().flatten().collect();
        for g in 0..chosen.len() {
            for f in g + 1..chosen.len() {
                left.remove(&[g, chosen[g], f, chosen[f]]);
            }
        }
        cases.push(case(&factors, &chosen, cases.len()));
    }
    cases
}

fn case(factors: &[Vec<(&'static str, Value)>], chosen: &[usize], seed: usize) -> Case {
    let value = |key: &str| {
        factors
            .iter()
            .zip(chosen)
            .map(|(factor, &s)| &factor[s])
            .find(|(found, _)| *found == key)
            .map(|(_, value)| value.clone())
            .expect("every case has every option")
    };
    let loss = value("loss");
    let target = match loss["name"].as_str().or(loss.as_str()).expect("a name") {
        "poisson" => "counts",
        "binaryCrossEntropy" | "hinge" | "squaredHinge" => "binary",
        "crossEntropy" => "classes",
        _ => "real",
    };
    let layer = |units: &Value| json!({ "units": units, "activation": value("activation"), "dropout": value("dropout") });
    let hidden: Vec<Value> = match value("activation").as_str() {
        Some("none") => Vec::new(),
        _ => value("units").as_array().expect("units").iter().map(layer).collect(),
    };
    let batch = value("batchSize");
    let large = batch == "full" || batch == 4096;
    let mut config = json!({
        "loss": loss, "hidden": hidden, "optimizer": value("optimizer"), "schedule": value("schedule"),
        "batchSize": batch, "average": value("average"), "shuffle": value("shuffle"),
        "accumulateBatches": value("accumulateBatches"), "epochs": if batch == 1 { 1 } else { 2 }, "seed": seed,
    });
    for (key, value) in value("penalty").as_object().expect("penalties") {
        config[key] = value.clone();
    }
    Case {
        rows: if large {
            5003
        } else if batch == 1 {
            150
        } else {
            1100
        },
        dtype: value("dtype").as_str().expect("a name").to_owned(),
        target: target.to_owned(),
        weighted: value("weighted") == true,
        config,
        hash: String::new(),
    }
}

fn run_of<T: Scalar>(case: &Case, machine: Machine) -> String {
    let rows = rows::<T>(case);
    let mut run = trainer_on(case.config.clone(), &rows, machine);
    support::train(&mut run, &rows).unwrap_or_else(|error| panic!("{}: {}", case.config, error.message));
    hash(&run)
}

/// The same run, stopped at some step and gone on with on another machine.
fn resumed<T: Scalar>(case: &Case, (before, after): (Machine, Machine), stop: u64) -> String {
    let rows = rows::<T>(case);
    let mut first = trainer_on(case.config.clone(), &rows, before);
    let mut taken = 0;
    while taken < stop && !first.finished() {
        taken += first.advance(&rows.view(), stop - taken, &GO).expect("a finite run");
    }
    let mut second = trainer_on(case.config.clone(), &rows, after);
    second.restore(first.snapshot()).expect("its own snapshot");
    support::train(&mut second, &rows).expect("a finite run");
    hash(&second)
}

fn hash_on(case: &Case, machine: &Machine) -> String {
    by_dtype(case, |c| run_of::<f32>(c, machine.clone()), |c| run_of::<f64>(c, machine.clone()))
}

/// To pin the table anew (a new numerics version, a new option): `MINIBATCH_PIN=1 cargo test --test pairwise`.
#[test]
fn every_level_and_number_of_threads_gives_the_pinned_hash() {
    let mut table = cases();
    let plain = Machine::single(Level::Reference);
    for case in &mut table {
        case.hash = hash_on(case, &plain);
    }
    if std::env::var_os("MINIBATCH_PIN").is_some() {
        let lines: Vec<String> = table.iter().map(|case| json!(case).to_string()).collect();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/pairwise.json");
        std::fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).expect("the fixtures are writable");
    }
    let pinned = pinned();
    assert_eq!(pinned.len(), table.len(), "the table changed: pin it anew");
    let mut machines: Vec<Machine> = Level::available().map(Machine::single).collect();
    let best = Level::available().last().expect("a level");
    machines.extend([2, 3, 8].map(|threads| Machine::new(best, Numerics::Strict, threads)));
    for (case, pinned) in table.iter().zip(&pinned) {
        assert_eq!(case.config, pinned.config, "the table changed: pin it anew");
        assert_eq!(case.hash, pinned.hash, "reference: {}", case.config);
        for machine in &machines {
            let found = hash_on(case, machine);
            let on = format!("{} on {} threads", machine.level.name(), machine.pool.threads());
            assert_eq!(found, pinned.hash, "{on}: {case:?}");
        }
    }
}

#[test]
fn a_stopped_run_goes_on_to_the_same_hash() {
    let levels: Vec<Level> = Level::available().collect();
    for (i, case) in pinned().iter().enumerate() {
        let machines = (
            Machine::single(levels[i % levels.len()]),
            Machine::new(levels[(i + 1) % levels.len()], Numerics::Strict, 1 + i % 3),
        );
        let stop = 1 + (i as u64 * 37) % 29;
        let found = by_dtype(
            case,
            |c| resumed::<f32>(c, machines.clone(), stop),
            |c| resumed::<f64>(c, machines.clone(), stop),
        );
        assert_eq!(found, case.hash, "stopped after {stop} steps: {case:?}");
    }
}
