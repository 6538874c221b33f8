//! Microseconds a step on a GPU, for bench/cuda.py: `cuda_times WORKLOAD` brings the rows, then measures once for every
//! line it reads and prints a line of JSON.

use std::io::{BufRead, Write};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use minibatch_core::config::{Config, Facts, Numerics};
use minibatch_core::cuda;
use minibatch_core::error::{Error, Result};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::rng::{Random, Stream};
use minibatch_core::scalar::Dtype;
use minibatch_core::trainer::{Shape, Trainer};
use minibatch_core::view::View;
use serde_json::{Value, json};

/// Rows, features, hidden units, classes (0 for numbers), batch.
type Workload = (usize, usize, &'static [u32], usize, usize);

fn workload(name: &str) -> Result<Workload> {
    Ok(match name {
        "mlp64" => (64_000, 784, &[128], 10, 64),
        "mlp8192" => (65_536, 784, &[128], 10, 8_192),
        "deep1024" => (16_384, 1_024, &[1_024, 1_024], 10, 1_024),
        "linear64" => (1_000_000, 100, &[], 0, 64),
        "linear8192" => (1_000_000, 100, &[], 0, 8_192),
        "linear65536" => (1_048_576, 1_000, &[], 0, 65_536),
        _ => return Err(Error::option(format!("There is no workload '{name}'."))),
    })
}

fn main() -> Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let (n, d, hidden, classes, batch) = workload(&name)?;
    let random = Random::new(1, Stream::Sample, 0, 0);
    let x: Vec<f32> = (0..n * d).map(|i| random.uniform(i as u32) as f32 - 0.5).collect();
    let y: Vec<f32> =
        (0..n).map(|row| if classes > 0 { (row % classes) as f32 } else { x[row * d] }).collect();
    let data = View { x: &x, y: &y, weight: None, n, d, k: 1 };
    let layers: Vec<Value> =
        hidden.iter().map(|units| json!({ "units": units, "activation": "relu" })).collect();
    let options = json!({
        "hidden": layers, "batchSize": batch, "epochs": 1_000_000, "seed": 1, "schedule": "constant", "l2": 0,
        "optimizer": { "name": "sgd", "learningRate": 0.001 }, "earlyStopping": null,
        "loss": if classes > 0 { "crossEntropy" } else { "halfSquaredError" },
    });
    let facts = Facts {
        rows: n,
        features: d,
        targets: 1,
        classes: (classes > 0).then_some(classes),
        dtype: Dtype::Float32,
        encoded: false,
    };
    let plan = Config::from_json(&options.to_string())?.plan(facts)?;
    let mut run = Trainer::new(plan, Shape::of(&data), Machine::new(Level::detect()?, Numerics::Strict, 1))?;
    let opened = Instant::now();
    run.set_device(cuda::open()?)?;
    let opening = opened.elapsed().as_secs_f64();
    let brought = Instant::now();
    run.advance(&data, 1, &AtomicBool::new(false))?;
    let first = brought.elapsed().as_secs_f64();
    let mut out = std::io::stdout();
    for _ in std::io::stdin().lock().lines() {
        let measured = measure(&mut run, &data)?;
        let line = json!({ "microseconds": measured, "openSeconds": opening, "firstStepSeconds": first });
        let written = writeln!(out, "{line}").and_then(|()| out.flush());
        written.map_err(|error| Error::data(error.to_string()))?;
    }
    Ok(())
}

/// Steps for about a third of a second; the shuffle of an epoch, which the host draws, is not among them.
fn measure(run: &mut Trainer<f32>, data: &View<'_, f32>) -> Result<f64> {
    let stop = AtomicBool::new(false);
    let (mut steps, mut seconds) = (0, 0.0);
    while seconds < 0.3 {
        // The first step of a call may begin an epoch.
        run.advance(data, 1, &stop)?;
        let started = Instant::now();
        let taken = run.advance(data, 4_096, &stop)?;
        seconds += started.elapsed().as_secs_f64();
        steps += taken;
    }
    Ok(seconds * 1e6 / steps as f64)
}
