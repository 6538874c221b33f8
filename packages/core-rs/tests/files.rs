//! Rows in a file train as rows in memory do: the same table, encoded in pieces and read through windows, gives the same
//! bits, whatever the batch, the shuffle, the weights, and wherever a run is cut.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use minibatch_core::examples::{Examples, Held};
use minibatch_core::prepared::{Destination, Preparation, PreparedFile};
use minibatch_core::scalar::Dtype;
use minibatch_core::session::Session;
use minibatch_core::table::{EncodeOptions, Encoder, MemoryOptions, ReadOptions, Table, TableReader};
use proptest::prelude::*;
use serde_json::{Value, json};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// CSV with numbers, missing cells, a text column and a weight; some rows lack the target.
fn csv(rows: usize) -> String {
    let mut text = String::from("a,b,city,weight,price,kind\n");
    for row in 0..rows {
        let a = (row * 7919 % 1000) as f64 / 100.0 - 5.0;
        let b = if row % 13 == 0 { String::new() } else { format!("{}", row * 104_729 % 997) };
        let city = ["Rome", "Oslo", "", "Bern"][row % 4];
        let weight = row % 3;
        let price = if row % 101 == 5 { "NA".to_owned() } else { format!("{}", 3.0 * a + (row % 17) as f64) };
        let kind = ["red", "green", "blue"][row * row % 7 % 3];
        text.push_str(&format!("{a},{b},{city},{weight},{price},{kind}\n"));
    }
    text
}

fn table(rows: usize, memory: Option<usize>) -> Outcome<Table> {
    let memory = memory.map(|bytes| MemoryOptions { bytes, directory: std::env::temp_dir() });
    let mut reader = TableReader::new(ReadOptions { memory, ..ReadOptions::default() });
    for piece in csv(rows).as_bytes().chunks(100_003) {
        reader.push_bytes(piece)?;
    }
    Ok(reader.finish()?)
}

