//! Metrics of arrays as the bindings ask for them: rows in, JSON out.

use serde::Deserialize;
use serde_json::json;

use crate::error::{Error, Result};
use crate::metrics::{
    Classes, Classified, Label, MOST_CLASSES, accuracy, auc, calibration, confusion_matrix, list, log_loss,
    macro_f1, regression,
};
use crate::options::{check, read_options};

/// Bins of a calibration at most.
const MAX_BINS: usize = 1 << 20;

/// `{ r2, rmse, mae }` of numbers, (n, outputs) row-major, with one weight a row or none.
///
/// # Errors
/// SHAPE_MISMATCH for lengths that differ, DATA_INVALID for no rows, values that are not finite, weights below 0 or 0 in
/// all.
pub fn regression_metrics(
    truth: &[f64],
    predicted: &[f64],
    outputs: usize,
    weight: Option<&[f64]>,
) -> Result<String> {
    let rows = rows_of(truth.len(), predicted.len(), outputs)?;
    check_finite("yTrue", truth)?;
    check_finite("yPred", predicted)?;
    check_weight(rows, weight)?;
    Ok(super::to_json(&regression(predicted, truth, outputs, weight)))
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum LabelMetric {
    Accuracy,
    F1,
    ConfusionMatrix,
}

/// What labels mean: `labels` are those met, in the order of their numbers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LabelOptions {
    metric: LabelMetric,
    labels: Vec<Label>,
    #[serde(default)]
    classes: Option<Vec<Label>>,
}

