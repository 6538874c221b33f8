//! Every activation: its value is its definition, its slope the slope of its value, a run with it PyTorch's.
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the oracle here")]

#[path = "support/plain_run.rs"]
mod plain_run;
mod support;

use minibatch_core::activation::row_activation;
use minibatch_core::config::Activation;
use minibatch_core::kernel::{Level, Spacing};
use minibatch_core::math::erf;
use minibatch_core::scalar::Scalar;
use plain_run::replay;

fn value_and_slope<T: Scalar>(activation: Activation, z: f64) -> (f64, f64) {
    let (mut value, mut slope) = ([T::from_f64(z)], [T::ZERO]);
    row_activation(activation).values_and_slopes(Level::Reference, Spacing::dense(1), &mut value, &mut slope);
    (value[0].to_f64(), slope[0].to_f64())
}

/// −8 … 8, none within 0.01 of the kinks at 0.
fn grid() -> impl Iterator<Item = f64> {
    (-80..80).map(|i| f64::from(i) * 0.1 + 0.03)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1.0)
}

fn definition(activation: Activation, z: f64) -> f64 {
    match activation {
        Activation::Identity => z,
        Activation::Relu => z.max(0.0),
        Activation::LeakyRelu => z.max(0.01 * z),
        Activation::Elu if z > 0.0 => z,
        Activation::Elu => z.exp() - 1.0,
        Activation::Tanh => z.tanh(),
        Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()),
        Activation::Gelu => 0.5 * z * (1.0 + erf(z / 2f64.sqrt())),
        Activation::GeluTanh => {
            let u = (2.0 / std::f64::consts::PI).sqrt() * (z + 0.044715 * z.powi(3));
            0.5 * z * (1.0 + u.tanh())
        }
        Activation::Silu => z / (1.0 + (-z).exp()),
        Activation::Softplus => z.exp().ln_1p(),
    }
}

#[test]
fn values_are_the_definitions() {
    for activation in Activation::ALL {
        for z in grid() {
            let (value, expected) = (value_and_slope::<f64>(activation, z).0, definition(activation, z));
            assert!(close(value, expected, 2e-15), "{activation:?} of {z}: {value} for {expected}");
        }
    }
}

#[test]
fn slopes_are_slopes() {
    let step = 1e-6;
    for activation in Activation::ALL {
        for z in grid() {
            let at = |z| value_and_slope::<f64>(activation, z).0;
            let expected = (at(z + step) - at(z - step)) / (2.0 * step);
            let (_, slope) = value_and_slope::<f64>(activation, z);
            assert!((slope - expected).abs() < 1e-8, "{activation:?} of {z}: {slope} for {expected}");
        }
    }
}

/// Where it has a kink, PyTorch's.
#[test]
fn slopes_at_0() {
    let slope = |activation, z| value_and_slope::<f64>(activation, z).1;
    for zero in [0.0, -0.0] {
        assert_eq!(slope(Activation::Relu, zero), 0.0);
        assert_eq!(slope(Activation::LeakyRelu, zero), 0.01);
        assert_eq!(slope(Activation::Elu, zero), 1.0);
        for activation in [Activation::Sigmoid, Activation::Tanh, Activation::Identity] {
            assert_eq!(slope(activation, zero), if activation == Activation::Sigmoid { 0.25 } else { 1.0 });
        }
        for activation in [Activation::Gelu, Activation::GeluTanh, Activation::Silu, Activation::Softplus] {
            assert_eq!(slope(activation, zero), 0.5);
        }
    }
}

/// Beyond all curves only straight lines are left.
#[test]
fn far_away_they_are_straight() {
    for activation in Activation::ALL {
        for far in [1e4, 1e30, 1e300] {
            let (above, below) = match activation {
                Activation::Identity => ((far, 1.0), (-far, 1.0)),
                Activation::LeakyRelu => ((far, 1.0), (-0.01 * far, 0.01)),
                Activation::Elu => ((far, 1.0), (-1.0, 0.0)),
                Activation::Tanh => ((1.0, 0.0), (-1.0, 0.0)),
                Activation::Sigmoid => ((1.0, 0.0), (0.0, 0.0)),
                _ => ((far, 1.0), (0.0, 0.0)),
            };
            assert_eq!(value_and_slope::<f64>(activation, far), above, "{activation:?} of {far}");
            assert_eq!(value_and_slope::<f64>(activation, -far), below, "{activation:?} of -{far}");
        }
        for far in [1e4, -1e4, 3e38, -3e38] {
            let (value, slope) = value_and_slope::<f32>(activation, far);
            assert!(value.is_finite() && slope.is_finite(), "{activation:?} of {far}");
        }
    }
}

