//! What the tests of training share.
#![expect(dead_code, reason = "each test uses its part")]

pub(crate) mod emulator;
pub(crate) mod fake_device;
pub(crate) mod pairwise;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use minibatch_core::config::{Config, Facts, Plan};
use minibatch_core::error::Result;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::rng::{Random, Stream};
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::{Shape, Trainer};
use minibatch_core::view::View;

/// A flag nobody sets.
pub(crate) static GO: AtomicBool = AtomicBool::new(false);

/// Reads a file of `/fixtures`.
pub(crate) fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Rows in memory.
#[derive(Clone, Debug)]
pub(crate) struct Rows<T> {
    pub(crate) x: Vec<T>,
    pub(crate) y: Vec<T>,
    pub(crate) weight: Option<Vec<T>>,
    pub(crate) d: usize,
    /// Columns of y.
    pub(crate) k: usize,
    /// Classes, where y holds their indices.
    pub(crate) classes: Option<usize>,
}

impl<T: Scalar> Rows<T> {
    /// Rows, n.
    pub(crate) fn n(&self) -> usize {
        self.y.len() / self.k
    }

    pub(crate) fn view(&self) -> View<'_, T> {
        let Self { x, y, weight, d, k, .. } = self;
        View { x, y, weight: weight.as_deref(), n: self.n(), d: *d, k: *k }
    }

    /// n rows of d features in (−1, 1), and a target that is linear in them plus noise.
    pub(crate) fn drawn(n: usize, d: usize, seed: u64) -> Self {
        let random = Random::new(seed, Stream::Sample, 0, 0);
        let mut index = 0;
        let mut next = || {
            index += 1;
            2.0 * random.uniform(index) - 1.0
        };
        let truth: Vec<f64> = (0..d).map(|_| next()).collect();
        let mut rows = Self { x: Vec::new(), y: Vec::new(), weight: None, d, k: 1, classes: None };
        for _ in 0..n {
            let x: Vec<f64> = (0..d).map(|_| next()).collect();
            let y: f64 = x.iter().zip(&truth).map(|(x, w)| x * w).sum::<f64>() + 0.7 + 0.1 * next();
            rows.x.extend(x.into_iter().map(T::from_f64));
            rows.y.push(T::from_f64(y));
        }
        rows
    }
}

/// A checked config for these rows.
pub(crate) fn plan<T: Scalar>(config: serde_json::Value, rows: &Rows<T>) -> Plan {
    let facts = Facts {
        rows: rows.n(),
        features: rows.d,
        targets: rows.k,
        classes: rows.classes,
        dtype: T::DTYPE,
        encoded: false,
    };
    Config::from_json(&config.to_string()).and_then(|config| config.plan(facts)).expect("a valid config")
}

/// A run of these rows at its start.
pub(crate) fn trainer<T: Scalar>(config: serde_json::Value, rows: &Rows<T>, level: Level) -> Trainer<T> {
    trainer_on(config, rows, Machine::single(level))
}

/// The same on any machine.
pub(crate) fn trainer_on<T: Scalar>(
    config: serde_json::Value,
    rows: &Rows<T>,
    machine: Machine,
) -> Trainer<T> {
    let shape = Shape { n: rows.n(), d: rows.d, k: rows.k };
    Trainer::new(plan(config, rows), shape, machine).expect("a valid plan")
}

/// Trains to the planned end.
pub(crate) fn train<T: Scalar>(trainer: &mut Trainer<T>, rows: &Rows<T>) -> Result<()> {
    while !trainer.finished() {
        trainer.advance(&rows.view(), u64::MAX, &GO)?;
    }
    Ok(())
}

/// |a − b| relative to max(|b|, 1e-3): how the golden vectors are compared.
pub(crate) fn relative(a: f64, b: f64) -> f64 {
    (a - b).abs() / b.abs().max(1e-3)
}
