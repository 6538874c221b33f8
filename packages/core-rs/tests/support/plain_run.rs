//! PyTorch's runs by plain loops over [`row_loss`] and [`row_activation`] alone: no kernel, no trainer.

use std::collections::BTreeMap;

use minibatch_core::activation::row_activation;
use minibatch_core::config::Activation;
use minibatch_core::kernel::{Level, Spacing};
use minibatch_core::loss::row_loss;
use serde::Deserialize;
use serde_json::{Value, json};

use super::support::{fixture, relative};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Golden {
    layers: Vec<usize>,
    activation: Activation,
    loss: String,
    loss_parameters: Value,
    x: Vec<Vec<f64>>,
    y: Vec<Value>,
    batches: Vec<Vec<usize>>,
    init: Vec<f64>,
    loss_before_step: Vec<f64>,
    learning_rate_at_step: Vec<f64>,
    after: BTreeMap<usize, Vec<f64>>,
}

/// Replays a run of stochastic gradient descent step by step: the loss before each, the parameters after some.
pub(crate) fn replay(name: &str) {
    let golden: Golden =
        serde_json::from_str(&fixture(&format!("golden/{name}.json"))).expect("the golden file");
    let mut parameters = golden.init.clone();
    for (t, batch) in golden.batches.iter().enumerate() {
        let (loss, gradient) = golden.loss_and_gradient(batch, &parameters);
        let expected = golden.loss_before_step[t];
        assert!(
            (loss - expected).abs() <= 1e-12 * expected.abs(),
            "{name}, step {t}: loss {loss} for {expected}"
        );
        for (w, dw) in parameters.iter_mut().zip(gradient) {
            *w -= golden.learning_rate_at_step[t] * dw;
        }
        for (w, expected) in parameters.iter().zip(golden.after.get(&(t + 1)).into_iter().flatten()) {
            assert!(relative(*w, *expected) < 1e-12, "{name}, step {t}: parameter {w} for {expected}");
        }
    }
    assert!(golden.after.keys().any(|&step| step == golden.batches.len()), "{name} says where it ends");
}

impl Golden {
    /// Means over the rows of a batch.
    fn loss_and_gradient(&self, batch: &[usize], parameters: &[f64]) -> (f64, Vec<f64>) {
        let mut gradient = vec![0.0; parameters.len()];
        let share = 1.0 / batch.len() as f64;
        let losses = batch.iter().map(|&row| self.add_row(row, parameters, share, &mut gradient));
        (losses.sum::<f64>() * share, gradient)
    }

    /// Adds the share of a row to the gradient and gives its loss.
    fn add_row(&self, row: usize, parameters: &[f64], share: f64, gradient: &mut [f64]) -> f64 {
        let activation = row_activation::<f64>(self.activation);
        let mut inputs = vec![self.x[row].clone()];
        let mut slopes = Vec::new();
        let mut rest = parameters;
        let last = self.layers.len() - 2;
        for (layer, shape) in self.layers.windows(2).enumerate() {
            let (w, after) = rest.split_at(shape[0] * shape[1]);
            let (b, after) = after.split_at(shape[1]);
            rest = after;
            let sum = |j| {
                inputs[layer].iter().enumerate().map(|(i, x)| x * w[i * shape[1] + j]).sum::<f64>() + b[j]
            };
            let mut z: Vec<f64> = (0..shape[1]).map(sum).collect();
            let mut slope = vec![1.0; shape[1]];
            if layer < last {
                let mut only_values = z.clone();
                let spacing = Spacing::dense(z.len());
                activation.values(Level::Reference, spacing, &mut only_values);
                activation.values_and_slopes(Level::Reference, spacing, &mut z, &mut slope);
                assert_eq!(z, only_values);
            }
            inputs.push(z);
            slopes.push(slope);
        }

        let mut dz = vec![0.0; inputs[last + 1].len()];
        let loss = row_loss(&self.loss()).row(&inputs[last + 1], &self.targets(row), &mut dz);
        let mut end = parameters.len();
        for (layer, shape) in self.layers.windows(2).enumerate().rev() {
            let start = end - (shape[0] + 1) * shape[1];
            let mut dx = vec![0.0; shape[0]];
            for j in 0..shape[1] {
                for i in 0..shape[0] {
                    gradient[start + i * shape[1] + j] += share * inputs[layer][i] * dz[j];
                    dx[i] += parameters[start + i * shape[1] + j] * dz[j];
                }
                gradient[end - shape[1] + j] += share * dz[j];
            }
            if layer > 0 {
                dz = dx.iter().zip(&slopes[layer - 1]).map(|(dx, slope)| dx * slope).collect();
            }
            end = start;
        }
        loss
    }

    fn loss(&self) -> minibatch_core::config::Loss {
        let mut options = self.loss_parameters.clone();
        options["name"] = json!(self.loss);
        serde_json::from_value(options).expect("a loss of ours")
    }

    fn targets(&self, row: usize) -> Vec<f64> {
        match &self.y[row] {
            Value::Array(values) => values.iter().filter_map(Value::as_f64).collect(),
            value => vec![value.as_f64().expect("a class index")],
        }
    }
}
