//! How well predictions meet their targets: float64, rows added by rule 2 of the numerics.
//!
//! Conventions are scikit-learn's, sample weights included. An undefined metric is null.

mod calibration;
mod classes;
mod classification;
mod confusion;
mod poisson_deviance;
mod regression;
mod roc;

use serde::Serialize;

pub use calibration::{Calibration, CalibrationBin, calibration};
pub use classes::{Classes, Label, list};
pub use classification::{
    ClassificationMetrics, ClassificationSums, Classified, accuracy, auc, classification,
    classification_bytes, log_loss, macro_f1,
};
pub use confusion::{MOST_CLASSES, confusion_matrix};
pub use poisson_deviance::{PoissonDeviance, poisson_deviance};
pub use regression::{RegressionMetrics, RegressionSums, TargetMeans, regression};

/// The metrics of a task.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Metrics {
    /// Of numbers.
    Regression(RegressionMetrics),
    /// Of classes.
    Classification(ClassificationMetrics),
}
