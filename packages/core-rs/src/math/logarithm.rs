//! Natural logarithms. x = 2^k m with m between √½ and √2, then the series of 2 artanh(f / (2 + f)) for f = m − 1.
//! The sum is arranged as in fdlibm (Sun Microsystems, 1993), so that f enters unrounded.

use super::{LN2_HIGH, LN2_LOW, polynomial};

/// ln x. −∞ at 0, NaN below 0. Without a branch, so that a loop over it becomes vectors.
#[inline(always)]
pub fn log(x: f64) -> f64 {
    let (k, m) = split(x);
    let of_finite = log_of(k, m - 1.0, 0.0);
    let of_special = if x < 0.0 { f64::NAN } else { x };
    let of_special = if x == 0.0 { f64::NEG_INFINITY } else { of_special };
    if x > 0.0 && x < f64::INFINITY { of_finite } else { of_special }
}

/// ln(1 + x) without loss near 0. −∞ at −1, NaN below −1.
pub fn log1p(x: f64) -> f64 {
    if x.is_nan() || x == f64::INFINITY || x.abs() < 1e-17 {
        return x;
    }
    if x <= -1.0 {
        return if x == -1.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    if x > -0.29 && x < 0.41 {
        return log_of(0.0, x, 0.0);
    }
    let u = 1.0 + x;
    // What rounding 1 + x lost, relative to it; nothing is lost where it matters once x is large.
    let lost = if x < 1e16 { if x >= 1.0 { 1.0 - (u - x) } else { x - (u - 1.0) } } else { 0.0 };
    let (k, m) = split(u);
    log_of(k, m - 1.0, lost / u)
}

/// ln(1 + x) for 0 ≤ x ≤ 1. Without a branch, so that a loop over it becomes vectors.
#[inline(always)]
pub fn log1p_of_share(x: f64) -> f64 {
    // 1 + x = 2^k (1 + f) with 1 + f under √2.
    let upper = x > std::f64::consts::SQRT_2 - 1.0;
    let k = if upper { 1.0 } else { 0.0 };
    let f = if upper { 0.5 * (x - 1.0) } else { x };
    log_of(k, f, 0.0)
}

/// x = 2^k m, √½ <= m < √2, for finite x > 0; anything for another x.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 1023 << 52;
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    const TWO_54: f64 = 18_014_398_509_481_984.0;
    let tiny = x < f64::MIN_POSITIVE;
    let bits = (if tiny { x * TWO_54 } else { x }).to_bits();
    // k + 1023, which is not negative, and so a number by the last bits of 2^52.
    let biased = bits.wrapping_sub(SQRT_HALF).wrapping_add(ONE) >> 52;
    let k = f64::from_bits(TWO_52.to_bits() | biased) - (TWO_52 + 1023.0);
    let m = f64::from_bits(bits.wrapping_sub(biased << 52).wrapping_add(ONE));
    (k - if tiny { 54.0 } else { 0.0 }, m)
}

/// k ln 2 + ln(1 + f) + rest.
#[inline(always)]
fn log_of(k: f64, f: f64, rest: f64) -> f64 {
    let s = f / (2.0 + f);
    let square = s * s;
    let half_square = 0.5 * f * f;
    let series = square * polynomial(square, &SERIES);
    k * LN2_HIGH - ((half_square - (s * (half_square + series) + (k * LN2_LOW + rest))) - f)
}

/// (2 artanh s − 2s)/s³ in s²: 2/3, 2/5, … 2/23.
const SERIES: [f64; 11] = [
    2.0 / 3.0,
    2.0 / 5.0,
    2.0 / 7.0,
    2.0 / 9.0,
    2.0 / 11.0,
    2.0 / 13.0,
    2.0 / 15.0,
    2.0 / 17.0,
    2.0 / 19.0,
    2.0 / 21.0,
    2.0 / 23.0,
];
