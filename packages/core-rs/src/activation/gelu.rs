//! Gaussian error linear units (Hendrycks and Gimpel, 2016): z Φ(z), Φ the normal distribution function. PyTorch's GELU.

use super::{Logistic, PointActivation};
use crate::math;

/// z Φ(z), Φ(z) = ½(1 + erf(z/√2)); slope Φ + z φ, φ(z) = e^(−z²/2)/√(2π).
#[derive(Clone, Copy, Debug)]
pub(super) struct Gelu;

impl PointActivation<f64> for Gelu {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        /// 1/√(2π).
        const DENSITY_AT_0: f64 = 0.398_942_280_401_432_7;
        let share = 0.5 * (1.0 + math::erf(z * std::f64::consts::FRAC_1_SQRT_2));
        let density = DENSITY_AT_0 * math::exp(-0.5 * z * z);
        (z * share, share + z * density)
    }
}

/// PyTorch's approximate="tanh": ½z(1 + tanh u), u = √(2/π)(z + 0.044715 z³). As ½(1 + tanh u) = σ(2u), it is z σ(2u)
/// with the slope σ(2u) + z σ′(2u) 2u′.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeluTanh;

impl PointActivation<f64> for GeluTanh {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        /// 2√(2/π).
        const SCALE: f64 = 1.595_769_121_605_730_8;
        const CUBE: f64 = 0.044_715;
        // Beyond ±100 σ is 0 or 1 and flat; the square of a larger z may overflow.
        let near = z.clamp(-100.0, 100.0);
        let square = near * near;
        let logistic = Logistic::at(SCALE * near * (1.0 + CUBE * square));
        let inner = SCALE * (1.0 + 3.0 * CUBE * square);
        (z * logistic.value, logistic.value + near * logistic.slope() * inner)
    }
}
