//! eˣ, eˣ − 1 and tanh. x = k ln 2 + r with |r| <= ½ ln 2, the remainder kept to twice the precision (Cody and Waite,
//! "Software Manual for the Elementary Functions", 1980), then Taylor's series of e^r.

use super::{LN2_HIGH, LN2_LOW, nearest, polynomial, power_of_two, scale, two_product, two_sum};

/// eˣ. 0 below −745.14, ∞ above 709.79. Without a branch, so that a loop over it becomes vectors.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// e^(x + tail) for a tail below the last place of x.
#[inline(always)]
pub(super) fn exp_of_sum(x: f64, tail: f64) -> f64 {
    // Beyond these bounds it is 0 and ∞ whatever the tail; NaN passes.
    let near = if x > 709.8 { 709.8 } else { x };
    let near = if near < -746.0 { -746.0 } else { near };
    let tail = if near == x { tail } else { 0.0 };
    let Reduced { k, r, rest } = reduce(near, tail);
    let power = 1.0 + (r + (r * r * polynomial(r, &SERIES) + rest));
    scale(power, k)
}

/// eˣ − 1 without loss near 0. −1 far below 0, ∞ above 709.79. Without a branch, as [`exp`].
#[inline(always)]
pub fn expm1(x: f64) -> f64 {
    // At these bounds it is −1 and ∞ already; NaN passes.
    let near = if x > 709.8 { 709.8 } else { x };
    let near = if near < -38.0 { -38.0 } else { near };
    let (high, low, k) = expm1_pair(near);
    // Of −0 the sum is +0.
    if x == 0.0 { x } else { scale(high + low, k) }
}

/// eˣ − 1 = 2^k (high + low), low the smaller part.
#[inline(always)]
fn expm1_pair(x: f64) -> (f64, f64, f64) {
    let Reduced { k, r, rest } = reduce(x, 0.0);
    let tail = r * r * polynomial(r, &SERIES) + rest;
    // 2^k e^r − 1 = 2^k ((1 − 2^−k) + (e^r − 1)).
    let (sum, error) = two_sum(1.0 - scale(1.0, -k), r);
    (sum, error + tail, k)
}

/// Hyperbolic tangent: t / (t + 2) for t = e^2x − 1. Without a branch, as [`exp`].
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    // At this bound it is 1 already; NaN passes.
    let size = if x.abs() > 22.0 { 22.0 } else { x.abs() };
    let (high, low, k) = expm1_pair(2.0 * size);
    let power = power_of_two(k);
    // The quotient is under ½: taken from 1 it loses nothing.
    let far = 1.0 - 2.0 / ((high + low) * power + 2.0);
    let (t, t_low) = two_sum(high * power, low * power);
    let (den, den_low) = two_sum(2.0, t);
    let quotient = t / den;
    let (product, error) = two_product(quotient, den);
    let rest = ((t - product) - error) + (t_low - quotient * (den_low + t_low));
    let near = quotient + rest / den;
    (if size > 0.55 { far } else { near }).copysign(x)
}

/// x = k ln 2 + r + rest, k whole.
struct Reduced {
    k: f64,
    r: f64,
    rest: f64,
}

#[inline(always)]
fn reduce(x: f64, tail: f64) -> Reduced {
    let k = nearest(x * std::f64::consts::LOG2_E);
    let high = x - k * LN2_HIGH;
    let low = k * LN2_LOW - tail;
    let r = high - low;
    Reduced { k, r, rest: (high - r) - low }
}

/// (e^r − 1 − r)/r²: 1/2!, 1/3!, … 1/13!; the next term is under 2^-57 of e^r − 1.
const SERIES: [f64; 12] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];