/// Both tails keep their digits where they are small.
#[test]
fn small_values_keep_their_digits() {
    let relative = |a: f64, b: f64| ((a - b) / b).abs();
    let tail = (-40f64).exp();
    for (activation, z, value, slope) in [
        (Activation::Sigmoid, -40.0, tail, tail),
        (Activation::Sigmoid, 40.0, 1.0, tail),
        (Activation::Softplus, -40.0, tail, tail),
        (Activation::Silu, -40.0, -40.0 * tail, -39.0 * tail),
        (Activation::Elu, -1e-9, -1e-9 + 5e-19, 1.0 - 1e-9),
        (Activation::Tanh, 1e-9, 1e-9, 1.0),
    ] {
        let (ours, own_slope) = value_and_slope::<f64>(activation, z);
        assert!(relative(ours, value) < 1e-12, "{activation:?} of {z}: {ours} for {value}");
        assert!(relative(own_slope, slope) < 1e-12, "{activation:?} of {z}: {own_slope} for {slope}");
    }
}

/// With and without slopes, at every level, in rows of any length; what lies between the rows stays.
#[test]
fn values_have_the_same_bits_however_they_are_asked_for() {
    fn check<T: Scalar>(activation: Activation, level: Level) {
        let bits = |values: &[T]| values.iter().map(|value| value.to_f64().to_bits()).collect::<Vec<_>>();
        let special = [0.0, -0.0, 1e4, -1e4, f64::INFINITY, f64::NEG_INFINITY];
        let z: Vec<T> = grid().chain(special).map(T::from_f64).collect();
        let one = |z: &T| value_and_slope::<T>(activation, z.to_f64());
        let held = row_activation(activation);
        for (columns, stride) in [(z.len(), z.len()), (1, 2), (5, 8), (13, 16)] {
            let spacing = Spacing { columns, stride };
            let (mut alone, mut both, mut slopes) = (z.clone(), z.clone(), z.clone());
            let (mut values_one_by_one, mut slopes_one_by_one) = (z.clone(), z.clone());
            let inside = (0..z.len()).filter(|i| i % stride < columns && i - i % stride + columns <= z.len());
            for i in inside {
                let (value, slope) = one(&z[i]);
                values_one_by_one[i] = T::from_f64(value);
                slopes_one_by_one[i] = T::from_f64(slope);
            }
            let whole = z.len() - z.len() % stride;
            held.values(level, spacing, &mut alone[..whole]);
            held.values_and_slopes(level, spacing, &mut both[..whole], &mut slopes[..whole]);
            assert_eq!(bits(&alone[..whole]), bits(&values_one_by_one[..whole]), "{activation:?} {level:?}");
            assert_eq!(bits(&both[..whole]), bits(&alone[..whole]), "{activation:?} {level:?}");
            assert_eq!(bits(&slopes[..whole]), bits(&slopes_one_by_one[..whole]), "{activation:?} {level:?}");
        }
    }
    for activation in Activation::ALL {
        for level in Level::available() {
            check::<f32>(activation, level);
            check::<f64>(activation, level);
        }
    }
}

#[test]
fn float32_is_float64_rounded() {
    for activation in Activation::ALL {
        for z in grid().map(|z| f64::from(z as f32)) {
            let ((value64, slope64), (value32, slope32)) =
                (value_and_slope::<f64>(activation, z), value_and_slope::<f32>(activation, z));
            assert!(close(value32, value64, 1e-7), "{activation:?} of {z}: {value32} for {value64}");
            assert!(close(slope32, slope64, 1e-7), "{activation:?} of {z}: {slope32} for {slope64}");
        }
    }
}

#[test]
fn a_nan_is_seen() {
    for activation in Activation::ALL {
        assert!(value_and_slope::<f64>(activation, f64::NAN).0.is_nan(), "{activation:?}");
        assert!(value_and_slope::<f32>(activation, f64::NAN).0.is_nan(), "{activation:?}");
    }
}

#[test]
fn runs_are_pytorchs() {
    for name in
        ["elu", "gelu", "geluTanh", "identity", "leakyRelu", "relu", "sigmoid", "silu", "softplus", "tanh"]
    {
        replay(&format!("activation-{name}"));
    }
}
