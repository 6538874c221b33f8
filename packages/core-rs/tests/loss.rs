//! Every loss: its value is its definition, its gradient the slope of its value, a run with it PyTorch's.
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the oracle here")]

#[path = "support/plain_run.rs"]
mod plain_run;
mod support;

use std::f64::consts::LN_2;

use minibatch_core::config::Loss;
use minibatch_core::kernel::{Level, Spacing};
use minibatch_core::loss::{LossRows, RowLoss, row_loss};
use minibatch_core::scalar::Scalar;
use plain_run::replay;

/// Those of each output alone.
const POINTWISE: [Loss; 13] = [
    Loss::Mse,
    Loss::HalfSquaredError,
    Loss::Mae,
    Loss::Huber { delta: 1.0 },
    Loss::Huber { delta: 0.3 },
    Loss::LogCosh,
    Loss::Quantile { quantile: 0.5 },
    Loss::Quantile { quantile: 0.8 },
    Loss::EpsilonInsensitive { epsilon: 0.1 },
    Loss::Poisson,
    Loss::BinaryCrossEntropy,
    Loss::Hinge,
    Loss::SquaredHinge,
];

const OF_CLASSES: [Loss; 3] = [
    Loss::CrossEntropy { label_smoothing: 0.0 },
    Loss::CrossEntropy { label_smoothing: 0.1 },
    Loss::CrossEntropy { label_smoothing: 0.7 },
];

/// No raw prediction lies within 1e-3 of a kink of any of these targets.
const RAWS: [f64; 9] = [-20.0, -3.07, -1.002, -0.51, 0.02, 0.33, 0.998, 2.04, 15.0];
const TARGETS: [f64; 2] = [0.0, 1.0];

/// Loss and gradient of one output.
fn point<T: Scalar>(loss: &dyn RowLoss<T>, raw: f64, y: f64) -> (f64, f64) {
    let mut gradient = [T::ZERO];
    let value = loss.row(&[T::from_f64(raw)], &[T::from_f64(y)], &mut gradient);
    (value, gradient[0].to_f64())
}

fn row(loss: &dyn RowLoss<f64>, raw: &[f64], y: &[f64]) -> (f64, Vec<f64>) {
    let mut gradient = vec![0.0; raw.len()];
    (loss.row(raw, y, &mut gradient), gradient)
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(1.0)
}

#[test]
fn values_are_the_definitions() {
    for loss in &POINTWISE {
        let held = row_loss(loss);
        for p in RAWS {
            for y in TARGETS {
                let (e, t) = (p - y, 2.0 * y - 1.0);
                let expected = match *loss {
                    Loss::Mse => e.powi(2),
                    Loss::HalfSquaredError => e.powi(2) / 2.0,
                    Loss::Mae => e.abs(),
                    Loss::Huber { delta } if e.abs() <= delta => e.powi(2) / 2.0,
                    Loss::Huber { delta } => delta * (e.abs() - delta / 2.0),
                    Loss::LogCosh => e.cosh().ln(),
                    Loss::Quantile { quantile } => (-quantile * e).max((1.0 - quantile) * e),
                    Loss::EpsilonInsensitive { epsilon } => (e.abs() - epsilon).max(0.0),
                    Loss::Poisson => p.exp() - y * p,
                    Loss::BinaryCrossEntropy => (-t * p).exp().ln_1p(),
                    Loss::Hinge => (1.0 - t * p).max(0.0),
                    Loss::SquaredHinge => (1.0 - t * p).max(0.0).powi(2),
                    Loss::CrossEntropy { .. } => unreachable!("a loss of rows"),
                };
                let (value, _) = point::<f64>(&*held, p, y);
                assert!(close(value, expected, 1e-14), "{loss:?} of {p} at {y}: {value} for {expected}");
            }
        }
    }
}

#[test]
fn gradients_are_slopes() {
    let step = 1e-6;
    for loss in &POINTWISE {
        let held = row_loss(loss);
        for raw in RAWS {
            for y in TARGETS {
                let at = |raw| point::<f64>(&*held, raw, y).0;
                let slope = (at(raw + step) - at(raw - step)) / (2.0 * step);
                let (_, gradient) = point::<f64>(&*held, raw, y);
                assert!(close(slope, gradient, 1e-6), "{loss:?} of {raw} at {y}: {gradient}, slope {slope}");
            }
        }
    }
}

