//! Mini-batch gradient descent for tables: θ ← θ − η ∇J_B(θ).
//!
//! Letters, everywhere in this crate: n rows, d features, k outputs, m rows in a batch, t step;
//! `dw` is the gradient of `w`; `raw` is a prediction before any link.
//!
//! Data flows one way: table (read, infer, statistics, encode) → examples → batch → forward → loss and its
//! gradient → backward → penalty → optimizer → parameters. `session` is the facade; `node` and `wasm` forward to it.
//!
//! # A line through a thousand points
//!
//! The loop in one's own hands: rows as slices, a plan made of JSON options, steps until the plan's end.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use minibatch_core::config::{Config, Facts, Numerics};
//! use minibatch_core::kernel::{Level, Machine};
//! use minibatch_core::scalar::Dtype;
//! use minibatch_core::trainer::{Shape, Trainer};
//! use minibatch_core::view::View;
//!
//! # fn main() -> minibatch_core::error::Result<()> {
//! let n = 1000;
//! let x: Vec<f32> = (0..n).map(|i| i as f32 / 500.0 - 1.0).collect(); // (n,d), d = 1
//! let y: Vec<f32> = x.iter().map(|x| 3.5 * x + 1.2).collect(); // (n,k), k = 1
//! let data = View { x: &x, y: &y, weight: None, n, d: 1, k: 1 };
//!
//! let options = r#"{
//!     "seed": 42, "epochs": 20, "batchSize": 64, "schedule": "constant", "l2": 0,
//!     "optimizer": { "name": "sgd", "learningRate": 0.1 }
//! }"#;
//! let facts = Facts { rows: n, features: 1, targets: 1, classes: None, dtype: Dtype::Float32, encoded: false };
//! let plan = Config::from_json(options)?.plan(facts)?;
//! let machine = Machine::new(Level::detect()?, Numerics::Strict, 1);
//! let mut trainer = Trainer::new(plan, Shape::of(&data), machine)?;
//!
//! let stop = AtomicBool::new(false);
//! while !trainer.finished() {
//!     trainer.advance(&data, u64::MAX, &stop)?; // to the end of an epoch
//! }
//! let [w, b] = trainer.parameters()[..] else { unreachable!("one weight, one bias") };
//! assert!((w - 3.5).abs() < 0.01 && (b - 1.2).abs() < 0.01, "w {w}, b {b}");
//!
//! // A mistake is a sentence with the nearest known name.
//! let error = Config::from_json(r#"{ "bachSize": 64 }"#).expect_err("no such option");
//! assert!(error.to_string().contains("batchSize"), "{error}");
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]

#[cfg(not(target_endian = "little"))]
compile_error!("files hold little-endian numbers, which are read and written as they stand");

pub mod activation;
pub mod average;
pub mod batch;
pub mod checkpoint;
pub mod config;
#[cfg(not(target_arch = "wasm32"))]
pub mod cuda;
pub mod error;
pub mod examples;
pub mod fingerprint;
pub mod fleet;
pub mod hash;
pub(crate) mod json;
pub mod kernel;
pub mod loss;
pub mod math;
pub(crate) mod memory;
pub mod metrics;
pub mod model;
pub mod model_file;
pub mod optimizer;
pub mod options;
pub mod own_loop;
pub mod penalty;
pub mod plan;
pub mod predictor;
#[cfg(not(target_arch = "wasm32"))]
pub mod prepared;
pub mod rng;
pub mod row_blocks;
pub mod scalar;
pub mod schedule;
pub(crate) mod seal;
pub mod selection;
pub mod session;
pub mod sum;
pub mod table;
pub mod threads;
pub mod trainer;
pub mod view;
pub mod whole;

#[cfg(all(feature = "node", not(target_arch = "wasm32")))]
pub mod node;
#[cfg(all(feature = "wasm", target_arch = "wasm32"))]
pub mod wasm;

/// Version of the numerical contract. Stored in every file; two runs agree bit for bit only under one version.
pub const NUMERICS: u32 = 1;
