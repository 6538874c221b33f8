//! Penalties, limits on the gradient, averages of the parameters.

use minibatch_core::average::Averaged;
use minibatch_core::config::Average;
use minibatch_core::penalty::{clip_value, norm_factor, shrink};

#[test]
fn shrinking_gives_true_zeros_and_keeps_nan() {
    let mut w = [0.5, -0.5, 0.1, -0.1, 0.25, 0.0, -0.0, f64::NAN];
    shrink(0.25, &mut w);
    assert_eq!(w[..7], [0.25, -0.25, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert!(w[..7].iter().filter(|w| **w == 0.0).all(|w| w.is_sign_positive()));
    assert!(w[7].is_nan());
}

#[test]
fn clipping_cuts_elements_and_keeps_nan() {
    let mut gradient = [3.0f32, -3.0, 0.5, f32::INFINITY, f32::NAN];
    clip_value(1.0, &mut gradient);
    assert_eq!(gradient[..4], [1.0, -1.0, 0.5, 1.0]);
    assert!(gradient[4].is_nan());
}

#[test]
fn a_norm_is_brought_down_and_never_up() {
    assert!((norm_factor(1.0, 4.0) - 0.25).abs() < 1e-6);
    assert_eq!(norm_factor(1.0, 0.5), 1.0);
    assert_eq!(norm_factor(1.0, 0.0), 1.0);
    assert_eq!(norm_factor(1.0, f64::NAN), 1.0, "left for the run to see");
    assert_eq!(norm_factor(1.0, f64::INFINITY), 1.0);
}

#[test]
fn an_average_is_that_of_its_definition() {
    let walk: Vec<f64> = (0..20).map(|t| f64::from(t * 7 % 11)).collect();
    let mut mean = Averaged::new(Average::Asgd { start: 4 }, 1);
    let mut window = Averaged::new(Average::Ema { decay: 0.75 }, 1);
    let mut expected = walk[0];
    assert_eq!(mean.values(), None);
    for (t, value) in walk.iter().enumerate() {
        mean.update(&[*value], t as u64 + 1);
        window.update(&[*value], t as u64 + 1);
        expected = if t == 0 { *value } else { 0.75 * expected + 0.25 * value };
    }
    let after: f64 = walk[4..].iter().sum::<f64>() / 16.0;
    assert!((mean.values().expect("16 steps")[0] - after).abs() < 1e-13);
    assert!((window.values().expect("20 steps")[0] - expected).abs() < 1e-13);
}
