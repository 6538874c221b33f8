//! The error function. Near 0 Taylor's series; beyond, 1 − erfc with erfc(x) = t e^(−x² + P(t)), t = 2 / (2 + x), P a
//! Chebyshev series (the form of Numerical Recipes §6.2.2; the coefficients are computed by `fixtures/erf.py`).

use super::exponential::exp_of_sum;
use super::{polynomial, two_product};

/// erf x = 2/√π ∫₀ˣ e^(−t²) dt. Without a branch, as [`exp`](super::exp).
#[inline(always)]
pub fn erf(x: f64) -> f64 {
    // At 6 it is 1 already; NaN passes.
    let size = if x.abs() > 6.0 { 6.0 } else { x.abs() };
    let near = size * polynomial(size * size, &SERIES) * std::f64::consts::FRAC_2_SQRT_PI;
    let far = 1.0 - erfc(if size < 0.75 { 0.75 } else { size });
    (if size < 0.75 { near } else { far }).copysign(x)
}

/// 1 − erf x for 0.75 <= x <= 6.
#[inline(always)]
fn erfc(x: f64) -> f64 {
    // t runs over [1/4, 8/11], u over [−1, 1].
    let t = 2.0 / (2.0 + x);
    let u = (t - 43.0 / 88.0) * (88.0 / 21.0);
    let (mut b1, mut b2) = (0.0, 0.0);
    for c in CHEBYSHEV[1..].iter().rev() {
        (b1, b2) = (2.0 * u * b1 - b2 + c, b1);
    }
    let (square, error) = two_product(x, x);
    t * exp_of_sum(u * b1 - b2 + CHEBYSHEV[0] - square, -error)
}

/// √π erf(x)/2x in x²: (−1)^n / (n! (2n + 1)).
const SERIES: [f64; 16] = [
    1.0,
    -1.0 / 3.0,
    1.0 / (2.0 * 5.0),
    -1.0 / (6.0 * 7.0),
    1.0 / (24.0 * 9.0),
    -1.0 / (120.0 * 11.0),
    1.0 / (720.0 * 13.0),
    -1.0 / (5_040.0 * 15.0),
    1.0 / (40_320.0 * 17.0),
    -1.0 / (362_880.0 * 19.0),
    1.0 / (3_628_800.0 * 21.0),
    -1.0 / (39_916_800.0 * 23.0),
    1.0 / (479_001_600.0 * 25.0),
    -1.0 / (6_227_020_800.0 * 27.0),
    1.0 / (87_178_291_200.0 * 29.0),
    -1.0 / (1_307_674_368_000.0 * 31.0),
];

/// ln(erfc(x)/t) + x² over u.
const CHEBYSHEV: [f64; 19] = [
    -0.681_507_394_695_930_9,
    0.316_351_597_404_742_9,
    0.005_482_392_004_191_385,
    -0.001_186_725_653_859_605,
    -6.589_838_851_799_376e-5,
    1.194_163_843_981_162_7e-5,
    7.366_143_690_515_495e-7,
    -1.749_804_303_927_851_3e-7,
    -6.351_639_996_363_049e-9,
    2.908_695_063_774_478e-9,
    -1.706_916_226_160_325_5e-11,
    -4.662_565_722_047_939_4e-11,
    2.755_721_247_760_982e-12,
    6.150_456_162_686_476e-13,
    -8.487_128_803_107_122e-14,
    -4.421_566_513_848_112e-15,
    1.710_907_996_688_694_4e-15,
    -5.922_404_352_586_632e-17,
    -2.225_112_796_603_517_3e-17,
];
