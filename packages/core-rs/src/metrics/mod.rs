//! How well predictions meet their targets: float64, rows added by rule 2 of the numerics.
//!
//! Conventions are scikit-learn's, sample weights included. An undefined metric is null.

mod classification;
mod regression;

use serde::Serialize;

pub use classification::{ClassificationMetrics, Classified, classification};
pub use regression::{RegressionMetrics, poisson_deviance, regression};

/// The metrics of a task.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Metrics {
    /// Of numbers.
    Regression(RegressionMetrics),
    /// Of classes.
    Classification(ClassificationMetrics),
}
