//! A config of the tests with edits, over rows drawn from the input: plan, train, resume, write, read, predict.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use minibatch_core::error::Result;
use minibatch_core::examples::Examples;
use minibatch_core::session::Session;
use minibatch_core_fuzz::input::Input;
use minibatch_core_fuzz::judge::judged;
use minibatch_core_fuzz::pairwise::CASES;
use minibatch_core_fuzz::rows::{Kind, Rows};
use minibatch_core_fuzz::run::{advanced, filed, resumed, session, steps};
use minibatch_core_fuzz::{count, edit};
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let mut input = Input::new(bytes);
    count::input(reaches_a_step(&mut input).unwrap_or_default());
});

/// The loss that is named, else `auto`.
fn loss_of(config: &Value) -> &str {
    let loss = &config["loss"];
    loss["name"].as_str().or(loss.as_str()).unwrap_or("auto")
}

fn reaches_a_step(input: &mut Input<'_>) -> Option<bool> {
    let case = &CASES[usize::from(input.pair()) % CASES.len()];
    let form = input.byte();
    let kind = Kind { wide: case.wide != (form & 1 == 1), weighted: case.weighted != (form & 2 == 2) };
    let config = edit::edited(&case.config, input);
    let rows = Rows::drawn(loss_of(&config), kind, input);
    let examples = if form % 16 >= 12 {
        let table = judged(rows.table())?;
        judged(Examples::from_table(&table, &rows.encoding(loss_of(&config))))
    } else {
        judged(rows.arrays())
    };
    // A config is judged whatever the rows are.
    let examples = Arc::new(match examples {
        Some(examples) => examples,
        None => return judged(minibatch_core::config::Config::from_json(&config.to_string())).and(None),
    });
    let mut session = session(&config.to_string(), &examples)?;
    let as_drawn = prepared(&mut session, &examples, &rows, input);
    let whole = advanced(&mut session, input);
    let reached = steps(&session) > 0;
    if whole {
        judged_after(&mut session, Given { examples: &examples, rows: &rows, as_drawn }, input);
    }
    Some(reached)
}

/// Sets what a host may set before the first step. True when that is nothing but a goal.
fn prepared(session: &mut Session, examples: &Arc<Examples>, rows: &Rows, input: &mut Input<'_>) -> bool {
    let goals = ["{}", "{}", r#"{"steps":40}"#, r#"{"epochs":2}"#, r#"{"epochs":18446744073709551615}"#];
    let goal: &str = *input.pick(&goals);
    judged(session.set_goal(goal));
    session.plan();
    session.describe();
    let what = input.byte() % 32;
    match what {
        0..=7 => drop(judged(session.set_validation(examples.clone()))),
        20 => drop(judged(set_other(session, rows.half().arrays(), Session::set_validation))),
        21 => drop(judged(set_other(session, rows.more_classes().arrays(), Session::set_validation))),
        22 => drop(judged(set_other(session, rows.more_classes().arrays(), Session::set_rows))),
        23 => {
            let scale = input.small();
            let values: Vec<f64> = session.parameters().iter().map(|value| value * scale).collect();
            judged(session.set_parameters(&values));
            judged(session.set_parameters(&values[1..]));
        }
        24 => {
            let n = examples.facts().rows as u32;
            let last = n - u32::from(input.byte() & 1);
            judged(session.set_orders(&(0..3 * n).map(|i| (i * 7 % n).min(last)).collect::<Vec<_>>()));
        }
        25 => drop(judged(session.set_orders(&[u32::from(input.byte()); 64]))),
        26 => drop(judged(session.set_goal(r#"{"steps":1,"epochs":1}"#))),
        27 => drop(judged(session.set_goal(r#"{"steps":-1"#))),
        _ => return true,
    }
    false
}

fn set_other(
    session: &mut Session,
    rows: Result<Examples>,
    set: fn(&mut Session, Arc<Examples>) -> Result<()>,
) -> Result<()> {
    set(session, Arc::new(rows?))
}

/// What a run was given.
struct Given<'a> {
    examples: &'a Arc<Examples>,
    rows: &'a Rows,
    /// Nothing that a run which goes on from its checkpoint has to be given again.
    as_drawn: bool,
}

/// What a host may ask of a run that has taken steps.
fn judged_after(session: &mut Session, Given { examples, rows, as_drawn }: Given<'_>, input: &mut Input<'_>) {
    session.history(0);
    let model = session.predictor();
    let again = session.predictor();
    assert_eq!(model.weights_hash(), again.weights_hash());
    model.describe();
    judged(model.evaluate(examples));
    judged(model.predict_examples(examples));
    judged(model.predict_examples_probability(examples));
    judged(model.predict(rows.features(), rows.columns()));
    if let Some(more) = judged(rows.more_classes().arrays()) {
        judged(model.evaluate(&more));
        judged(model.predict_examples(&more));
    }
    if model.encoder.is_some()
        && let Some(table) = judged(rows.half().table())
    {
        judged(model.predict_table(&table));
        judged(model.evaluate_table(&table));
    }
    filed(&model, input);
    if as_drawn && !resumed(session, examples, input) {
        return;
    }
    if let Some(half) = judged(rows.half().arrays()) {
        if judged(session.set_rows(Arc::new(half))).is_some() && judged(session.set_goal("{}")).is_some() {
            advanced(session, input);
        }
    }
}
