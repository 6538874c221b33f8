//! The transcendental functions of numerics version 1: +, −, ×, ÷, √ and bits, each rounded once, in one written order.
//!
//! The platform's own differ between native builds and WebAssembly, and from one libm to the next; these do not.
//! Errors stay under 2 units in the last place (held by `tests/math.rs`). float32 goes through float64 and is rounded.
//! Series are Taylor's, so that every coefficient explains itself; reductions name their source.

mod error_function;
mod exponential;
mod logarithm;
mod power;
mod trigonometric;

pub use error_function::erf;
pub use exponential::{exp, expm1, tanh};
pub use logarithm::{log, log1p, log1p_of_share};
pub use power::{pow, powi};
pub use trigonometric::{cos, sin};

/// ln 2 = LN2_HIGH + LN2_LOW. The high part has 41 bits: its product with an exponent is exact.
const LN2_HIGH: f64 = 0.693_147_180_559_663;
const LN2_LOW: f64 = 2.823_529_056_303_157_7e-13;

/// c₀ + c₁x + c₂x² + …, by Horner.
#[inline(always)]
fn polynomial<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// a + b = sum + error, exactly (Knuth).
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let t = sum - a;
    (sum, (a - (sum - t)) + (b - t))
}

/// a × b = product + error, exactly, for products far from overflow and underflow (Dekker).
#[inline(always)]
fn two_product(a: f64, b: f64) -> (f64, f64) {
    const SPLIT: f64 = 134_217_729.0; // 2^27 + 1
    let halves = |x: f64| {
        let t = SPLIT * x;
        let high = t - (t - x);
        (high, x - high)
    };
    let product = a * b;
    let ((ah, al), (bh, bl)) = (halves(a), halves(b));
    (product, ((ah * bh - product) + ah * bl + al * bh) + al * bl)
}

/// x × 2^k, rounded once, for a whole k from −2044 to 2046 and an x that half of the power leaves normal.
#[inline(always)]
fn scale(x: f64, k: f64) -> f64 {
    let half = nearest(0.5 * k);
    x * power_of_two(half) * power_of_two(k - half)
}

/// Adding it to |x| < 2^51 leaves no bits after the point: 1.5 × 2^52.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// x rounded to a whole number, for |x| < 2^51, halves to even.
#[inline(always)]
fn nearest(x: f64) -> f64 {
    (x + SHIFT) - SHIFT
}

/// 2^k for a whole k from −1022 to 1023: the last bits of k + SHIFT are k.
#[inline(always)]
fn power_of_two(k: f64) -> f64 {
    f64::from_bits((k + SHIFT).to_bits().wrapping_add(1023) << 52)
}