#[test]
fn gradients_of_rows_are_slopes() {
    let step = 1e-6;
    let raw = [0.33, -3.07, 2.04, 0.52];
    let pointwise = POINTWISE.iter().map(|loss| (loss, vec![1.0, 0.0, 1.0, 0.0]));
    let classes = OF_CLASSES.iter().flat_map(|loss| (0..4).map(move |class| (loss, vec![f64::from(class)])));
    for (loss, y) in pointwise.chain(classes) {
        let held = row_loss(loss);
        let (_, gradient) = row(&*held, &raw, &y);
        for j in 0..raw.len() {
            let at = |by: f64| {
                let mut raw = raw;
                raw[j] += by;
                row(&*held, &raw, &y).0
            };
            let slope = (at(step) - at(-step)) / (2.0 * step);
            assert!(close(slope, gradient[j], 1e-6), "{loss:?}, output {j}: {}, slope {slope}", gradient[j]);
        }
    }
}

#[test]
fn a_row_is_the_mean_of_its_outputs() {
    let (raw, y) = ([0.33, -3.07, 2.04], [1.0, 0.0, 0.0]);
    for loss in &POINTWISE {
        let held = row_loss::<f64>(loss);
        let (value, gradient) = row(&*held, &raw, &y);
        let alone: Vec<_> = raw.iter().zip(&y).map(|(&raw, &y)| point::<f64>(&*held, raw, y)).collect();
        assert!(close(value, alone.iter().map(|(value, _)| value).sum::<f64>() / 3.0, 1e-15), "{loss:?}");
        for (gradient, (_, alone)) in gradient.iter().zip(alone) {
            assert!(close(*gradient, alone / 3.0, 1e-15), "{loss:?}");
        }
    }
}

#[test]
fn a_row_of_one_output_is_a_column_of_one_row() {
    for loss in POINTWISE.iter().chain(&OF_CLASSES) {
        let held = row_loss::<f64>(loss);
        for raw in RAWS {
            let (value, gradient) = row(&*held, &[raw], &[0.0]);
            assert_eq!((value, gradient[0]), point::<f64>(&*held, raw, 0.0), "{loss:?} of {raw}");
        }
    }
}

#[test]
fn float32_is_float64_rounded() {
    for loss in &POINTWISE {
        let (wide, narrow) = (row_loss::<f64>(loss), row_loss::<f32>(loss));
        for raw in RAWS {
            for y in TARGETS {
                let ((loss64, gradient64), (loss32, gradient32)) =
                    (point::<f64>(&*wide, raw, y), point::<f32>(&*narrow, raw, y));
                assert!(close(loss32, loss64, 1e-5), "{loss:?} of {raw} at {y}: {loss32} for {loss64}");
                assert!(
                    close(gradient32, gradient64, 1e-5),
                    "{loss:?} of {raw} at {y}: {gradient32} for {gradient64}"
                );
            }
        }
    }
    for loss in &OF_CLASSES {
        let raw = [-30.0, 0.25, 2.125, 2.0];
        let (loss64, gradient64) = row(&*row_loss(loss), &raw, &[3.0]);
        let mut gradient32 = [0f32; 4];
        let loss32 = row_loss(loss).row(&raw.map(|raw| raw as f32), &[3.0], &mut gradient32);
        assert!(close(loss32, loss64, 1e-5), "{loss:?}");
        assert!(gradient32.iter().zip(gradient64).all(|(&a, b)| close(f64::from(a), b, 1e-7)), "{loss:?}");
    }
}

/// Where a loss has no slope, PyTorch's.
#[test]
fn gradients_at_kinks() {
    let at = |loss: Loss, raw: f64, y: f64| point::<f64>(&*row_loss(&loss), raw, y);
    assert_eq!(at(Loss::Mae, 2.0, 2.0), (0.0, 0.0));
    assert_eq!(at(Loss::Quantile { quantile: 0.5 }, 2.0, 2.0), (0.0, 0.0));
    assert_eq!(at(Loss::Quantile { quantile: 0.75 }, 2.0, 2.0), (0.0, -0.25));
    assert_eq!(at(Loss::EpsilonInsensitive { epsilon: 0.5 }, 2.5, 2.0), (0.0, 0.0));
    assert_eq!(at(Loss::EpsilonInsensitive { epsilon: 0.0 }, 2.0, 2.0), (0.0, 0.0));
    assert_eq!(at(Loss::Hinge, 1.0, 1.0), (0.0, 0.0));
    assert_eq!(at(Loss::Hinge, -1.0, 0.0), (0.0, 0.0));
    assert_eq!(at(Loss::SquaredHinge, -1.0, 0.0), (0.0, 0.0));
    assert_eq!(at(Loss::Huber { delta: 0.5 }, 1.5, 2.0), (0.125, -0.5));
}

