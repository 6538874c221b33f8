//! A run holds what its formula says, by its own count: X + y + 4n bytes of order + P × (2 + optimizer's buffers + best +
//! average) + 2 × batch × Σ widths, and at most a twentieth more.
#![expect(clippy::print_stdout, reason = "the figures are worth reading")]

mod support;

use minibatch_core::kernel::Level;
use serde_json::{Value, json};
use support::{GO, Rows, trainer};

const N: usize = 1_000_000;
const D: usize = 20;

/// Memory of the process that is in use, in bytes; none where the system does not say.
fn resident() -> Option<usize> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(statm.split_whitespace().nth(1)?.parse::<usize>().ok()? * 4096)
}

#[test]
fn a_run_over_a_million_rows_keeps_to_its_formula() {
    let rows = Rows::<f32> {
        x: (0..N * D).map(|i| (i * 7919 % 1999) as f32 / 1000.0 - 1.0).collect(),
        y: (0..N).map(|i| (i % 3) as f32).collect(),
        weight: None,
        d: D,
        k: 1,
        classes: Some(3),
    };
    let level = Level::available().last().expect("a level");
    let hidden = |units: &[usize]| -> Value { units.iter().map(|u| json!({ "units": u })).collect() };
    for (units, batch, optimizer, buffers, average) in
        [(&[][..], 64, "sgd", 0, false), (&[64], 64, "adam", 2, false), (&[1000, 300], 4096, "adam", 2, true)]
    {
        let config = json!({
            "hidden": hidden(units), "batchSize": batch, "optimizer": optimizer,
            "average": if average { json!({ "name": "ema" }) } else { Value::Null },
        });
        let mut run = trainer(config, &rows, level);
        run.advance(&rows.view(), 2, &GO).expect("two steps");
        let widths: usize = units.iter().sum::<usize>() + 3;
        let parameters = run.architecture().parameters() * (2 + buffers + usize::from(average));
        let data = 4 * (N * D + N);
        let formula = data + 4 * N + 4 * (parameters + 2 * batch * widths);
        let held = data + run.bytes().total();
        let mb = |bytes: usize| bytes as f64 / 1e6;
        println!(
            "hidden {units:?}, batch {batch}, {optimizer}: held {:.1} MB, formula {:.1} MB, resident {:.1} MB",
            mb(held),
            mb(formula),
            mb(resident().unwrap_or(0))
        );
        assert!(held <= formula + formula / 20, "held {held}, formula {formula}");
        // Without the data, which outweighs all else: padding and what a batch needs beside its activations.
        assert!(held - data <= (formula - data) + (formula - data) / 20, "{:?}", run.bytes());
    }
}
