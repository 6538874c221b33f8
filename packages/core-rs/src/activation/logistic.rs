//! The logistic function σ(z) = 1 / (1 + e⁻ᶻ), and what is made of it alone.

use super::PointActivation;
use crate::math;

/// σ and its complement, both to the last places however near 0: all from e^−|z|, which never overflows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Logistic {
    /// e^−|z|.
    pub(crate) decay: f64,
    /// σ(z).
    pub(crate) value: f64,
    /// 1 − σ(z) = σ(−z).
    pub(crate) complement: f64,
}

impl Logistic {
    /// At z.
    #[inline(always)]
    pub(crate) fn at(z: f64) -> Self {
        let decay = math::exp(-z.abs());
        let above = 1.0 / (1.0 + decay);
        let below = decay * above;
        let (value, complement) = if z < 0.0 { (below, above) } else { (above, below) };
        Self { decay, value, complement }
    }

    /// σ′ = σ(1 − σ).
    #[inline(always)]
    pub(crate) fn slope(&self) -> f64 {
        self.value * self.complement
    }
}

/// σ(z), slope σ(1 − σ). PyTorch's Sigmoid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sigmoid;

impl PointActivation<f64> for Sigmoid {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        let logistic = Logistic::at(z);
        (logistic.value, logistic.slope())
    }
}

/// z σ(z), slope σ + z σ′: swish (Ramachandran et al., 2017). PyTorch's SiLU.
#[derive(Clone, Copy, Debug)]
pub(super) struct Silu;

impl PointActivation<f64> for Silu {
    #[inline(always)]
    fn value_and_slope(self, z: f64) -> (f64, f64) {
        let logistic = Logistic::at(z);
        (z * logistic.value, logistic.value + z * logistic.slope())
    }
}