#[test]
fn far_predictions_stay_finite() {
    for loss in &POINTWISE {
        let (wide, narrow) = (row_loss::<f64>(loss), row_loss::<f32>(loss));
        for raw in [-1e4, -0.0, 0.0, 1e4] {
            for y in TARGETS {
                let overflows = *loss == Loss::Poisson && raw > 0.0;
                for (value, gradient) in [point::<f64>(&*wide, raw, y), point::<f32>(&*narrow, raw, y)] {
                    assert_eq!(value.is_finite(), !overflows, "{loss:?} of {raw} at {y}");
                    assert_eq!(gradient.is_finite(), !overflows, "{loss:?} of {raw} at {y}");
                }
            }
        }
        // Smaller for no loss than their own slope, but for the flat side of hinges.
        let flat = matches!(loss, Loss::BinaryCrossEntropy | Loss::Hinge | Loss::SquaredHinge);
        assert_eq!(point::<f64>(&*wide, 1e4, 1.0).0 < 1e-300, flat, "{loss:?}");
    }
    let at = |loss: Loss, raw: f64, y: f64| point::<f64>(&*row_loss(&loss), raw, y);
    assert_eq!(at(Loss::LogCosh, -1e4, 0.0), (1e4 - LN_2, -1.0));
    assert_eq!(at(Loss::LogCosh, 1e300, 0.0), (1e300, 1.0));
    assert_eq!(at(Loss::BinaryCrossEntropy, -1e4, 1.0), (1e4, -1.0));
    assert_eq!(at(Loss::BinaryCrossEntropy, 1e4, 1.0), (0.0, 0.0));
    assert_eq!(at(Loss::Poisson, -1e4, 2.0), (2e4, -2.0));
    let (value, gradient) =
        row(&*row_loss(&Loss::CrossEntropy { label_smoothing: 0.0 }), &[1e4, -1e4, 0.0], &[1.0]);
    assert_eq!((value, gradient), (2e4, vec![1.0, -1.0, 0.0]));
}

/// What is left of a good prediction is not lost to rounding.
#[test]
fn small_losses_keep_their_digits() {
    let at = |loss: Loss, raw: f64, y: f64| point::<f64>(&*row_loss(&loss), raw, y).0;
    let relative = |a: f64, b: f64| (a - b).abs() / b;
    assert!(relative(at(Loss::LogCosh, 1e-6, 0.0), 5e-13) < 1e-11);
    assert!(relative(at(Loss::BinaryCrossEntropy, 40.0, 1.0), (-40f64).exp()) < 1e-12);
    assert!(relative(at(Loss::BinaryCrossEntropy, -40.0, 0.0), (-40f64).exp()) < 1e-12);
}

#[test]
fn a_nan_is_seen() {
    for loss in &POINTWISE {
        for y in TARGETS {
            assert!(point::<f64>(&*row_loss(loss), f64::NAN, y).0.is_nan(), "{loss:?}");
            assert!(point::<f32>(&*row_loss(loss), f64::NAN, y).0.is_nan(), "{loss:?}");
        }
    }
    for loss in &OF_CLASSES {
        for place in 0..3 {
            let mut raw = [0.0, 1.0, 2.0];
            raw[place] = f64::NAN;
            assert!(row(&*row_loss(loss), &raw, &[1.0]).0.is_nan(), "{loss:?}, {place}");
        }
    }
}

#[test]
fn a_class_that_is_none_is_seen() {
    for class in [-1.0, 3.0, 0.5, f64::NAN, f64::INFINITY] {
        for loss in &OF_CLASSES {
            assert!(row(&*row_loss(loss), &[0.0, 1.0, 2.0], &[class]).0.is_nan(), "{class}");
        }
    }
}

#[test]
fn cross_entropy_is_the_definition() {
    let raw = [0.3, -1.2, 2.5, 0.0, 0.7];
    let powers: Vec<f64> = raw.iter().map(|raw: &f64| raw.exp()).collect();
    let p: Vec<f64> = powers.iter().map(|power| power / powers.iter().sum::<f64>()).collect();
    for share in [0.0, 0.1, 0.7] {
        let held = row_loss(&Loss::CrossEntropy { label_smoothing: share });
        for class in 0..5 {
            let q = |j| share / 5.0 + if j == class { 1.0 - share } else { 0.0 };
            let (value, gradient) = row(&*held, &raw, &[class as f64]);
            let expected: f64 = (0..5).map(|j| -q(j) * p[j].ln()).sum();
            assert!(close(value, expected, 1e-15), "{share}, {class}: {value} for {expected}");
            assert!((0..5).all(|j| close(gradient[j], p[j] - q(j), 1e-15)), "{share}, {class}");
            assert!(gradient.iter().sum::<f64>().abs() < 1e-15, "{share}, {class}");
        }
    }
}

