//! Everything a model says of itself.

use serde_json::{Value, json};

use super::Predictor;

impl Predictor {
    /// Shapes, loss, training; of a linear model its weights and bias in the columns' own units, and as trained.
    pub fn describe(&self) -> Value {
        let layers: Vec<Value> = self.architecture.layers().iter().map(|layer| json!({
            "inputs": layer.inputs, "units": layer.units, "activation": layer.activation, "dropout": layer.dropout,
        })).collect();
        let mut description = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "numerics": crate::NUMERICS,
            "dtype": self.parameters.dtype(),
            "task": if self.classes().is_empty() { "regression" } else { "classification" },
            "model": if layers.len() == 1 { "linear" } else { "mlp" },
            "layers": layers,
            "loss": self.loss,
            "features": self.features(),
            "outputs": self.architecture.outputs(),
            "classes": self.classes(),
            "classesAreNumbers": self.encoder.as_ref().is_none_or(|encoder| encoder.classes_are_numbers()),
            "names": self.encoder.as_ref().map(|encoder| encoder.names()),
            "target": self.encoder.as_ref().and_then(|encoder| encoder.target_name()),
            "encoder": self.encoder.as_ref().map(|encoder| encoder.recipe()),
            "report": self.encoder.as_ref().map(|encoder| encoder.report()),
            "training": self.training,
            "weightsHash": self.weights_hash(),
        });
        if layers.len() == 1 {
            self.describe_weights(&mut description);
        }
        description
    }

    /// Of one output numbers, of several a list for each output.
    fn describe_weights(&self, description: &mut Value) {
        let (d, k) = (self.features(), self.architecture.outputs());
        let values = self.parameters.to_f64();
        let (weights, biases) = values.split_at(d * k);
        let of = |j: usize| -> Vec<f64> { weights.iter().skip(j).step_by(k).copied().collect() };
        let own = |j: usize| {
            let own = self.encoder.as_ref().map(|encoder| encoder.own_units(&of(j), biases[j]));
            own.map_or((of(j), biases[j]), |own| (own.coefficients, own.intercept))
        };
        if k == 1 {
            let (coefficients, intercept) = own(0);
            description["standardizedCoefficients"] = json!(weights);
            description["standardizedIntercept"] = json!(biases[0]);
            description["coefficients"] = json!(coefficients);
            description["intercept"] = json!(intercept);
            return;
        }
        let (coefficients, intercepts): (Vec<_>, Vec<_>) = (0..k).map(own).unzip();
        description["standardizedCoefficients"] = json!((0..k).map(of).collect::<Vec<_>>());
        description["standardizedIntercept"] = json!(biases);
        description["coefficients"] = json!(coefficients);
        description["intercept"] = json!(intercepts);
    }
}