fn encode_options(more: Value) -> Outcome<EncodeOptions> {
    let mut options = json!({ "target": "price" });
    if let (Some(all), Some(more)) = (options.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    Ok(serde_json::from_value(options)?)
}

fn prepare(
    path: &Path,
    table: &Table,
    encoder: Arc<Encoder>,
    dtype: Dtype,
) -> minibatch_core::error::Result<PreparedFile> {
    Preparation::new(table.clone(), encoder, dtype, Destination::Named(path.to_owned()))?.finish()
}

/// The rows in memory, and the same in a file.
fn both(rows: usize, options: Value) -> Outcome<(Arc<Examples>, Arc<Examples>)> {
    let options = encode_options(options)?;
    let in_memory = Examples::from_table(&table(rows, None)?, &options)?;
    let spilled = table(rows, Some(1_000_000))?;
    let encoder = Arc::new(Encoder::fit(&spilled, &options)?);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("rows.safetensors");
    let file = prepare(&path, &spilled, encoder, options.dtype)?;
    Ok((Arc::new(in_memory), Arc::new(Examples::from_file(file))))
}

fn clock() -> f64 {
    0.0
}

fn trained(examples: &Arc<Examples>, config: &Value) -> Outcome<(String, Value)> {
    let mut session = Session::new(&config.to_string(), Arc::clone(examples), clock)?;
    let stop = AtomicBool::new(false);
    while session.advance(u64::MAX, &stop)? > 0 {}
    Ok((session.weights_hash(), serde_json::from_str(&session.history(0))?))
}

fn agree(rows: usize, options: Value, config: &Value) -> Outcome {
    let (memory, file) = both(rows, options)?;
    assert!(matches!(file.held, Held::File(_)));
    assert_eq!(memory.fingerprint(), file.fingerprint());
    assert_eq!(memory.describe(), file.describe());
    assert_eq!(trained(&memory, config)?, trained(&file, config)?, "{config}");
    Ok(())
}

#[test]
fn a_run_over_a_file_is_the_run_over_memory() -> Outcome {
    let plain = json!({ "l2": 0, "epochs": 2, "shuffle": "block" });
    for (batch_size, rows) in
        [(1, 300), (7, 5000), (64, 20_000), (100, 20_000), (1000, 20_000), (20_000, 20_000)]
    {
        let mut config = plain.clone();
        config["batchSize"] = json!(batch_size);
        agree(rows, json!({}), &config)?;
        config["shuffle"] = json!("none");
        agree(rows, json!({}), &config)?;
    }
    Ok(())
}

#[test]
fn so_it_is_with_weights_classes_layers_and_both_widths() -> Outcome {
    let config = json!({ "l2": 0, "epochs": 2, "shuffle": "block", "batchSize": 48 });
    let with = |more: Value| {
        let mut config = config.clone();
        if let (Some(all), Some(more)) = (config.as_object_mut(), more.as_object()) {
            all.extend(more.clone());
        }
        config
    };
    agree(3000, json!({ "sampleWeight": "weight" }), &config)?;
    agree(3000, json!({ "dtype": "float64" }), &config)?;
    agree(
        3000,
        json!({ "target": "kind", "sampleWeight": "weight" }),
        &with(json!({ "classWeight": "balanced" })),
    )?;
    agree(3000, json!({ "target": "kind" }), &with(json!({ "classWeight": [1.0, 2.0, 0.5] })))?;
    agree(
        3000,
        json!({}),
        &with(json!({ "hidden": [{ "units": 8, "dropout": 0.2 }], "accumulateBatches": 3 })),
    )?;
    agree(3000, json!({}), &with(json!({ "dropLast": true, "batchSize": 70 })))?;
    Ok(())
}

/// Wide rows make many windows of a stripe: blocks hold few rows.
#[test]
fn windows_follow_each_other() -> Outcome {
    let columns = 2000;
    let rows = 6000;
    let mut reader = TableReader::new(ReadOptions::default());
    reader.set_names((0..=columns).map(|column| format!("c{column}")).collect())?;
    for column in 0..=columns {
        let values: Vec<f64> = (0..rows).map(|row| ((row * 31 + column * 17) % 1009) as f64).collect();
        reader.push_numbers(column, &values)?;
    }
    let table = reader.finish()?;
    let options: EncodeOptions = serde_json::from_value(json!({ "target": "c0" }))?;
    let memory = Arc::new(Examples::from_table(&table, &options)?);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("wide.safetensors");
    let encoder = memory.encoder.clone().ok_or("a table has an encoder")?;
    let file = Arc::new(Examples::from_file(prepare(&path, &table, encoder, Dtype::Float32)?));
    for batch_size in [16, 64, 333] {
        let config = json!({ "l2": 0, "epochs": 3, "shuffle": "block", "batchSize": batch_size });
        assert_eq!(trained(&memory, &config)?, trained(&file, &config)?);
    }
    Ok(())
}

/// A checkpoint of either goes on over the other, from the middle of an epoch.
#[test]
fn a_run_goes_on_from_memory_to_file_and_back() -> Outcome {
    let (memory, file) = both(9000, json!({}))?;
    let stop = AtomicBool::new(false);
    for (batch_size, shuffle) in [(5, "block"), (64, "block"), (90, "none")] {
        let config = json!({ "l2": 0, "epochs": 3, "shuffle": shuffle, "batchSize": batch_size });
        let whole = trained(&memory, &config)?;
        let mut session = Session::new(&config.to_string(), Arc::clone(&memory), clock)?;
        let mut turn = 0;
        loop {
            let mut taken = 0;
            while taken < 77 {
                match session.advance(77 - taken, &stop)? {
                    0 => break,
                    steps => taken += steps,
                }
            }
            if taken == 0 {
                break;
            }
            turn += 1;
            let next = if turn % 2 == 0 { &memory } else { &file };
            session = Session::resume(&session.checkpoint()?, Arc::clone(next), clock)?;
        }
        assert_eq!((session.weights_hash(), serde_json::from_str(&session.history(0))?), whole);
    }
    Ok(())
}

#[test]
fn orders_that_a_file_cannot_give_are_refused_with_the_memory_they_need() -> Outcome {
    let (_, file) = both(3000, json!({}))?;
    for shuffle in ["full", "replacement"] {
        let config = json!({ "l2": 0, "shuffle": shuffle }).to_string();
        let Err(error) = Session::new(&config, Arc::clone(&file), clock) else {
            return Err("it began".into());
        };
        assert_eq!(error.details["option"], "memory");
        assert!(error.details["least"].as_u64() > Some(3000 * 4), "{error}");
        assert!(error.message.contains("'block'"), "{error}");
    }
    let Err(error) = Session::new(r#"{ "l2": "auto" }"#, file, clock) else { return Err("it began".into()) };
    assert!(error.message.contains("l2 0"), "{error}");
    Ok(())
}

#[test]
fn what_fits_is_taken_into_memory_and_what_does_not_stays() -> Outcome {
    let options = encode_options(json!({}))?;
    let table = table(3000, None)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("rows.safetensors");
    prepare(&path, &table, Arc::new(Encoder::fit(&table, &options)?), options.dtype)?;
    let open = |memory| -> Outcome<bool> {
        let examples = Examples::prepared(PreparedFile::open(&path)?, memory)?;
        Ok(matches!(examples.held, Held::File(_)))
    };
    assert!(!open(None)?);
    assert!(!open(Some(10_000_000))?);
    assert!(open(Some(10_000))?);
    Ok(())
}

/// Every cut and every altered byte of the header is refused; a file that is shortened later fails when it is read.
#[test]
fn a_damaged_file_is_refused() -> Outcome {
    let options = encode_options(json!({}))?;
    let table = table(500, None)?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("rows.safetensors");
    prepare(&path, &table, Arc::new(Encoder::fit(&table, &options)?), options.dtype)?;
    let whole = std::fs::read(&path)?;
    let damaged = folder.path().join("damaged.safetensors");
    let opens = |bytes: &[u8]| -> Outcome<bool> {
        std::fs::write(&damaged, bytes)?;
        Ok(PreparedFile::open(&damaged).is_ok())
    };
    assert!(opens(&whole)?);
    for len in [0, 1, 7, 8, 100, 4095, 4096, whole.len() / 2, whole.len() - 1] {
        assert!(!opens(&whole[..len])?, "cut to {len}");
    }
    let header = whole.iter().rposition(|byte| *byte == b'}').unwrap_or_default().min(4000);
    for at in (0..header).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        assert!(!opens(&bytes)?, "byte {at}");
    }
    std::fs::write(&damaged, &whole)?;
    let file = PreparedFile::open(&damaged)?;
    std::fs::write(&damaged, &whole[..5000])?;
    let config = json!({ "l2": 0, "shuffle": "block" });
    let Err(error) = trained(&Arc::new(Examples::from_file(file)), &config) else {
        return Err("it ran".into());
    };
    assert!(error.to_string().contains("shortened"), "{error}");
    assert!(PreparedFile::open(&PathBuf::from("/nonexistent/rows.safetensors")).is_err());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However little memory the cells may take, what is learnt of them is the same.
    #[test]
    fn cells_in_a_file_are_the_cells_in_memory(memory in 0usize..3_000_000, rows in 17_000usize..60_000) {
        let held = table(rows, None).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let spilled = table(rows, Some(memory.max(400_000))).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(held.describe(), spilled.describe());
        let options = encode_options(json!({ "sampleWeight": "weight" })).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let a = Encoder::fit(&held, &options).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let b = Encoder::fit(&spilled, &options).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&a, &b);
        let x = a.encode::<f32>(&held, true).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(x, b.encode::<f32>(&spilled, true).map_err(|e| TestCaseError::fail(e.to_string()))?);
    }
}
