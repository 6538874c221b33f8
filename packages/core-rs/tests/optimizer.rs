//! The optimizers against the written-out sums of their definitions: every step from all gradients since the start.

use minibatch_core::config::{self, Numerics};
use minibatch_core::error::Code;
use minibatch_core::kernel::{Level, Machine};
use minibatch_core::optimizer::{Memory, Optimizer};
use minibatch_core::rng::{Random, Stream};
use minibatch_core::scalar::Scalar;
use serde_json::{Value, json};

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

/// Mean of `values` by an exponential window that starts at 0.
fn running(values: impl Iterator<Item = f64>, factor: f64) -> f64 {
    let values: Vec<f64> = values.collect();
    decayed(&values, factor, |_| 1.0 - factor)
}

fn nadam(gradients: &[f64], betas: [f64; 2], momentum_decay: f64) -> f64 {
    let t = gradients.len();
    let mu = |t: usize| betas[0] * (1.0 - 0.5 * minibatch_core::math::pow(0.96, t as f64 * momentum_decay));
    let product: f64 = (1..=t).map(mu).product();
    let mean = running(gradients.iter().copied(), betas[0]);
    let v = running(gradients.iter().map(|g| g * g), betas[1]) / (1.0 - power(betas[1], t));
    let look_ahead = mu(t + 1) * mean / (1.0 - product * mu(t + 1));
    (look_ahead + (1.0 - mu(t)) * gradients[t - 1] / (1.0 - product)) / (v.sqrt() + 1e-8)
}

fn adamax(gradients: &[f64], betas: [f64; 2]) -> f64 {
    let t = gradients.len();
    let mean = running(gradients.iter().copied(), betas[0]) / (1.0 - power(betas[0], t));
    let largest =
        (0..t).map(|i| (gradients[i].abs() + 1e-8) * power(betas[1], t - 1 - i)).fold(0.0, f64::max);
    mean / largest
}

/// g / (√v + ε) of every step so far.
fn scaled(gradients: &[f64], alpha: f64, centered: bool) -> Vec<f64> {
    let step = |t: usize| {
        let v = running(gradients[..t].iter().map(|g| g * g), alpha);
        let mean = if centered { running(gradients[..t].iter().copied(), alpha) } else { 0.0 };
        gradients[t - 1] / ((v - mean * mean).sqrt() + 1e-8)
    };
    (1..=gradients.len()).map(step).collect()
}

fn adagrad(gradients: &[f64], decay: f64, initial: f64) -> f64 {
    let t = gradients.len();
    let sum: f64 = initial + gradients.iter().map(|g| g * g).sum::<f64>();
    gradients[t - 1] / (1.0 + (t - 1) as f64 * decay) / (sum.sqrt() + 1e-10)
}

fn adadelta(gradients: &[f64], rho: f64, epsilon: f64) -> f64 {
    let mut deltas: Vec<f64> = Vec::new();
    for t in 1..=gradients.len() {
        let v = running(gradients[..t].iter().map(|g| g * g), rho);
        let before = running(deltas.iter().map(|delta| delta * delta), rho);
        deltas.push(gradients[t - 1] * ((before + epsilon) / (v + epsilon)).sqrt());
    }
    deltas[gradients.len() - 1]
}

/// What weight decay is added to.
#[derive(Clone, Copy)]
enum Decay {
    Gradient(f64),
    Parameters(f64),
}

fn optimizer<T: Scalar>(options: &Value, parameters: usize) -> Optimizer<T> {
    let config: config::Optimizer = serde_json::from_value(options.clone()).expect("a valid optimizer");
    Optimizer::new(&config, parameters)
}

