//! PyTorch's runs, replayed step by step: every loss, activation, optimizer and schedule, weights of rows, penalties and
//! clipping; losses, learning rates and parameters, in float64 and float32, at every level of this machine.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use minibatch_core::kernel::Level;
use minibatch_core::scalar::Scalar;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use support::{GO, Rows, fixture, relative, trainer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Target {
    Class(f64),
    Values(Vec<f64>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Golden {
    layers: Vec<usize>,
    activation: String,
    loss: String,
    loss_parameters: Map<String, Value>,
    optimizer: String,
    hyper_parameters: Map<String, Value>,
    clip_norm: Option<f64>,
    l1: f64,
    x: Vec<Vec<f64>>,
    y: Vec<Target>,
    sample_weight: Option<Vec<f64>>,
    batches: Vec<Vec<u32>>,
    init: Vec<f64>,
    loss_before_step: Vec<f64>,
    learning_rate_at_step: Vec<f64>,
    after: BTreeMap<usize, Vec<f64>>,
}

impl Golden {
    fn rows<T: Scalar>(&self) -> Rows<T> {
        let of = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect();
        let targets = self.y.iter().map(|target| match target {
            Target::Class(class) => vec![*class],
            Target::Values(values) => values.clone(),
        });
        let targets: Vec<Vec<f64>> = targets.collect();
        Rows {
            d: self.layers[0],
            k: targets[0].len(),
            x: of(self.x.concat()),
            y: of(targets.concat()),
            weight: self.sample_weight.clone().map(of),
            classes: (self.loss == "crossEntropy").then(|| *self.layers.last().expect("layers")),
        }
    }

    /// The recording's names are PyTorch's; ours are these.
    fn optimizer(&self) -> Value {
        let name = match self.optimizer.as_str() {
            "adamL2" | "amsgrad" => "adam",
            "momentum" | "momentumDampened" | "nesterov" | "sgdWeightDecay" => "sgd",
            "rmspropCenteredMomentum" => "rmsprop",
            name => name,
        };
        let mut optimizer = json!({ "name": name });
        for (key, value) in &self.hyper_parameters {
            let key = match key.as_str() {
                "lr" => "learningRate",
                "eps" => "epsilon",
                "weight_decay" => "weightDecay",
                key => key,
            };
            optimizer[key] = value.clone();
        }
        optimizer
    }

    fn config(&self, schedule: &Value, orders: &[u32]) -> Value {
        let hidden = &self.layers[1..self.layers.len() - 1];
        let hidden: Vec<Value> =
            hidden.iter().map(|units| json!({ "units": units, "activation": self.activation })).collect();
        let mut loss = json!({ "name": self.loss });
        for (key, value) in &self.loss_parameters {
            loss[key] = value.clone();
        }
        json!({
            "hidden": hidden, "loss": loss, "optimizer": self.optimizer(), "schedule": schedule,
            "clipNorm": self.clip_norm, "l1": self.l1,
            "batchSize": self.batches[0].len(), "epochs": orders.len() / self.x.len(),
        })
    }

    /// Whole epochs: a recording stops inside one, and the rows it did not reach complete the order.
    fn orders(&self) -> Vec<u32> {
        let n = self.x.len();
        let mut orders = self.batches.concat();
        let reached = orders.len() / n * n;
        let rest: Vec<u32> = (0..n as u32).filter(|row| !orders[reached..].contains(row)).collect();
        if orders.len() > reached {
            orders.extend(rest);
        }
        orders
    }

    fn replay<T: Scalar>(&self, (name, schedule): (&str, &Value), tolerance: f64) {
        let (rows, orders) = (self.rows::<T>(), self.orders());
        for level in Level::available() {
            let mut run = trainer(self.config(schedule, &orders), &rows, level);
            run.set_parameters(&self.init).expect("the initial values");
            run.set_orders(orders.clone()).expect("whole epochs");
            for (t, expected) in self.loss_before_step.iter().enumerate() {
                assert_eq!(run.advance(&rows.view(), 1, &GO).expect("a finite run"), 1);
                let context = format!("{name}, {:?}, step {t}, level {}", T::DTYPE, level.name());
                let loss = run.last_loss().expect("a step was taken");
                assert!(relative(loss, *expected) < tolerance, "loss {loss} against {expected} of {context}");
                let rate = run.learning_rate();
                assert!(relative(rate, self.learning_rate_at_step[t]) < 1e-12, "rate {rate} of {context}");
                for (ours, theirs) in
                    run.parameters().iter().zip(self.after.get(&(t + 1)).into_iter().flatten())
                {
                    let ours = ours.to_f64();
                    assert!(relative(ours, *theirs) < tolerance, "{ours} against {theirs}: {context}");
                }
            }
        }
    }
}

fn replay(name: &str, schedule: &Value) {
    let golden: Golden =
        serde_json::from_str(&fixture(&format!("golden/{name}.json"))).expect("the golden file");
    let stateful = golden.layers.len() > 2 && golden.optimizer != "sgd";
    golden.replay::<f64>((name, schedule), if stateful { 1e-10 } else { 1e-12 });
    // The variance of a gradient is the difference of two running means: what float32 leaves of it after 24 steps.
    let centered = golden.hyper_parameters.contains_key("centered");
    golden.replay::<f32>((name, schedule), if centered { 2e-4 } else { 1e-4 });
}

macro_rules! golden {
    ($($test:ident: $name:literal $(, $schedule:tt)?;)+) => {
        $(
            #[test]
            fn $test() {
                let schedules = [json!("constant") $(, json!($schedule))?];
                replay($name, schedules.last().expect("one at least"));
            }
        )+

        /// No recording is forgotten.
        #[test]
        fn every_recording_is_replayed() {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/golden");
            let found: BTreeSet<String> = std::fs::read_dir(folder)
                .expect("the fixtures")
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().replace(".json", ""))
                .collect();
            let mut replayed: BTreeSet<String> = [$($name),+].map(str::to_owned).into();
            replayed.insert("tutorial".to_owned()); // by golden_tutorial.rs
            assert_eq!(found, replayed);
        }
    };
}

golden! {
    elu: "activation-elu";
    gelu: "activation-gelu";
    gelu_tanh: "activation-geluTanh";
    identity: "activation-identity";
    leaky_relu: "activation-leakyRelu";
    relu: "activation-relu";
    sigmoid: "activation-sigmoid";
    silu: "activation-silu";
    softplus: "activation-softplus";
    tanh: "activation-tanh";
    clip_norm: "clip-norm";
    l1: "l1";
    binary_cross_entropy: "loss-binaryCrossEntropy";
    cross_entropy: "loss-crossEntropy";
    epsilon_insensitive: "loss-epsilonInsensitive";
    half_squared_error: "loss-halfSquaredError";
    hinge: "loss-hinge";
    huber: "loss-huber";
    log_cosh: "loss-logCosh";
    mae: "loss-mae";
    mse: "loss-mse";
    poisson: "loss-poisson";
    quantile: "loss-quantile";
    squared_hinge: "loss-squaredHinge";
    mlp_classifier: "mlp-classifier", { "name": "cosine", "tMax": 24, "etaMin": 0.001, "per": "step" };
    adadelta: "optimizer-adadelta";
    adagrad: "optimizer-adagrad";
    adam: "optimizer-adam";
    adam_l2: "optimizer-adamL2";
    adamax: "optimizer-adamax";
    adamw: "optimizer-adamw";
    amsgrad: "optimizer-amsgrad";
    momentum: "optimizer-momentum";
    momentum_dampened: "optimizer-momentumDampened";
    nadam: "optimizer-nadam";
    nesterov: "optimizer-nesterov";
    rmsprop: "optimizer-rmsprop";
    rmsprop_centered_momentum: "optimizer-rmspropCenteredMomentum";
    sgd: "optimizer-sgd";
    sgd_weight_decay: "optimizer-sgdWeightDecay";
    sample_weight: "sample-weight";
    constant_schedule: "schedule-constant";
    cosine_schedule: "schedule-cosine", { "name": "cosine", "tMax": 24, "etaMin": 0.001, "per": "step" };
    exponential_schedule: "schedule-exponential", { "name": "exponential", "gamma": 0.93, "per": "step" };
    linear_warmup_schedule: "schedule-linearWarmup", { "name": "linearWarmup", "startFactor": 0.1, "totalIters": 10, "per": "step" };
    one_cycle_schedule: "schedule-oneCycle", { "name": "oneCycle", "maxLearningRate": 0.1, "totalSteps": 25, "per": "step" };
    polynomial_schedule: "schedule-polynomial", { "name": "polynomial", "totalIters": 24, "power": 2, "per": "step" };
    step_schedule: "schedule-step", { "name": "step", "stepSize": 5, "gamma": 0.5, "per": "step" };
}
