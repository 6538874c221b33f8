//! eˣ, eˣ − 1 and tanh. x = k ln 2 + r with |r| <= ½ ln 2, the remainder kept to twice the precision (Cody and Waite,
//! "Software Manual for the Elementary Functions", 1980), then Taylor's series of e^r.

use super::{LN2_HIGH, LN2_LOW, nearest, polynomial, power_of_two, scale, two_product, two_sum};

/// eˣ. 0 below −745.14, ∞ above 709.79. Without a branch, so that a loop over it becomes vectors.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // At these bounds it is 0 and ∞ already; NaN passes.
    let x = if x > 709.8 { 709.8 } else { x };
    let x = if x < -746.0 { -746.0 } else { x };
    exp_of_reduced(reduce(x, 0.0))
}

/// e^(x + tail) for a tail below the last place of x.
pub(super) fn exp_of_sum(x: f64, tail: f64) -> f64 {
    if x > 709.8 {
        return f64::INFINITY;
    }
    if x < -746.0 {
        return 0.0;
    }
    exp_of_reduced(reduce(x, tail))
}

#[inline(always)]
fn exp_of_reduced(Reduced { k, r, rest }: Reduced) -> f64 {
    let power = 1.0 + (r + (r * r * polynomial(r, &SERIES) + rest));
    // The first factor leaves it normal, so only the second product rounds.
    let half = nearest(0.5 * k);
    power * power_of_two(half) * power_of_two(k - half)
}

/// eˣ − 1 without loss near 0. −1 far below 0, ∞ above 709.79.
pub fn expm1(x: f64) -> f64 {
    if x.is_nan() || x == 0.0 {
        return x;
    }
    if x > 709.8 {
        return f64::INFINITY;
    }
    if x < -38.0 {
        return -1.0;
    }
    let (high, low, k) = expm1_pair(x);
    scale(high + low, k)
}

/// eˣ − 1 = 2^k (high + low), low the smaller part.
#[inline(always)]
fn expm1_pair(x: f64) -> (f64, f64, i32) {
    let Reduced { k, r, rest } = reduce(x, 0.0);
    let tail = r * r * polynomial(r, &SERIES) + rest;
    let k = k as i32;
    if k == 0 {
        return (r, tail, 0);
    }
    // 2^k e^r − 1 = 2^k ((1 − 2^−k) + (e^r − 1)).
    let (sum, error) = two_sum(1.0 - scale(1.0, -k), r);
    (sum, error + tail, k)
}

/// Hyperbolic tangent: t / (t + 2) for t = e^2x − 1.
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let value = if size > 22.0 {
        1.0
    } else if size > 0.55 {
        // The quotient is under ½: taken from 1 it loses nothing.
        1.0 - 2.0 / (expm1(2.0 * size) + 2.0)
    } else {
        let (high, low, k) = expm1_pair(2.0 * size);
        let (t, t_low) = two_sum(scale(high, k), scale(low, k));
        let (den, den_low) = two_sum(2.0, t);
        let quotient = t / den;
        let (product, error) = two_product(quotient, den);
        let rest = ((t - product) - error) + (t_low - quotient * (den_low + t_low));
        quotient + rest / den
    };
    if x.is_nan() { x } else { value.copysign(x) }
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
