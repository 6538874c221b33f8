//! Why a run diverged, and what to set instead.

use serde_json::json;

use crate::config::{Optimizer, Plan};
use crate::error::{Code, Error};
use crate::json::number;
use crate::loss::row_loss;
use crate::scalar::Scalar;
use crate::view::View;

/// When it happened; step and epoch count from 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) step: u64,
    pub(super) epoch: u32,
    pub(super) rate: f64,
}

/// The DIVERGED error, with the feature of the largest scale and a rate that converges; DATA_INVALID where the data
/// itself is not finite.
pub(super) fn explain<T: Scalar>(data: &View<'_, T>, plan: &Plan, at: Moment) -> Error {
    if let Some(error) = not_finite(data) {
        return error;
    }
    let Moment { step, epoch, rate } = at;
    let (feature, scale) = largest_scale(data);
    let safe = safe_rate(data, plan);
    let advice = match safe {
        Some(safe) => format!("Use learningRate {safe}, or standardise the columns."),
        None => "Standardise the columns.".to_owned(),
    };
    Error::new(
        Code::Diverged,
        format!(
            "Training diverged at step {step} (epoch {epoch}): the loss or a parameter is no longer finite at learning \
             rate {rate}. Feature {{feature}} has the largest scale, a root mean square of {scale:.3e}. {advice}"
        ),
    )
    .with(json!({
        "step": step, "epoch": epoch, "learningRate": rate, "feature": feature, "scale": scale, "safeLearningRate": safe,
    }))
}

fn not_finite<T: Scalar>(data: &View<'_, T>) -> Option<Error> {
    let at = |values: &[T]| values.iter().position(|value| !value.is_finite());
    let (row, what, value) = if let Some(i) = at(data.x) {
        (i / data.d, format!("feature {}", i % data.d), data.x[i])
    } else if let Some(i) = at(data.y) {
        (i / data.k, "the target".to_owned(), data.y[i])
    } else {
        let weight = data.weight?;
        let i = at(weight)?;
        (i, "the weight".to_owned(), weight[i])
    };
    let value = value.to_f64();
    Some(
        Error::data(format!("Expected finite numbers; {what} of row {row} is {value}."))
            .with(json!({ "row": row })),
    )
}

/// The feature of the largest root mean square (the first of equals), and that root mean square.
fn largest_scale<T: Scalar>(data: &View<'_, T>) -> (usize, f64) {
    let mut squares = vec![0.0; data.d];
    for row in data.x.chunks_exact(data.d) {
        for (sum, x) in squares.iter_mut().zip(row) {
            *sum += x.to_f64() * x.to_f64();
        }
    }
    let (feature, square) =
        squares.into_iter().enumerate().reduce(|a, b| if b.1 > a.1 { b } else { a }).unwrap_or_default();
    (feature, (square / data.n as f64).sqrt())
}

/// A learning rate at which the run converges, rounded down to two digits; none where no float64 says it.
///
/// With hidden layers, and for optimizers whose steps do not grow with the gradient: a tenth of the rate that failed, at
/// most 0.05. For gradient descent on a linear model (1 − momentum) / (c L + decay) with c the curvature of the loss and L the expected smoothness of a batch of m of n rows
/// (Gower et al., "SGD: General Analysis and Improved Rates", 2019): between the largest eigenvalue of XᵀX/n, which
/// bounds the full batch, and the largest squared row, which bounds one row. The intercept is a column of ones.
fn safe_rate<T: Scalar>(data: &View<'_, T>, plan: &Plan) -> Option<f64> {
    let rate = match plan.optimizer {
        Optimizer::Sgd { weight_decay, momentum, .. } if plan.hidden.is_empty() => {
            let curvature = row_loss::<T>(&plan.loss).curvature();
            let rows = Sample::of(data);
            let (n, m) = (data.n as f64, plan.batch_size.min(data.n) as f64);
            let share = if data.n > 1 { (n - m) / (m * (n - 1.0)) } else { 0.0 };
            let smoothness = (1.0 - share) * rows.largest_eigenvalue() + share * rows.largest_square();
            (1.0 - momentum) / (curvature * smoothness + plan.l2 + weight_decay)
        }
        _ => (0.1 * plan.learning_rate).min(0.05),
    };
    round_down(rate)
}

/// Rounded down to two decimal digits.
fn round_down(rate: f64) -> Option<f64> {
    // By the parser of options: the standard library's would bring tables of its own into the browser module.
    let text = format!("{rate:.1e}");
    let rounded = number(&text)?;
    let unit = number(&format!("1e{}", text.split_once('e')?.1))?;
    let down = if rounded > rate { number(&format!("{:.1e}", rounded - 0.1 * unit))? } else { rounded };
    (down.is_finite() && down > 0.0).then_some(down)
}

/// Rows spread evenly over the data, few enough that the advice comes at once.
struct Sample<'a, T> {
    data: View<'a, T>,
    rows: Vec<usize>,
    /// Share of each of these rows in their mean.
    shares: Vec<f64>,
}

impl<'a, T: Scalar> Sample<'a, T> {
    const VALUES: usize = 1 << 20;
    const ITERATIONS: usize = 50;

    fn of(data: &View<'a, T>) -> Self {
        let count = (Self::VALUES / data.d).clamp(1, data.n);
        let rows: Vec<_> = (0..count).map(|i| (i as u64 * data.n as u64 / count as u64) as usize).collect();
        let weight = |row: &usize| data.weight.map_or(1.0, |weight| weight[*row].to_f64());
        let sum: f64 = rows.iter().map(weight).sum();
        let shares = rows.iter().map(|row| weight(row) / sum).collect();
        Self { data: *data, rows, shares }
    }

    fn row(&self, row: usize) -> &'a [T] {
        &self.data.x[row * self.data.d..(row + 1) * self.data.d]
    }

    /// max ‖x‖² + 1.
    fn largest_square(&self) -> f64 {
        let square = |row: &usize| self.row(*row).iter().map(|x| x.to_f64() * x.to_f64()).sum::<f64>();
        1.0 + self.rows.iter().map(square).fold(0.0, f64::max)
    }

    /// The largest eigenvalue of the mean of (x, 1)(x, 1)ᵀ by power iteration, from below.
    fn largest_eigenvalue(&self) -> f64 {
        let d = self.data.d;
        let mut direction = vec![1.0; d + 1];
        let mut value = 0.0;
        for _ in 0..Self::ITERATIONS {
            let mut product = vec![0.0; d + 1];
            for (&row, share) in self.rows.iter().zip(&self.shares) {
                let x = self.row(row);
                let dot: f64 = x.iter().zip(&direction).map(|(x, v)| x.to_f64() * v).sum();
                let projection = share * (dot + direction[d]);
                for (p, x) in product.iter_mut().zip(x) {
                    *p += projection * x.to_f64();
                }
                product[d] += projection;
            }
            value = product.iter().map(|p| p * p).sum::<f64>().sqrt();
            direction = product.into_iter().map(|p| p / value).collect();
        }
        value
    }
}
