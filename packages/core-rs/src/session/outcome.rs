//! What a session has come to, as primitives and JSON.

use serde_json::json;

use super::epoch_line::EpochLine;
use super::{Engine, Session, with_trainer};
use crate::json;
use crate::predictor::{Predictor, Training, Values};
use crate::scalar::Scalar;

impl Session {
    /// Records of the epochs from the given index on, as a JSON array.
    pub fn history(&self, from: usize) -> String {
        let records = with_trainer!(&self.engine, trainer => trainer.records());
        let lines: Vec<EpochLine> = records
            .iter()
            .zip(&self.seconds)
            .skip(from)
            .map(|(record, &seconds)| EpochLine::new(record, seconds))
            .collect();
        json::write(&lines)
    }

    /// What runs, as JSON: the layers, the number of parameters, the machine, and the bytes held, by the core's own count.
    pub fn describe(&self) -> String {
        #[cfg_attr(target_arch = "wasm32", expect(unused_mut, reason = "one backend"))]
        let mut description = with_trainer!(&self.engine, trainer => {
            let layers: Vec<_> = trainer.architecture().layers().iter().map(|layer| json!({
                "inputs": layer.inputs, "units": layer.units, "activation": layer.activation, "dropout": layer.dropout,
            })).collect();
            let machine = trainer.machine();
            let bytes = trainer.bytes();
            let data = self.examples.bytes() + self.buffer_bytes();
            json!({
                "layers": layers,
                "parameters": trainer.architecture().parameters(),
                "simd": machine.level.name(),
                "threads": machine.pool.threads(),
                "numerics": machine.numerics,
                "bytes": {
                    "data": data,
                    "order": bytes.order,
                    "parameters": bytes.parameters,
                    "states": bytes.states,
                    "activations": bytes.activations,
                    "total": data + bytes.total(),
                },
            })
        });
        #[cfg(not(target_arch = "wasm32"))]
        {
            description["backend"] = self.describe_backend();
        }
        json::write(&description)
    }

    fn buffer_bytes(&self) -> usize {
        match &self.engine {
            Engine::F32(run) => run.buffer_bytes(),
            Engine::F64(_, run) => run.buffer_bytes(),
        }
    }

    /// Where the run stands, as JSON.
    pub fn state(&self) -> String {
        json::write(&with_trainer!(&self.engine, trainer => json!({
            "step": trainer.step_count(),
            "epoch": trainer.epoch(),
            "finished": trainer.finished(),
            "stoppedEarly": trainer.stopped_early(),
            "loss": trainer.last_loss(),
            "learningRate": trainer.learning_rate(),
            "noiseScale": trainer.noise_scale(),
        })))
    }

    /// All parameters in logical order, as float64.
    pub fn parameters(&self) -> Vec<f64> {
        with_trainer!(&self.engine, trainer => trainer.outcome().iter().map(|p| p.to_f64()).collect())
    }

    /// The weights hash of the parameters as they stand.
    pub fn weights_hash(&self) -> String {
        with_trainer!(&self.engine, trainer => trainer.architecture().weights_hash(&trainer.outcome()))
    }

    /// The model as it stands.
    pub fn predictor(&self) -> Predictor {
        let parameters = match &self.engine {
            Engine::F32(run) => Values::F32(run.trainer.outcome()),
            Engine::F64(float64, run) => Values::F64(*float64, run.trainer.outcome()),
        };
        let mut options = json!(self.plan);
        options["seed"] = json!(self.plan.seed.to_string());
        let training = with_trainer!(&self.engine, trainer => Training {
            rows: self.examples.facts().rows,
            epochs: u64::from(trainer.epoch()),
            steps: trainer.step_count().to_string(),
            loss: trainer.records().last().map(|record| record.loss),
            options,
        });
        let architecture = with_trainer!(&self.engine, trainer => trainer.architecture().clone());
        let own_classes = if self.examples.encoder.is_some() { &[] } else { self.examples.classes() };
        Predictor {
            architecture,
            own_classes: own_classes.to_vec(),
            parameters,
            loss: self.plan.loss.clone(),
            encoder: self.examples.encoder.clone(),
            training,
        }
    }
}
