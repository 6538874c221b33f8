//! Bytes from outside: tables of CSV with options of their encoding, model files, checkpoints.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use minibatch_core::error::Result;
use minibatch_core::examples::Examples;
use minibatch_core::options::read_options;
use minibatch_core::session::{describe_table, table_part, table_texts};
use minibatch_core::table::{Table, TableReader};
use minibatch_core_fuzz::count;
use minibatch_core_fuzz::file::resealed;
use minibatch_core_fuzz::input::Input;
use minibatch_core_fuzz::judge::judged;
use minibatch_core_fuzz::rows::{Kind, Rows};
use minibatch_core_fuzz::run::{advanced, checkpoint, filed, model_of, session, steps};
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    let (head, rest) = bytes.split_at(bytes.len().min(16));
    let mut input = Input::new(head);
    let reached = match input.byte() % 8 {
        5 => files(rest, &mut input),
        6 => {
            model_of(rest);
            checkpoint(rest, &rows())
        }
        7 => columns(rest, &mut input),
        // What is no table, or none to train on, is mended and read again.
        _ => {
            csv(rest, &mut input).unwrap_or_default()
                || csv(mended(rest).as_bytes(), &mut Input::new(&[])).unwrap_or_default()
        }
    };
    count::input(reached);
});

/// The rows of the checkpoints among the seeds.
fn rows() -> Arc<Examples> {
    let rows = Rows::drawn("mse", Kind { wide: false, weighted: false }, &mut Input::new(&[20, 3]));
    Arc::new(rows.arrays().expect("rows of the seeds"))
}

/// A file with its metadata edited under a new seal.
fn files(bytes: &[u8], input: &mut Input<'_>) -> bool {
    let rows = rows();
    let mut reached = false;
    for _ in 0..3 {
        if let Some(bad) = resealed(bytes, "minibatch", input) {
            model_of(&bad);
        }
        if let Some(bad) = resealed(bytes, "minibatchRun", input) {
            reached |= checkpoint(&bad, &rows);
        }
    }
    reached
}

/// The same cells as a table that can be read: names that differ, rows of one length, no quotes.
fn mended(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace(['"', '\0', '\r'], "");
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let width = lines.next().map_or(1, |header| header.split(',').count()).clamp(1, 40);
    let names: Vec<String> = (0..=width).map(|j| format!("c{j}")).collect();
    let mut table = names.join(",");
    // Rows that make the last column a feature, whatever the others hold.
    for (row, line) in ["1", "2", "3", "4", "5", "6"].into_iter().chain(lines.take(200)).enumerate() {
        let mut cells: Vec<&str> = line.split(',').take(width).collect();
        cells.resize(width, "0");
        table.push_str(&format!("\n{},{}", cells.join(","), row % 7));
    }
    table
}

/// Text of columns as JavaScript gives it.
fn columns(bytes: &[u8], input: &mut Input<'_>) -> bool {
    let joined = String::from_utf8_lossy(bytes);
    let names = joined.chars().take(3).map(String::from).collect();
    let mut reader = TableReader::new(Default::default());
    if judged(reader.set_names(names)).is_none() {
        return false;
    }
    for column in 0..4 {
        let step = 1 + u32::from(input.byte() % 16);
        let ends: Vec<u32> = (0..joined.encode_utf16().count() as u32 + 2).step_by(step as usize).collect();
        judged(reader.push_text(column, &joined, &ends));
        judged(reader.push_numbers(column, &[f64::NAN, f64::INFINITY, 1.5]));
    }
    judged(reader.finish()).and_then(|table| examined(&table, input)).unwrap_or_default()
}

fn csv(bytes: &[u8], input: &mut Input<'_>) -> Option<bool> {
    let delimiters =
        [Value::Null, Value::Null, json!(","), json!("tab"), json!("\""), json!("\n"), json!("::")];
    let delimiter = input.pick(&delimiters);
    let options = judged(read_options(&json!({ "name": "a.csv", "delimiter": delimiter }).to_string()))?;
    let mut reader = TableReader::new(options);
    for piece in bytes.chunks(1 + usize::from(input.byte())) {
        judged(reader.push_bytes(piece));
        reader.rows();
    }
    let table = judged(reader.finish())?;
    examined(&table, input)
}

/// All that is asked of a table; whether a run over it took a step.
fn examined(table: &Table, input: &mut Input<'_>) -> Option<bool> {
    describe_table(table);
    let names: Vec<String> = table.names().map(str::to_owned).collect();
    let named = |input: &mut Input<'_>| names.get(input.below(names.len() + 1)).cloned();
    let some = |input: &mut Input<'_>| if input.one_in(3) { named(input) } else { None };
    judged(table_texts(table, &named(input).unwrap_or_default(), 0, usize::MAX));
    let split = json!({ "test": input.pick(&[0.2, 0.5, 0.0, 1.0, f64::NAN, -1.0]), "stratify": some(input), "shuffle": input.one_in(2) });
    let part = |name: &str| -> Result<Table> { table_part(table, name, &split.to_string()) };
    let (train, test) = (judged(part("train")), judged(part("test")));
    let options = json!({
        "target": named(input),
        "task": input.pick(&["auto", "regression", "classification"]),
        "standardizeTarget": !input.one_in(4),
        "exclude": some(input).into_iter().collect::<Vec<_>>(),
        "categorical": some(input).into_iter().collect::<Vec<_>>(),
        "numeric": some(input).into_iter().collect::<Vec<_>>(),
        "sampleWeight": some(input),
        "dtype": input.pick(&["float32", "float64"]),
    });
    let options = judged(read_options(&options.to_string()))?;
    let train = train.unwrap_or_else(|| table.clone());
    let examples = Arc::new(judged(Examples::from_table(&train, &options))?);
    examples.describe();
    if let Some(test) = &test {
        judged(examples.encode_like(test));
    }
    let config = r#"{"epochs":1,"threads":1,"hidden":[{"units":2}]}"#;
    let mut session = session(config, &examples)?;
    let mut slices = Input::new(&[1, 8, 8]);
    let whole = advanced(&mut session, &mut slices);
    if whole {
        let model = session.predictor();
        model.describe();
        for table in test.iter().chain([table]) {
            judged(model.predict_table(table));
            judged(model.predict_table_probability(table));
            judged(model.evaluate_table(table));
        }
        filed(&model, input);
    }
    Some(steps(&session) > 0)
}
