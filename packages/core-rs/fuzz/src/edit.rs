//! Edits of a config: most of them give another valid one, some a wrong one.

use serde_json::{Map, Value, json};

use crate::input::Input;
use crate::pairwise::CASES;

/// Values that fit nowhere, or just.
fn odd(input: &mut Input<'_>) -> Value {
    let values = [
        json!(0),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(-0.0),
        json!(1.5),
        json!(1e-320),
        json!(1e300),
        json!(-1e300),
        json!(2),
        json!(9_007_199_254_740_992_u64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(u32::MAX),
        json!(1_000_000),
        json!("auto"),
        json!("full"),
        json!("msee"),
        json!(""),
        json!(null),
        json!(true),
        json!([]),
        json!([0.9]),
        json!([1, 2, 3]),
        json!({}),
        json!({ "name": "adam", "betas": [0.0, 0.0] }),
    ];
    input.pick(&values).clone()
}

/// Options the tests' configs leave out, with values they may have.
fn further(input: &mut Input<'_>) -> (&'static str, Value) {
    let options = [
        ("earlyStopping", json!({ "patience": 1, "minDelta": 0.1 })),
        ("earlyStopping", json!({ "monitor": "validation", "patience": 2 })),
        ("earlyStopping", json!({ "monitor": "validation", "restoreBest": false })),
        ("schedule", json!({ "name": "plateau", "monitor": "validation", "patience": 0, "cooldown": 1 })),
        ("classWeight", json!("balanced")),
        ("classWeight", json!([1.0, 0.0, 2.5])),
        ("classWeight", json!([0.0, 0.0])),
        ("dropLast", json!(true)),
        ("initSeed", json!(9_007_199_254_740_991_u64)),
        ("numerics", json!("fast")),
        ("threads", json!(3)),
        ("threads", json!(1)),
        ("epochs", json!("auto")),
        ("epochs", json!(u32::MAX)),
        ("l2", json!("auto")),
        ("learningRate", json!(1e6)),
        ("learningRate", json!(1e-300)),
        ("batchSize", json!(u64::MAX)),
        ("accumulateBatches", json!(u32::MAX)),
        ("l1", json!(1e300)),
        ("l2", json!(1e300)),
        ("clipNorm", json!(1e-300)),
        ("loss", json!("auto")),
        ("optimizer", json!({ "name": "adam", "betas": [0.0, 0.999_999_999], "epsilon": 1e-300 })),
        ("optimizer", json!({ "name": "nadam", "momentumDecay": 1e300 })),
        ("optimizer", json!({ "name": "sgd", "learningRate": 1e12, "weightDecay": 1e12 })),
        ("schedule", json!({ "name": "cosineRestarts", "t0": 1, "tMult": u64::MAX, "per": "step" })),
        ("schedule", json!({ "name": "cosineRestarts", "t0": u64::MAX, "tMult": 3 })),
        ("schedule", json!({ "name": "step", "stepSize": 1, "gamma": 1e300, "per": "step" })),
        ("schedule", json!({ "name": "oneCycle", "totalSteps": 1, "pctStart": 1e-9 })),
        ("schedule", json!({ "name": "inverseScaling", "power": 1e300 })),
        ("schedule", json!({ "name": "polynomial", "totalIters": u64::MAX, "power": 1e-300 })),
        ("schedule", json!({ "name": "linearWarmup", "startFactor": 1e-300, "totalIters": 1 })),
        ("average", json!({ "name": "asgd", "start": u64::MAX })),
        ("average", json!({ "name": "ema", "decay": 0.0 })),
        (
            "hidden",
            json!([{ "units": 64 }, { "units": 1, "dropout": 0.999 }, { "units": 3, "activation": "silu" }]),
        ),
        ("hidden", json!([{ "units": 1_000_000 }, { "units": 1_000_000 }])),
    ];
    input.pick(&options).clone()
}

/// A config of the tests with as many edits as the input asks for: none for half of all inputs.
pub fn edited(base: &Value, input: &mut Input<'_>) -> Value {
    let mut config = base.clone();
    for _ in 0..input.below(8).saturating_sub(3) {
        edit(&mut config, input);
    }
    config
}

fn edit(config: &mut Value, input: &mut Input<'_>) {
    match input.byte() % 16 {
        // The setting of another test: valid alone, rarely seen with the others.
        0..=8 => {
            let other = input.pick(&CASES).config.as_object().cloned().unwrap_or_default();
            if let Some((key, value)) = nth(&other, input) {
                config[key] = value;
            }
        }
        9..=12 => {
            let (key, value) = further(input);
            config[key] = value;
        }
        13 => {
            let keys: Map<String, Value> = config.as_object().cloned().unwrap_or_default();
            if let Some((key, _)) = nth(&keys, input) {
                config[key] = odd(input);
            }
        }
        14 => {
            let count = leaves(config, &mut |_, _| {}, 0);
            let (chosen, value) = (input.below(count.max(1)), odd(input));
            leaves(
                config,
                &mut |index, leaf| {
                    if index == chosen {
                        *leaf = value.clone();
                    }
                },
                0,
            );
        }
        _ => {
            let names = ["optimiser", "batchsize", "epoch", "learningRate ", "", "hiddenLayers"];
            config[*input.pick(&names)] = json!(1);
        }
    }
}

fn nth(object: &Map<String, Value>, input: &mut Input<'_>) -> Option<(String, Value)> {
    let at = input.below(object.len());
    object.iter().nth(at).map(|(key, value)| (key.clone(), value.clone()))
}

/// Visits every value that is no object or list, counted from `index`; gives the count after the last.
fn leaves(value: &mut Value, visit: &mut dyn FnMut(usize, &mut Value), index: usize) -> usize {
    match value {
        Value::Object(object) => object.values_mut().fold(index, |at, value| leaves(value, visit, at)),
        Value::Array(list) => list.iter_mut().fold(index, |at, value| leaves(value, visit, at)),
        leaf => {
            visit(index, leaf);
            index + 1
        }
    }
}
