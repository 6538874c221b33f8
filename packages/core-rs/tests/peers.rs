//! The default options on ten real tables beside scikit-learn's on the same rows: RMSE or log loss of the rows held
//! out, mean of ten fixed splits. `fixtures/defaults` holds both sides' figures, split by split. A plain run looks whether
//! the first splits of small tables still give theirs; `MINIBATCH_SPLITS=10` takes all of every table, and with
//! `MINIBATCH_PIN=1` writes them anew (in a release build that takes minutes).

#![expect(clippy::print_stdout, reason = "the figures are worth reading")]

mod support;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use minibatch_core::examples::Examples;
use minibatch_core::session::Session;
use minibatch_core::table::{
    EncodeOptions, Part, ReadOptions, SplitOptions, Table, TableReader, Task, split,
};
use serde_json::{Map, Value, json};
use support::{GO, fixture};

const SPLITS: u64 = 10;
/// How much worse than the peer, as a share of its figure.
const AIM: f64 = 0.01;

const REGRESSIONS: [&str; 3] = ["diabetes", "doctor_visits", "gasoline"];
const SMALL: [&str; 6] = ["breast_cancer", "diabetes", "doctor_visits", "iris", "titanic", "wine"];
const LARGE: [&str; 4] = ["caravan", "digits", "gasoline", "soybean"];
/// Models that miss the aim.
const SHORTFALLS: [(&str, &str); 0] = [];

const LINEAR: &str = "linear";
const HIDDEN: &str = "mlp";

/// The options a user gives: none; a hidden layer is what `MLPClassifier` and `--model mlp` have.
fn config(model: &str, seed: u64) -> Value {
    match model {
        LINEAR => json!({ "seed": seed }),
        _ => json!({ "seed": seed, "hidden": [{ "units": 64 }] }),
    }
}

fn task(name: &str) -> Task {
    if REGRESSIONS.contains(&name) { Task::Regression } else { Task::Classification }
}

fn table(name: &str) -> Table {
    let mut reader = TableReader::new(ReadOptions { name: name.to_owned(), ..ReadOptions::default() });
    reader.push_bytes(fixture(&format!("tables/{name}.csv")).as_bytes()).expect("a table");
    reader.finish().expect("a table")
}

/// A fifth of the rows held out, classes in proportion.
fn split_options(name: &str, seed: u64) -> SplitOptions {
    let stratify = (task(name) == Task::Classification).then(|| "target".to_owned());
    SplitOptions { seed, stratify, ..SplitOptions::default() }
}

/// The rows held out of every split.
fn held_out(name: &str) -> Vec<Vec<u32>> {
    let table = table(name);
    let texts = table.texts("target", 0, table.rows()).expect("a target");
    let mut levels: Vec<_> = texts.iter().flatten().collect();
    levels.sort();
    levels.dedup();
    let label =
        |text: Option<_>| levels.iter().position(|level| Some(*level) == text).expect("a level") as u32;
    let labels: Vec<u32> = texts.iter().map(|text| label(text.as_ref())).collect();
    let labels = (task(name) == Task::Classification).then_some(&labels[..]);
    let rows = |seed| split(table.rows(), labels, Part::Test, &split_options(name, seed)).expect("a split");
    (0..SPLITS).map(rows).collect()
}

/// What a run says of the rows held out of one split.
fn error(name: &str, model: &str, seed: u64) -> f64 {
    let (table, split) = (table(name), split_options(name, seed));
    let part = |part| table.part(part, &split).expect("a split");
    let encode =
        EncodeOptions { target: Some("target".to_owned()), task: task(name), ..EncodeOptions::default() };
    let examples = Examples::from_table(&part(Part::Train), &encode).expect("rows");
    let start = Instant::now();
    let mut session = Session::new(&config(model, seed).to_string(), Arc::new(examples), || 0.0)
        .expect("the defaults are valid");
    while session.advance(u64::MAX, &GO).expect("a finite run") > 0 {}
    let seconds = start.elapsed().as_secs_f64();
    let evaluation = json!(session.predictor().evaluate_table(&part(Part::Test)).expect("the same columns"));
    let metric = if task(name) == Task::Regression { "rmse" } else { "logLoss" };
    let error = evaluation["metrics"][metric].as_f64().expect("a metric");
    let plan: Value = serde_json::from_str(&session.plan()).expect("a plan");
    println!("{model} {name} {seed}: {metric} {error:.5}, l2 {}, {seconds:.2} s", plan["l2"]);
    error
}

fn read(name: &str) -> Value {
    serde_json::from_str(&fixture(&format!("defaults/{name}.json"))).expect("figures")
}

