//! The optimizers against the written-out sums of their definitions: every step from all gradients since the start.

use minibatch_core::config;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::optimizer::Optimizer;
use minibatch_core::rng::{Random, Stream};
use serde_json::{Value, json};

fn machine() -> Machine {
    Machine::single(Level::available().last().expect("a level"))
}

const STEPS: usize = 40;
const PARAMETERS: usize = 37;

/// Gradients of one parameter so far (with decay), the latest last → the change of the parameter per unit of rate.
type Definition = fn(&[f64]) -> f64;

/// Σ factor^(t−i) share_i g_i.
fn decayed(gradients: &[f64], factor: f64, share: impl Fn(usize) -> f64) -> f64 {
    let t = gradients.len();
    (0..t).map(|i| (0..t - 1 - i).fold(share(i) * gradients[i], |product, _| product * factor)).sum()
}

fn power(base: f64, t: usize) -> f64 {
    (0..t).fold(1.0, |product, _| product * base)
}

fn momentum(gradients: &[f64], factor: f64, dampening: f64) -> f64 {
    decayed(gradients, factor, |i| if i == 0 { 1.0 } else { 1.0 - dampening })
}

fn adam(gradients: &[f64], betas: [f64; 2], epsilon: f64, amsgrad: bool) -> f64 {
    let t = gradients.len();
    let second = |t: usize| {
        let squares: Vec<f64> = gradients[..t].iter().map(|g| g * g).collect();
        decayed(&squares, betas[1], |_| 1.0 - betas[1])
    };
    let mean = decayed(gradients, betas[0], |_| 1.0 - betas[0]) / (1.0 - power(betas[0], t));
    let v = if amsgrad { (1..=t).map(second).fold(0.0, f64::max) } else { second(t) };
    mean / ((v / (1.0 - power(betas[1], t))).sqrt() + epsilon)
}

fn check(options: Value, decay: f64, definition: Definition) {
    let config: config::Optimizer = serde_json::from_value(options.clone()).expect("a valid optimizer");
    let mut optimizer = Optimizer::<f64>::new(&config, PARAMETERS);
    let mut narrow = Optimizer::<f32>::new(&config, PARAMETERS);
    let random = Random::new(3, Stream::Sample, 0, 0);
    let mut parameters: Vec<f64> = (0..PARAMETERS).map(|i| random.uniform(i as u32) - 0.5).collect();
    let mut narrow_parameters: Vec<f32> = parameters.iter().map(|&p| p as f32).collect();
    let mut expected = parameters.clone();
    let mut gradients = vec![Vec::new(); PARAMETERS];
    for t in 0..STEPS {
        let rate = 0.01 * (1.0 + t as f64 / 10.0);
        let gradient: Vec<f64> =
            (0..PARAMETERS).map(|i| random.uniform((1000 + t * PARAMETERS + i) as u32) * 2.0 - 0.7).collect();
        optimizer.step(&machine(), &mut parameters, &gradient, rate);
        narrow.step(
            &machine(),
            &mut narrow_parameters,
            &gradient.iter().map(|&g| g as f32).collect::<Vec<_>>(),
            rate,
        );
        for i in 0..PARAMETERS {
            gradients[i].push(gradient[i] + decay * expected[i]);
            expected[i] -= rate * definition(&gradients[i]);
            let error = |value: f64| (value - expected[i]).abs() / expected[i].abs().max(1e-3);
            assert!(
                error(parameters[i]) < 1e-11,
                "{options}, step {t}, float64: {} {}",
                parameters[i],
                expected[i]
            );
            assert!(error(narrow_parameters[i].into()) < 1e-4, "{options}, step {t}, float32");
        }
    }
}

#[test]
fn sgd_follows_its_definition() {
    check(json!({ "name": "sgd" }), 0.0, |g| g[g.len() - 1]);
    check(json!({ "name": "sgd", "weightDecay": 0.02 }), 0.02, |g| g[g.len() - 1]);
    check(json!({ "name": "sgd", "momentum": 0.9 }), 0.0, |g| momentum(g, 0.9, 0.0));
    check(json!({ "name": "sgd", "momentum": 0.9, "dampening": 0.1 }), 0.0, |g| momentum(g, 0.9, 0.1));
    check(json!({ "name": "sgd", "momentum": 0.8, "nesterov": true, "weightDecay": 0.1 }), 0.1, |g| {
        g[g.len() - 1] + 0.8 * momentum(g, 0.8, 0.0)
    });
}

#[test]
fn adam_follows_its_definition() {
    check(json!({ "name": "adam" }), 0.0, |g| adam(g, [0.9, 0.999], 1e-8, false));
    check(json!({ "name": "adam", "weightDecay": 0.05 }), 0.05, |g| adam(g, [0.9, 0.999], 1e-8, false));
    check(json!({ "name": "adam", "amsgrad": true, "betas": [0.8, 0.9], "epsilon": 1e-3 }), 0.0, |g| {
        adam(g, [0.8, 0.9], 1e-3, true)
    });
    // PyTorch's running mean starts from its other end once 1 − β₁ is at least ½.
    check(json!({ "name": "adam", "betas": [0.3, 0.999] }), 0.0, |g| adam(g, [0.3, 0.999], 1e-8, false));
    check(json!({ "name": "adam", "betas": [0.0, 0.0] }), 0.0, |g| adam(g, [0.0, 0.0], 1e-8, false));
}

/// After thousands of steps the powers of β vanish: the steps stay finite and of the size of the rate.
#[test]
fn adam_outlives_its_bias_correction() {
    let config: config::Optimizer = serde_json::from_value(json!({ "name": "adam" })).expect("adam");
    let mut optimizer = Optimizer::<f32>::new(&config, 1);
    let mut parameter = [0.0f32];
    for _ in 0..200_000 {
        parameter = [0.0];
        optimizer.step(&machine(), &mut parameter, &[2.5], 0.1);
    }
    assert!((parameter[0] + 0.1).abs() < 1e-5);
}
