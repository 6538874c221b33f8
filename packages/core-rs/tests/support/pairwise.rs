//! The table of runs in which every two settings of every two options meet, and what its tests share.

use minibatch_core::hash::weights_hash;
use minibatch_core::scalar::Scalar;
use minibatch_core::trainer::Trainer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Rows;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) rows: usize,
    pub(crate) dtype: String,
    /// What y holds: `real`, `counts`, `binary` or `classes`.
    pub(crate) target: String,
    pub(crate) weighted: bool,
    pub(crate) config: Value,
    pub(crate) hash: String,
}

/// Rows that any language makes alike: whole numbers, divided once.
pub(crate) fn rows<T: Scalar>(case: &Case) -> Rows<T> {
    const D: usize = 9;
    let n = case.rows;
    let number = |i: usize| (i * 7919 % 1999) as f64 / 1000.0 - 1.0;
    let x: Vec<f64> = (0..n * D).map(number).collect();
    let y = (0..n).map(|row| {
        let step = (row * 31 + row / 7 * 17) % 12;
        match case.target.as_str() {
            "counts" => (step % 4) as f64,
            "binary" => (step % 2) as f64,
            "classes" => (step % 3) as f64,
            _ => x[row * D] - x[row * D + 3] / 2.0 + step as f64 / 8.0,
        }
    });
    Rows {
        y: y.map(T::from_f64).collect(),
        weight: case.weighted.then(|| (0..n).map(|row| T::from_f64((row % 5) as f64 / 2.0)).collect()),
        x: x.into_iter().map(T::from_f64).collect(),
        d: D,
        k: 1,
        classes: (case.target == "classes").then_some(3),
    }
}

pub(crate) fn hash<T: Scalar>(run: &Trainer<T>) -> String {
    let parameters = run.outcome();
    let layers = run.architecture().layers().iter();
    let shapes: Vec<_> = layers.map(|l| ([l.inputs, l.units], [l.units], l.weights(), l.biases())).collect();
    let tensors: Vec<(&[usize], &[T])> = shapes
        .iter()
        .flat_map(|(w, b, weights, biases)| {
            [(&w[..], &parameters[weights.clone()]), (&b[..], &parameters[biases.clone()])]
        })
        .collect();
    weights_hash(&tensors)
}

pub(crate) fn by_dtype(
    case: &Case,
    narrow: impl Fn(&Case) -> String,
    wide: impl Fn(&Case) -> String,
) -> String {
    if case.dtype == "float32" { narrow(case) } else { wide(case) }
}

pub(crate) fn pinned() -> Vec<Case> {
    serde_json::from_str(include_str!("../../../../fixtures/pairwise.json")).expect("the pinned table")
}
