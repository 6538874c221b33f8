//! The gradient of a network for every loss and every activation, against central differences of its mean loss.

mod support;

use minibatch_core::batch::Rows as BatchRows;
use minibatch_core::config::{Activation, Loss};
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::loss::row_loss;
use minibatch_core::model::architecture::Architecture;
use minibatch_core::model::dropout::Dropout;
use minibatch_core::model::network::Step;
use minibatch_core::model::{Network, initial};
use serde_json::json;
use support::Rows;

const N: usize = 11;

/// Rows whose predictions stay away from the kinks of the losses.
fn rows(loss: &str) -> Rows<f64> {
    let mut rows = Rows::<f64>::drawn(N, 3, 4);
    rows.weight = Some((0..N).map(|row| 0.5 + (row % 3) as f64).collect());
    rows.y = (0..N)
        .map(|row| match loss {
            "binaryCrossEntropy" | "hinge" | "squaredHinge" => (row % 2) as f64,
            "crossEntropy" => (row % 3) as f64,
            "poisson" => (row % 4) as f64,
            _ => 3.17 * (row as f64 - 5.0),
        })
        .collect();
    rows.classes = (loss == "crossEntropy").then_some(3);
    rows
}

#[test]
fn gradients_are_the_slopes_of_the_loss() {
    let machine = Machine::single(Level::available().last().expect("a level"));
    for options in [
        json!({ "name": "mse" }),
        json!({ "name": "halfSquaredError" }),
        json!({ "name": "mae" }),
        json!({ "name": "huber", "delta": 1.3 }),
        json!({ "name": "logCosh" }),
        json!({ "name": "quantile", "quantile": 0.8 }),
        json!({ "name": "epsilonInsensitive" }),
        json!({ "name": "poisson" }),
        json!({ "name": "binaryCrossEntropy" }),
        json!({ "name": "hinge" }),
        json!({ "name": "squaredHinge" }),
        json!({ "name": "crossEntropy", "labelSmoothing": 0.1 }),
    ] {
        let rows = rows(options["name"].as_str().expect("a name"));
        let loss = row_loss::<f64>(&serde_json::from_value::<Loss>(options.clone()).expect("a loss"));
        for activation in Activation::ALL {
            let outputs = rows.classes.unwrap_or(1);
            let layers = [(4, activation, 0.0), (5, activation, 0.0), (outputs, Activation::Identity, 0.0)];
            let mut network = Network::<f64>::new(Architecture::new(3, layers), machine.clone());
            let mut parameters = initial::parameters::<f64>(network.architecture(), 3);
            // Off the kink that a rectifier has at a bias of 0 whose inputs are all 0.
            parameters.iter_mut().enumerate().for_each(|(i, p)| *p += 0.03 + (i % 7) as f64 / 50.0);
            let stored = network.layout().store(&parameters);
            let mut gradient = vec![0.0; stored.len()];
            let step = Step {
                view: rows.view(),
                rows: BatchRows::Range { start: 0, len: N },
                next: None,
                loss: &*loss,
                dropout: Dropout { seed: 0, step: 0, first_row: 0 },
                stop: None,
            };
            let sums = network.gradient(&step, &stored, &mut gradient);
            let gradient = network.layout().logical(&gradient);
            for (i, sum) in gradient.iter().enumerate() {
                const H: f64 = 1e-6;
                let mut at = |shift: f64| {
                    let mut moved = parameters.clone();
                    moved[i] += shift;
                    network.mean_loss(&moved, &*loss, &rows.view()).expect("rows in memory")
                };
                let (slope, got) = ((at(H) - at(-H)) / (2.0 * H), sum / sums.weight);
                assert!(
                    (slope - got).abs() <= 1e-6 * slope.abs().max(1.0),
                    "{options}, {activation:?}, parameter {i}: {got}, slope {slope}"
                );
            }
        }
    }
}