/// One metric of labels, numbered as in the option `labels`, as JSON; of the confusion matrix `{ classes, matrix }`.
/// Options: `{ metric: "accuracy" | "f1" | "confusionMatrix", labels, classes? }`.
///
/// # Errors
/// As [`regression_metrics`]; DATA_INVALID for labels of two kinds or outside the classes.
pub fn label_metrics(
    truth: &[u32],
    predicted: &[u32],
    options_json: &str,
    weight: Option<&[f64]>,
) -> Result<String> {
    let rows = rows_of(truth.len(), predicted.len(), 1)?;
    check_weight(rows, weight)?;
    let LabelOptions { metric, labels, classes } = read_options(options_json)?;
    let classes = Classes::of(&labels, classes)?;
    let (truth, predicted) = (classes.indices(truth)?, classes.indices(predicted)?);
    let count = classes.names().len();
    let rows = Classified {
        truth: &truth,
        predicted: &predicted,
        scores: &[],
        probabilities: false,
        classes: count,
        weight,
    };
    let found = match metric {
        LabelMetric::Accuracy => json!(accuracy(&rows)),
        LabelMetric::F1 => json!(macro_f1(&rows)),
        LabelMetric::ConfusionMatrix if count > MOST_CLASSES => {
            return Err(Error::data(format!(
                "A confusion matrix is made of at most {MOST_CLASSES} classes; got {count}. Are the labels classes?"
            )));
        }
        LabelMetric::ConfusionMatrix => json!({
            "classes": classes.names(),
            "matrix": confusion_matrix(&truth, &predicted, count, weight),
        }),
    };
    Ok(found.to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ScoreMetric {
    LogLoss,
    RocAuc,
    Calibration,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ScoreOptions {
    metric: ScoreMetric,
    labels: Vec<Label>,
    #[serde(default)]
    classes: Option<Vec<Label>>,
    /// Columns of the scores: 1 for those of the second of two classes, else one a class.
    columns: usize,
    #[serde(default = "ten")]
    bins: usize,
}

crate::read_by_serde!(LabelOptions, ScoreOptions);

fn ten() -> usize {
    10
}

/// One metric of labels and scores (n, columns) row-major, as JSON. Options:
/// `{ metric: "logLoss" | "rocAuc" | "calibration", labels, classes?, columns, bins? }`.
///
/// # Errors
/// As [`label_metrics`]; SHAPE_MISMATCH for other columns than classes, DATA_INVALID for a probability outside 0 … 1.
pub fn score_metrics(
    truth: &[u32],
    scores: &[f64],
    options_json: &str,
    weight: Option<&[f64]>,
) -> Result<String> {
    let ScoreOptions { metric, labels, classes, columns, bins } = read_options(options_json)?;
    let rows = rows_of(truth.len() * columns, scores.len(), columns)?;
    check_weight(rows, weight)?;
    let probabilities = metric != ScoreMetric::RocAuc;
    if probabilities {
        check_probabilities(scores, columns)?;
    } else {
        check_finite("score", scores)?;
    }
    let classes = Classes::of(&labels, classes)?;
    check_classes(classes.names(), columns)?;
    let truth = classes.indices(truth)?;
    if metric == ScoreMetric::Calibration {
        if columns > 2 {
            return Err(Error::shape(format!(
                "A calibration is of two classes; got {columns} columns of probabilities. Give those of one class against the rest."
            )));
        }
        check((1..=MAX_BINS).contains(&bins), "bins", "a whole number from 1 to 1048576", bins)?;
        let second: Vec<f64> = scores.iter().skip(columns - 1).step_by(columns).copied().collect();
        let is: Vec<bool> = truth.iter().map(|&class| class == 1).collect();
        return Ok(super::to_json(&calibration(&second, &is, bins, weight)));
    }
    let both: Vec<f64> = match (columns, probabilities) {
        (1, true) => scores.iter().flat_map(|&p| [1.0 - p, p]).collect(),
        (1, false) => scores.iter().flat_map(|&score| [-score, score]).collect(),
        _ => scores.to_vec(),
    };
    let rows = Classified {
        truth: &truth,
        predicted: &[],
        scores: &both,
        probabilities,
        classes: classes.names().len(),
        weight,
    };
    Ok(if probabilities { json!(log_loss(&rows)) } else { json!(auc(&rows)) }.to_string())
}

/// Rows of two arrays of so many columns.
fn rows_of(truth: usize, predicted: usize, columns: usize) -> Result<usize> {
    if truth != predicted || columns == 0 || !truth.is_multiple_of(columns) {
        return Err(Error::shape(format!(
            "Truth and prediction must have the same rows; got {truth} and {predicted} values in rows of {columns}."
        )));
    }
    if truth == 0 {
        return Err(Error::data("There are no rows to measure: expected at least 1."));
    }
    Ok(truth / columns)
}

fn check_finite(what: &str, values: &[f64]) -> Result<()> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(Error::data(format!("{what}[{at}] must be a finite number; got {}.", values[at]))
            .with(json!({ "array": what, "index": at }))),
    }
}

fn check_probabilities(values: &[f64], columns: usize) -> Result<()> {
    match values.iter().position(|value| !(0.0..=1.0).contains(value)) {
        None => Ok(()),
        Some(at) => Err(Error::data(format!(
            "A probability must be a number from 0 to 1; row {} has {}.",
            at / columns + 1,
            values[at]
        ))
        .with(json!({ "row": at / columns + 1 }))),
    }
}

fn check_weight(rows: usize, weight: Option<&[f64]>) -> Result<()> {
    let Some(weight) = weight else { return Ok(()) };
    if weight.len() != rows {
        return Err(Error::shape(format!("sampleWeight has {} values for {rows} rows.", weight.len())));
    }
    check_finite("sampleWeight", weight)?;
    if let Some(at) = weight.iter().position(|weight| *weight < 0.0) {
        return Err(Error::data(format!("sampleWeight[{at}] is negative; weights start at 0.")));
    }
    if weight.iter().all(|weight| *weight == 0.0) {
        return Err(Error::data("sampleWeight is 0 in every row; at least one must weigh something."));
    }
    Ok(())
}

fn check_classes(names: &[Label], columns: usize) -> Result<()> {
    let expected = columns.max(2);
    if names.len() == expected {
        return Ok(());
    }
    let scores =
        if columns == 1 { "Scores of one column".to_owned() } else { format!("{columns} columns of scores") };
    Err(Error::shape(format!(
        "{scores} are for {expected} classes; there are {} ({}). Name all of them with the option classes, in the order of the columns.",
        names.len(),
        list(names)
    )))
}
