//! Mini-batch gradient descent for tables: θ ← θ − η ∇J_B(θ).
//!
//! Letters, everywhere in this crate: n rows, d features, k outputs, m rows in a batch, t step;
//! `dw` is the gradient of `w`; `raw` is a prediction before any link.
//!
//! Data flows one way: table (read, infer, statistics, encode) → examples → batch → forward → loss and its
//! gradient → backward → penalty → optimizer → parameters. `session` is the facade; `node` and `wasm` forward to it.

#![deny(missing_docs)]

pub mod activation;
pub mod average;
pub mod batch;
pub mod checkpoint;
pub mod config;
pub mod error;
pub mod examples;
pub mod fingerprint;
pub mod fleet;
pub mod hash;
pub mod kernel;
pub mod loss;
pub mod math;
pub(crate) mod memory;
pub mod metrics;
pub mod model;
pub mod model_file;
pub mod optimizer;
pub mod options;
pub mod penalty;
pub mod plan;
pub mod predictor;
pub mod rng;
pub mod scalar;
pub mod schedule;
pub(crate) mod seal;
pub mod selection;
pub mod session;
pub mod table;
pub mod threads;
pub mod trainer;
pub mod view;

#[cfg(all(feature = "node", not(target_arch = "wasm32")))]
pub mod node;
#[cfg(all(feature = "wasm", target_arch = "wasm32"))]
pub mod wasm;

/// Version of the numerical contract. Stored in every file; two runs agree bit for bit only under one version.
pub const NUMERICS: u32 = 1;