fn check(options: Value, decay: Decay, definition: Definition) {
    let machine = Machine::single(Level::detect().expect("a level"));
    let mut wide = optimizer::<f64>(&options, PARAMETERS);
    let mut narrow = optimizer::<f32>(&options, PARAMETERS);
    let random = Random::new(3, Stream::Sample, 0, 0);
    let mut parameters: Vec<f64> = (0..PARAMETERS).map(|i| random.uniform(i as u32) - 0.5).collect();
    let mut narrow_parameters: Vec<f32> = parameters.iter().map(|&p| p as f32).collect();
    let mut expected = parameters.clone();
    let mut gradients = vec![Vec::new(); PARAMETERS];
    for t in 0..STEPS {
        let rate = 0.01 * (1.0 + t as f64 / 10.0);
        let gradient: Vec<f64> =
            (0..PARAMETERS).map(|i| random.uniform((1000 + t * PARAMETERS + i) as u32) * 2.0 - 0.7).collect();
        wide.step(&machine, &mut parameters, &gradient, rate);
        let narrow_gradient: Vec<f32> = gradient.iter().map(|&g| g as f32).collect();
        narrow.step(&machine, &mut narrow_parameters, &narrow_gradient, rate);
        for i in 0..PARAMETERS {
            let (in_gradient, in_parameters) = match decay {
                Decay::Gradient(decay) => (decay, 0.0),
                Decay::Parameters(decay) => (0.0, decay),
            };
            gradients[i].push(gradient[i] + in_gradient * expected[i]);
            expected[i] -= rate * in_parameters * expected[i];
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
    check(json!({ "name": "sgd" }), Decay::Gradient(0.0), |g| g[g.len() - 1]);
    check(json!({ "name": "sgd", "weightDecay": 0.02 }), Decay::Gradient(0.02), |g| g[g.len() - 1]);
    check(json!({ "name": "sgd", "momentum": 0.9 }), Decay::Gradient(0.0), |g| momentum(g, 0.9, 0.0));
    check(json!({ "name": "sgd", "momentum": 0.9, "dampening": 0.1 }), Decay::Gradient(0.0), |g| {
        momentum(g, 0.9, 0.1)
    });
    check(
        json!({ "name": "sgd", "momentum": 0.8, "nesterov": true, "weightDecay": 0.1 }),
        Decay::Gradient(0.1),
        |g| g[g.len() - 1] + 0.8 * momentum(g, 0.8, 0.0),
    );
}

#[test]
fn adam_follows_its_definition() {
    check(json!({ "name": "adam" }), Decay::Gradient(0.0), |g| adam(g, [0.9, 0.999], 1e-8, false));
    check(json!({ "name": "adam", "weightDecay": 0.05 }), Decay::Gradient(0.05), |g| {
        adam(g, [0.9, 0.999], 1e-8, false)
    });
    check(
        json!({ "name": "adam", "amsgrad": true, "betas": [0.8, 0.9], "epsilon": 1e-3 }),
        Decay::Gradient(0.0),
        |g| adam(g, [0.8, 0.9], 1e-3, true),
    );
    // PyTorch's running mean starts from its other end once 1 − β₁ is at least ½.
    check(json!({ "name": "adam", "betas": [0.3, 0.999] }), Decay::Gradient(0.0), |g| {
        adam(g, [0.3, 0.999], 1e-8, false)
    });
    check(json!({ "name": "adam", "betas": [0.0, 0.0] }), Decay::Gradient(0.0), |g| {
        adam(g, [0.0, 0.0], 1e-8, false)
    });
}

#[test]
fn adamw_follows_its_definition() {
    check(json!({ "name": "adamw" }), Decay::Parameters(0.01), |g| adam(g, [0.9, 0.999], 1e-8, false));
    check(json!({ "name": "adamw", "weightDecay": 0.5, "amsgrad": true }), Decay::Parameters(0.5), |g| {
        adam(g, [0.9, 0.999], 1e-8, true)
    });
}

#[test]
fn nadam_follows_its_definition() {
    check(json!({ "name": "nadam" }), Decay::Gradient(0.0), |g| nadam(g, [0.9, 0.999], 0.004));
    let options = json!({ "name": "nadam", "betas": [0.7, 0.9], "momentumDecay": 0.3, "weightDecay": 0.05 });
    check(options, Decay::Gradient(0.05), |g| nadam(g, [0.7, 0.9], 0.3));
}

#[test]
fn adamax_follows_its_definition() {
    check(json!({ "name": "adamax" }), Decay::Gradient(0.0), |g| adamax(g, [0.9, 0.999]));
    check(
        json!({ "name": "adamax", "betas": [0.8, 0.5], "weightDecay": 0.05 }),
        Decay::Gradient(0.05),
        |g| adamax(g, [0.8, 0.5]),
    );
}

#[test]
fn rmsprop_follows_its_definition() {
    check(json!({ "name": "rmsprop" }), Decay::Gradient(0.0), |g| scaled(g, 0.99, false)[g.len() - 1]);
    check(json!({ "name": "rmsprop", "alpha": 0.9, "weightDecay": 0.05 }), Decay::Gradient(0.05), |g| {
        scaled(g, 0.9, false)[g.len() - 1]
    });
    check(json!({ "name": "rmsprop", "centered": true }), Decay::Gradient(0.0), |g| {
        scaled(g, 0.99, true)[g.len() - 1]
    });
    check(json!({ "name": "rmsprop", "momentum": 0.5 }), Decay::Gradient(0.0), |g| {
        decayed(&scaled(g, 0.99, false), 0.5, |_| 1.0)
    });
    check(json!({ "name": "rmsprop", "momentum": 0.5, "centered": true }), Decay::Gradient(0.0), |g| {
        decayed(&scaled(g, 0.99, true), 0.5, |_| 1.0)
    });
}

#[test]
fn adagrad_follows_its_definition() {
    check(json!({ "name": "adagrad" }), Decay::Gradient(0.0), |g| adagrad(g, 0.0, 0.0));
    let options = json!({ "name": "adagrad", "learningRateDecay": 0.1, "initialAccumulator": 0.5, "weightDecay": 0.05 });
    check(options, Decay::Gradient(0.05), |g| adagrad(g, 0.1, 0.5));
}

#[test]
fn adadelta_follows_its_definition() {
    check(json!({ "name": "adadelta" }), Decay::Gradient(0.0), |g| adadelta(g, 0.9, 1e-6));
    check(
        json!({ "name": "adadelta", "rho": 0.5, "epsilon": 1e-3, "weightDecay": 0.05 }),
        Decay::Gradient(0.05),
        |g| adadelta(g, 0.5, 1e-3),
    );
}

/// After thousands of steps the powers of β vanish: the steps stay finite and of the size of the rate.
#[test]
fn bias_corrections_end() {
    let machine = Machine::single(Level::Reference);
    for name in ["adam", "adamw", "adamax", "nadam"] {
        let mut optimizer = optimizer::<f32>(&json!({ "name": name }), 1);
        let mut parameter = [0.0f32];
        for _ in 0..200_000 {
            parameter = [0.0];
            optimizer.step(&machine, &mut parameter, &[2.5], 0.1);
        }
        assert!((parameter[0] + 0.1).abs() < 1e-5, "{name}: {}", parameter[0]);
    }
}

/// Every optimizer with each of its options.
fn all() -> Vec<Value> {
    let mut all = vec![
        json!({ "name": "sgd" }),
        json!({ "name": "sgd", "momentum": 0.9, "dampening": 0.2 }),
        json!({ "name": "sgd", "momentum": 0.9, "nesterov": true }),
        json!({ "name": "adam" }),
        json!({ "name": "adam", "amsgrad": true }),
        json!({ "name": "adamw" }),
        json!({ "name": "adamw", "amsgrad": true }),
        json!({ "name": "nadam" }),
        json!({ "name": "adamax" }),
        json!({ "name": "rmsprop" }),
        json!({ "name": "rmsprop", "centered": true }),
        json!({ "name": "rmsprop", "momentum": 0.8 }),
        json!({ "name": "rmsprop", "momentum": 0.8, "centered": true }),
        json!({ "name": "adagrad", "learningRateDecay": 0.01 }),
        json!({ "name": "adagrad", "initialAccumulator": 0.1 }),
        json!({ "name": "adadelta" }),
    ];
    for i in 0..all.len() {
        let mut decayed = all[i].clone();
        decayed["weightDecay"] = json!(0.3);
        all.push(decayed);
    }
    all
}

/// Some steps of n parameters; every fourth parameter is padding: 0, and never a gradient.
fn walk<T: Scalar>(
    optimizer: &mut Optimizer<T>,
    machine: &Machine,
    parameters: &mut [T],
    steps: std::ops::Range<u64>,
) {
    for t in steps {
        let gradient: Vec<T> = (0..parameters.len() as u64)
            .map(|i| if i % 4 == 3 { 0.0 } else { ((i * 7919 + t * 104_729) % 1009) as f64 / 500.0 - 0.9 })
            .map(T::from_f64)
            .collect();
        optimizer.step(machine, parameters, &gradient, 0.02);
    }
}

fn first<T: Scalar>(n: usize) -> Vec<T> {
    (0..n).map(|i| T::from_f64(if i % 4 == 3 { 0.0 } else { (i % 13) as f64 / 6.0 - 1.0 })).collect()
}

fn every_machine_agrees<T: Scalar>(options: &Value, n: usize, machines: &[Machine]) {
    let run = |machine: &Machine| {
        let (mut optimizer, mut parameters) = (optimizer::<T>(options, n), first(n));
        walk(&mut optimizer, machine, &mut parameters, 0..3);
        (parameters, optimizer.memory().clone())
    };
    let expected = run(&Machine::single(Level::Reference));
    assert!(expected.0.iter().skip(3).step_by(4).all(|&p| p == T::ZERO), "{options}: padding stays 0");
    assert!(expected.0.iter().all(|p| p.is_finite()), "{options}");
    for machine in machines {
        assert!(run(machine) == expected, "{options}, {n} parameters, {machine:?}");
    }
}

/// Vectors of any width, their tails, and any number of threads give the same bits; padding stays 0.
#[test]
fn machines_change_no_bit() {
    let levels: Vec<Machine> = Level::available().map(Machine::single).collect();
    for options in all() {
        for n in [1, 2, 31, 32, 33, 77] {
            every_machine_agrees::<f32>(&options, n, &levels);
            every_machine_agrees::<f64>(&options, n, &levels);
        }
    }
    let level = Level::detect().expect("a level");
    let threads: Vec<Machine> =
        [2, 3, 5].map(|threads| Machine::new(level, Numerics::Strict, threads)).into();
    for options in [json!({ "name": "sgd" }), json!({ "name": "adam", "amsgrad": true })] {
        every_machine_agrees::<f32>(&options, 4 * 65_536 + 7, &threads);
    }
}

/// ε that is 0 in float32 would make a parameter without gradient NaN.
#[test]
fn no_epsilon_divides_nothing_by_nothing() {
    for name in ["adam", "adamw", "nadam", "adamax", "rmsprop", "adagrad", "adadelta"] {
        let mut optimizer = optimizer::<f32>(&json!({ "name": name, "epsilon": 1e-60 }), 2);
        let mut parameters = [0.5, 0.0];
        for _ in 0..3 {
            optimizer.step(&Machine::single(Level::Reference), &mut parameters, &[0.0, 0.0], 0.1);
        }
        assert!(parameters[0].is_finite() && parameters[1] == 0.0, "{name}: {parameters:?}");
    }
}

/// v − m² of gradients that are all alike rounds to either side of 0.
#[test]
fn a_constant_gradient_has_no_negative_variance() {
    let mut optimizer = optimizer::<f32>(&json!({ "name": "rmsprop", "centered": true, "alpha": 0.5 }), 64);
    let mut parameters = [1.0f32; 64];
    let gradient: Vec<f32> = (1..=64).map(|i| i as f32 * 0.137).collect();
    for _ in 0..200 {
        optimizer.step(&Machine::single(Level::Reference), &mut parameters, &gradient, 1e-9);
    }
    assert!(parameters.iter().all(|p| p.is_finite()), "{parameters:?}");
}

#[test]
fn a_gradient_that_is_not_a_number_is_seen() {
    for options in all() {
        let mut optimizer = optimizer::<f64>(&options, 2);
        let mut parameters = [0.5, 0.5];
        optimizer.step(&Machine::single(Level::Reference), &mut parameters, &[f64::NAN, 0.1], 0.1);
        assert!(parameters[0].is_nan() && parameters[1].is_finite(), "{options}: {parameters:?}");
    }
}

/// Whole vectors, tails and single elements are all looked at, and nothing else makes a step fail.
#[test]
fn a_parameter_that_is_not_finite_is_seen_wherever_it_lies() {
    for machine in Level::available().map(Machine::single) {
        for n in [1, 2, 15, 16, 17, 33, 50] {
            let step = |gradient: &[f32]| {
                let mut parameters = vec![f32::MAX; n];
                optimizer::<f32>(&json!({ "name": "sgd" }), n).step(&machine, &mut parameters, gradient, 1.0)
            };
            assert!(step(&vec![0.0; n]), "{machine:?}, {n} parameters");
            for at in 0..n {
                for bad in [f32::NAN, f32::MAX, f32::MIN] {
                    let mut gradient = vec![0.0; n];
                    gradient[at] = bad;
                    // MAX − MAX is 0; MAX − MIN is infinite.
                    assert_eq!(step(&gradient), bad == f32::MAX, "{machine:?}, {bad} at {at} of {n}");
                }
            }
        }
    }
}

#[test]
fn a_restored_optimizer_goes_on() {
    let machine = Machine::single(Level::detect().expect("a level"));
    for options in all() {
        let (mut whole, mut expected) = (optimizer::<f32>(&options, PARAMETERS), first(PARAMETERS));
        walk(&mut whole, &machine, &mut expected, 0..9);
        let (mut before, mut parameters) = (optimizer(&options, PARAMETERS), first(PARAMETERS));
        walk(&mut before, &machine, &mut parameters, 0..4);
        let mut after = optimizer(&options, PARAMETERS);
        after.restore(before.memory().clone()).expect("its own memory");
        walk(&mut after, &machine, &mut parameters, 4..9);
        assert_eq!(parameters, expected, "{options}");
        assert_eq!(after.memory(), whole.memory(), "{options}");
    }
}

#[test]
fn a_foreign_memory_is_refused() {
    let mut optimizer = optimizer::<f64>(&json!({ "name": "adam" }), 3);
    let memory = |buffers: Vec<Vec<f64>>, numbers: Vec<f64>| Memory { buffers, numbers };
    let good = || vec![vec![0.0; 3]; 2];
    let mut altered = good();
    altered[1][2] = f64::NAN;
    for (memory, says) in [
        (memory(vec![vec![0.0; 3]], vec![1.0; 2]), "got 1 buffers of 3 values"),
        (memory(vec![vec![0.0; 3], vec![0.0; 2]], vec![1.0; 2]), "got 2 buffers of 3, 2 values"),
        (memory(good(), vec![1.0]), "and 1 numbers"),
        (memory(good(), vec![1.0, f64::NAN]), "not finite"),
        (memory(altered, vec![1.0; 2]), "not finite"),
    ] {
        let error = optimizer.restore(memory).expect_err("a foreign memory");
        assert_eq!(error.code, Code::CheckpointInvalid);
        assert!(error.message.contains(says), "{}", error.message);
    }
    optimizer.restore(memory(good(), vec![0.5; 2])).expect("a memory of its shape");
}
