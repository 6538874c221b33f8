//! Writes the seeds: `cargo run --release --bin seeds` in this folder makes `corpus/session` and `corpus/readers`.

use std::path::Path;
use std::sync::Arc;

use minibatch_core::model_file;
use minibatch_core::session::Session;
use minibatch_core_fuzz::input::Input;
use minibatch_core_fuzz::pairwise::CASES;
use minibatch_core_fuzz::rows::{Kind, Rows};
use minibatch_core_fuzz::run::{GO, clock};

/// Lines of a table, its header among them.
const LINES: usize = 30;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (session, readers) = (here.join("corpus/session"), here.join("corpus/readers"));
    std::fs::create_dir_all(&session)?;
    std::fs::create_dir_all(&readers)?;
    for (i, _) in CASES.iter().enumerate() {
        // Case, form, no edits, then rows and steps that differ from case to case.
        let number = (i as u16).to_le_bytes();
        let mut bytes = vec![number[0], number[1], if i % 5 == 0 { 12 } else { 0 }, 0];
        bytes.extend([20 + i as u8, 1 + (i % 12) as u8, 0, i as u8, (i % 3) as u8, 0, 0]);
        bytes.extend((0..24).map(|j| (i * 31 + j * 17) as u8));
        std::fs::write(session.join(format!("case-{i:03}")), bytes)?;
    }
    let write = |name: &str, mode: u8, bytes: &[u8]| {
        let head = [&[mode][..], &[0; 15]].concat();
        std::fs::write(readers.join(name), [&head, bytes].concat())
    };
    for file in std::fs::read_dir(here.join("../../../fixtures/tables"))? {
        let path = file?.path();
        let text = std::fs::read_to_string(&path)?;
        let lines: Vec<&str> = text.lines().take(LINES).collect();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        write(name, 0, lines.join("\n").as_bytes())?;
    }
    let mixed = "id;when;size;city;y\n1;2024-02-29;1,5;Köln;ja\n2;1999-12-31;;\"a;b\";nein\n3;;-2;Köln;ja\n4;2000-01-01;1e3;;nein\n";
    write("mixed.csv", 0, mixed.as_bytes())?;
    write("columns", 7, "abc1.5,2,,é𝄞x".as_bytes())?;
    let rows = Rows::drawn("mse", Kind { wide: false, weighted: false }, &mut Input::new(&[20, 3]));
    let examples = Arc::new(rows.arrays()?);
    for (name, config) in [
        ("linear", r#"{"batchSize":4,"epochs":2}"#),
        (
            "mlp",
            r#"{"batchSize":4,"hidden":[{"units":3,"dropout":0.5}],"average":"ema","accumulateBatches":2}"#,
        ),
        (
            "sgd",
            r#"{"batchSize":8,"optimizer":{"name":"sgd","momentum":0.9},"schedule":"plateau","earlyStopping":{}}"#,
        ),
    ] {
        let mut session = Session::new(config, examples.clone(), clock)?;
        session.advance(3, &GO)?;
        let checkpoint = session.checkpoint()?;
        let model = model_file::to_bytes(&session.predictor())?;
        for (kind, mode) in [("raw", 6), ("sealed", 5)] {
            write(&format!("{name}-{kind}.checkpoint"), mode, &checkpoint)?;
            write(&format!("{name}-{kind}.model"), mode, &model)?;
        }
    }
    Ok(())
}
