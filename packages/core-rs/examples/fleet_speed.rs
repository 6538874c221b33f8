//! What training several learning rates together costs: `cargo run --release --example fleet_speed [n d batch runs threads]`.
//!
//! An epoch of one run and of several together, interleaved, in order and shuffled; the median of seven.
#![expect(clippy::print_stdout, reason = "a program whose result is its output")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use minibatch_core::config::{Config, Facts, Numerics};
use minibatch_core::error::Result;
use minibatch_core::fleet::Fleet;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::scalar::Dtype;
use minibatch_core::threads::Pool;
use minibatch_core::trainer::{Shape, Trainer};
use minibatch_core::view::View;

static GO: AtomicBool = AtomicBool::new(false);

fn main() -> Result<()> {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [n, d, batch, runs, threads] = numbers[..] else {
        for threads in [1, 2] {
            measure([1_000_000, 128, 64, 8, threads])?;
        }
        return Ok(());
    };
    measure([n, d, batch, runs, threads])
}

fn measure([n, d, batch, runs, threads]: [usize; 5]) -> Result<()> {
    let x: Vec<f32> = (0..n * d).map(|i| (i * 7919 % 1000) as f32 / 1000.0 - 0.5).collect();
    let y: Vec<f32> = (0..n).map(|i| (i % 10) as f32 / 10.0).collect();
    let view = View { x: &x, y: &y, weight: None, n, d, k: 1 };
    let pool = Arc::new(Pool::new(threads));
    for shuffle in ["none", "full"] {
        let trainer = |run: usize| {
            let rate = 1e-4 * minibatch_core::math::powi(2.0, run as i32);
            let config = format!(
                r#"{{"epochs":1,"batchSize":{batch},"shuffle":"{shuffle}","optimizer":{{"name":"sgd","learningRate":{rate}}},"schedule":"constant","l2":0}}"#
            );
            let facts = Facts {
                rows: n,
                features: d,
                targets: 1,
                classes: None,
                dtype: Dtype::Float32,
                encoded: false,
            };
            let level = Level::detect()?;
            Trainer::new(
                Config::from_json(&config)?.plan(facts)?,
                Shape::of(&view),
                Machine::new(level, Numerics::Strict, 1),
            )
        };
        let (mut alone, mut together) = (Vec::new(), Vec::new());
        for _ in 0..7 {
            let mut single = trainer(0)?;
            let start = Instant::now();
            single.advance(&view, u64::MAX, &GO)?;
            alone.push(start.elapsed().as_secs_f64());
            let mut fleet = Fleet::new((0..runs).map(trainer).collect::<Result<_>>()?, pool.clone())?;
            let start = Instant::now();
            fleet.run(&view, &GO)?;
            together.push(start.elapsed().as_secs_f64());
        }
        let (alone, together) = (median(alone), median(together));
        println!(
            "{n} x {d}, batch {batch}, shuffle {shuffle}: one run {:.1} ms, {runs} together on {threads} threads {:.1} ms, {:.2}x",
            alone * 1e3,
            together * 1e3,
            together / alone
        );
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
