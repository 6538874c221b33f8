//! xʸ = e^(y ln x) with the logarithm in twice the precision, so that a large exponent does not magnify its error.

use super::exponential::exp_of_sum;
use super::logarithm::split;
use super::{LN2_HIGH, LN2_LOW, polynomial, two_product, two_sum};

/// xʸ, with the special values of IEEE 754 and C's Annex F.
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let negative = x.is_sign_negative() && is_odd(y);
    let size = x.abs();
    let value = if y.is_infinite() {
        if size == 1.0 {
            1.0
        } else if (size > 1.0) == (y > 0.0) {
            f64::INFINITY
        } else {
            0.0
        }
    } else if size == 0.0 || size.is_infinite() {
        if (size == 0.0) == (y > 0.0) { 0.0 } else { f64::INFINITY }
    } else if x < 0.0 && !is_whole(y) {
        return f64::NAN;
    } else {
        positive_power(size, y)
    };
    if negative { -value } else { value }
}

/// xⁿ by repeated squaring, always in the same order of multiplications.
pub fn powi(x: f64, n: i32) -> f64 {
    let (mut base, mut left, mut product) = (x, n.unsigned_abs(), 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= base;
        }
        base *= base;
        left >>= 1;
    }
    if n < 0 { 1.0 / product } else { product }
}

fn is_whole(y: f64) -> bool {
    y.abs() >= 4_503_599_627_370_496.0 || y == super::nearest(y)
}

fn is_odd(y: f64) -> bool {
    is_whole(y) && y.abs() < 9_007_199_254_740_992.0 && (y.abs() as u64) & 1 == 1
}

/// For finite x > 0 and finite y other than 0.
fn positive_power(x: f64, y: f64) -> f64 {
    let (high, low) = log_pair(x);
    let estimate = y * high;
    if estimate.abs() > 800.0 {
        return if estimate > 0.0 { f64::INFINITY } else { 0.0 };
    }
    if estimate.abs() < 1e-20 {
        return 1.0;
    }
    let (product, error) = two_product(y, high);
    exp_of_sum(product, error + y * low)
}

/// ln x as a sum of two floats, good to about 2^-65 of itself.
fn log_pair(x: f64) -> (f64, f64) {
    const THIRD: (f64, f64) = (1.0 / 3.0, 1.850_371_707_708_594e-17);
    let (k, m) = split(x);
    let f = m - 1.0;
    // s = f / (2 + f), both parts.
    let (den, den_error) = two_sum(2.0, f);
    let s = f / den;
    let (p, p_error) = two_product(s, den);
    let s_low = (((f - p) - p_error) - s * den_error) / den;
    // s², then 1 + s²/3 + s⁴ (1/5 + s²/7 + …).
    let (square, mut square_low) = two_product(s, s);
    square_low += 2.0 * s * s_low;
    let (third, mut third_low) = two_product(square, THIRD.0);
    third_low += square * THIRD.1 + square_low * THIRD.0;
    let rest = square * square * polynomial(square, &SERIES);
    let (sum, sum_low) = two_sum(third, rest);
    let (one, one_low) = two_sum(1.0, sum);
    let factor_low = one_low + (sum_low + third_low);
    // 2s times that, plus k ln 2.
    let (twice, mut twice_low) = two_product(2.0 * s, one);
    twice_low += 2.0 * s * factor_low + 2.0 * s_low * one;
    let (high, error) = two_sum(k * LN2_HIGH, twice);
    two_sum(high, error + (twice_low + k * LN2_LOW))
}

/// artanh's series after its first two terms, in s²: 1/5, 1/7, … 1/27.
const SERIES: [f64; 12] = [
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
    1.0 / 23.0,
    1.0 / 25.0,
    1.0 / 27.0,
];
