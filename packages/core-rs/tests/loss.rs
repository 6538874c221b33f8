//! Every loss: its gradient is the slope of its value.

use minibatch_core::loss::{HalfSquaredError, MeanSquaredError, PointLoss};

fn check_slope(name: &str, loss: impl PointLoss<f64>) {
    let step = 1e-5;
    for raw in [-3.0, -0.5, 0.0, 0.3, 2.0] {
        for y in [-2.0, 0.0, 0.3, 1.0] {
            let (value, gradient) = loss.loss_and_gradient(raw, y);
            let at = |raw: f64| loss.loss_and_gradient(raw, y).0;
            let slope = (at(raw + step) - at(raw - step)) / (2.0 * step);
            assert!(value >= 0.0, "{name} at {raw}, {y}");
            assert!((slope - gradient).abs() < 1e-8, "{name} at {raw}, {y}: {gradient}, slope {slope}");
        }
    }
}

#[test]
fn gradients_are_slopes() {
    check_slope("mse", MeanSquaredError);
    check_slope("halfSquaredError", HalfSquaredError);
}

#[test]
fn values_are_the_definitions() {
    let squared: (f64, f64) = MeanSquaredError.loss_and_gradient(3.0, 1.0);
    let half: (f64, f64) = HalfSquaredError.loss_and_gradient(3.0, 1.0);
    assert_eq!((squared, half), ((4.0, 4.0), (2.0, 2.0)));
}