/// Rows together, at every level, with gaps between them, more classes or rows than are taken at once: each row's bits.
#[test]
fn rows_together_are_rows_alone() {
    fn check<T: Scalar>(loss: &Loss, (m, k, stride): (usize, usize, usize)) {
        let held = row_loss::<T>(loss);
        let of_classes = matches!(loss, Loss::CrossEntropy { .. });
        let raw: Vec<T> =
            (0..m * stride).map(|i| T::from_f64((i * 7919 % 1000) as f64 / 99.0 - 5.0)).collect();
        let target = |i: usize| if of_classes { (i * 31 % (k + 1)) as f64 } else { (i * 31 % 2) as f64 };
        let width = if of_classes { 1 } else { k };
        let y: Vec<T> = (0..m * width).map(|i| T::from_f64(target(i))).collect();
        let untouched = vec![T::from_f64(3.0); m * stride];
        let (mut alone, mut loss_alone) = (untouched.clone(), vec![0.0; m]);
        for r in 0..m {
            let place = r * stride..r * stride + k;
            loss_alone[r] = held.row(&raw[place.clone()], &y[r * width..][..width], &mut alone[place]);
        }
        let bits = |values: &[T]| values.iter().map(|value| value.to_f64().to_bits()).collect::<Vec<_>>();
        for level in Level::available() {
            let (mut gradient, mut together) = (untouched.clone(), vec![0.0; m]);
            let spacing = Spacing { columns: k, stride };
            let rows = LossRows { spacing, raw: &raw, y: &y, gradient: &mut gradient, loss: &mut together };
            held.rows(level, rows);
            let label = format!("{loss:?}, {m} rows of {k} at {level:?}");
            assert_eq!(bits(&gradient), bits(&alone), "{label}");
            let same = together.iter().zip(&loss_alone).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
            assert!(same, "{label}");
        }
    }
    for loss in POINTWISE.iter().chain(&OF_CLASSES) {
        for (m, k) in [(1, 1), (70, 1), (3, 2), (130, 10), (5, 64), (3, 257), (2, 600)] {
            for stride in [k, k + 6] {
                check::<f32>(loss, (m, k, stride));
                check::<f64>(loss, (m, k, stride));
            }
        }
    }
}

/// Two classes are one logit's difference.
#[test]
fn two_classes_are_binary() {
    let (two, one) =
        (row_loss(&Loss::CrossEntropy { label_smoothing: 0.0 }), row_loss::<f64>(&Loss::BinaryCrossEntropy));
    for raw in RAWS {
        for y in TARGETS {
            let (value, gradient) = row(&*two, &[0.5, raw + 0.5], &[y]);
            let (expected, slope) = point::<f64>(&*one, raw, y);
            assert!(close(value, expected, 1e-15) && close(gradient[1], slope, 1e-15), "{raw} at {y}");
        }
    }
}

/// No gradient changes faster than the loss says that it curves, and some do nearly as fast.
#[test]
fn curvature_bounds_the_gradients_change() {
    let straight =
        |loss: &&Loss| !matches!(loss, Loss::Mae | Loss::Quantile { .. } | Loss::EpsilonInsensitive { .. });
    let bounded = |loss: &&Loss| straight(loss) && !matches!(loss, Loss::Poisson | Loss::Hinge);
    for loss in POINTWISE.iter().filter(bounded) {
        let held = row_loss::<f64>(loss);
        let steps = (-400..400).map(|i| f64::from(i) * 0.01);
        let change = |raw: f64| point::<f64>(&*held, raw + 0.01, 0.0).1 - point::<f64>(&*held, raw, 0.0).1;
        let largest = steps.map(|raw| change(raw) / 0.01).fold(0.0, f64::max);
        let said = held.curvature();
        assert!(largest <= said * (1.0 + 1e-9) && largest > 0.99 * said, "{loss:?}: {largest} for {said}");
    }
    // Of classes the steepest way leads from one of two equal logits to the other.
    let held = row_loss::<f64>(&OF_CLASSES[0]);
    let (_, before) = row(&*held, &[0.0, 0.0, -40.0], &[0.0]);
    let (_, after) = row(&*held, &[0.001, -0.001, -40.0], &[0.0]);
    let change = ((after[0] - before[0]).powi(2) + (after[1] - before[1]).powi(2)).sqrt();
    let largest = change / (0.001 * 2f64.sqrt());
    assert!(largest <= held.curvature() && largest > 0.99 * held.curvature(), "{largest}");
}

#[test]
fn runs_are_pytorchs() {
    for name in [
        "binaryCrossEntropy",
        "crossEntropy",
        "epsilonInsensitive",
        "halfSquaredError",
        "hinge",
        "huber",
        "logCosh",
        "mae",
        "mse",
        "poisson",
        "quantile",
        "squaredHinge",
    ] {
        replay(&format!("loss-{name}"));
    }
}