fn write(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/defaults").join(name);
    std::fs::write(path, text).expect("a file");
}

fn pins() -> bool {
    std::env::var_os("MINIBATCH_PIN").is_some()
}

fn mean(errors: &Value) -> f64 {
    let errors = errors.as_array().expect("a list");
    errors.iter().map(|error| error.as_f64().expect("a figure")).sum::<f64>() / errors.len() as f64
}

/// The peer of a model and its mean error: with a hidden layer the better of early stopping off and on.
fn aim<'a>(peers: &'a Value, name: &str, model: &str) -> (&'a str, f64) {
    let errors = peers["tables"][name]["errors"].as_object().expect("figures");
    let is_peer = |peer: &str| match model {
        LINEAR => ["RidgeCV", "LogisticRegressionCV"].contains(&peer),
        _ => peer.starts_with("MLP"),
    };
    let means =
        errors.iter().filter(|(peer, _)| is_peer(peer)).map(|(peer, errors)| (&peer[..], mean(errors)));
    means.min_by(|a, b| a.1.total_cmp(&b.1)).expect("a peer")
}

/// The figures of one model beside its peer's.
fn measured(peers: &Value, name: &str, model: &str) -> Value {
    let errors = json!((0..SPLITS).map(|seed| error(name, model, seed)).collect::<Vec<_>>());
    let ((peer, theirs), ours) = (aim(peers, name, model), mean(&errors));
    json!({
        "metric": peers["tables"][name]["metric"], "mean": ours, "peer": peer, "peerMean": theirs,
        "worseByPercent": 100.0 * (ours / theirs - 1.0), "errors": errors,
    })
}

/// Writes our figures anew: all of them, or those named in `MINIBATCH_ONLY`, as in "mlp digits,linear iris".
fn pin_figures() {
    let only = std::env::var("MINIBATCH_ONLY").ok();
    let is_wanted =
        |figure: &str| only.as_ref().is_none_or(|only| only.split(',').any(|name| name == figure));
    let peers = read("peers");
    let mut figures = if only.is_some() { read("ours") } else { json!({}) };
    for (model, name) in figures_of(&[&SMALL[..], &LARGE].concat()) {
        if is_wanted(&format!("{model} {name}")) {
            figures[model][name] = measured(&peers, name, model);
        }
    }
    write("ours.json", &format!("{figures:#}\n"));
}

/// Every model on every one of the tables.
fn figures_of<'a>(names: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    [LINEAR, HIDDEN].into_iter().flat_map(|model| names.iter().map(move |name| (model, *name))).collect()
}

/// Peers train on the same rows. `MINIBATCH_PIN=1` writes their numbers anew.
#[test]
fn splits() {
    let rows: Map<String, Value> = SMALL
        .into_iter()
        .chain(LARGE)
        .map(|name| (name.to_owned(), json!({ "task": task(name), "test": held_out(name) })))
        .collect();
    let text = format!("{}\n", json!(rows));
    if pins() {
        write("splits.json", &text);
    }
    assert!(
        text == fixture("defaults/splits.json"),
        "other rows: pin them, and write the peers' figures anew"
    );
}

#[test]
fn the_stored_figures_are_within_one_percent_of_the_peers() {
    let (ours, peers) = (read("ours"), read("peers"));
    for (model, name) in figures_of(&[&SMALL[..], &LARGE].concat()) {
        let ((peer, theirs), own) = (aim(&peers, name, model), mean(&ours[model][name]["errors"]));
        println!("{model} {name}: {own:.5}, {peer} {theirs:.5}, {:+.1} %", 100.0 * (own / theirs - 1.0));
        let short = SHORTFALLS.contains(&(model, name));
        assert_eq!(own > theirs * (1.0 + AIM), short, "{model} {name}: {own}, {peer} {theirs}");
    }
}

/// One seed, one result: so one split says whether the stored figures are current.
#[test]
fn the_stored_figures_are_those_of_the_defaults() {
    let splits: Option<u64> = std::env::var("MINIBATCH_SPLITS").ok().and_then(|n| n.parse().ok());
    if pins() && splits == Some(SPLITS) {
        pin_figures();
        return;
    }
    let stored = read("ours");
    let names: Vec<&str> = if splits.is_some() { [&SMALL[..], &LARGE].concat() } else { SMALL.to_vec() };
    for (model, name) in figures_of(&names) {
        for seed in 0..splits.unwrap_or(1).min(SPLITS) {
            let (now, then) =
                (error(name, model, seed), stored[model][name]["errors"][seed as usize].as_f64());
            assert_eq!(Some(now), then, "{model} {name}, split {seed}");
        }
    }
}
