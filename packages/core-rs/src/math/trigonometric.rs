//! Sine and cosine. Reduction to a quarter turn by Payne and Hanek ("Radian reduction for trigonometric functions",
//! ACM SIGNUM 1983): whole-number arithmetic with enough bits of 2/π, for arguments of any size.

use super::{polynomial, two_product};

/// sin x, x in radians. NaN for NaN and ±∞.
pub fn sin(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let Angle { quadrant, high, low } = reduce(x);
    let value = if quadrant & 1 == 0 { sine(high, low) } else { cosine(high, low) };
    if quadrant & 2 == 0 { value } else { -value }
}

/// cos x, x in radians. NaN for NaN and ±∞.
pub fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let Angle { quadrant, high, low } = reduce(x);
    let value = if quadrant & 1 == 0 { cosine(high, low) } else { sine(high, low) };
    if (quadrant + 1) & 2 == 0 { value } else { -value }
}

/// x = quadrant × π/2 + high + low (modulo 2π), |high| <= π/4.
struct Angle {
    quadrant: u32,
    high: f64,
    low: f64,
}

const PI_HALF_HIGH: f64 = std::f64::consts::FRAC_PI_2;
const PI_HALF_LOW: f64 = 6.123_233_995_736_766e-17;

/// 64 zero bits, then 2/π = 0.a2f9836e… to 1216 bits.
const TWO_OVER_PI: [u64; 20] = [
    0,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
];

fn reduce(x: f64) -> Angle {
    if x.abs() <= std::f64::consts::FRAC_PI_4 {
        return Angle { quadrant: 0, high: x, low: 0.0 };
    }
    // |x| = mantissa × 2^exponent. Bits of 2/π worth 4 turns of a quarter and more cannot matter: skip them.
    let bits = x.abs().to_bits();
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let exponent = (bits >> 52) as i32 - 1075;
    let turns = multiply(mantissa, window((exponent - 2 + 64) as usize));
    let quadrant = (turns[0] >> 62) as u32;
    let fraction = [turns[0] << 2 | turns[1] >> 62, turns[1] << 2 | turns[2] >> 62, turns[2] << 2];
    let over = fraction[0] >> 63 != 0;
    let (high, low) = if over {
        let (high, low) = to_pair(negate(fraction));
        (-high, -low)
    } else {
        to_pair(fraction)
    };
    let (product, error) = two_product(high, PI_HALF_HIGH);
    let low = error + (high * PI_HALF_LOW + low * PI_HALF_HIGH);
    let (quadrant, sign) = (quadrant + u32::from(over), if x < 0.0 { -1.0 } else { 1.0 });
    Angle {
        quadrant: if x < 0.0 { 4 - (quadrant & 3) } else { quadrant },
        high: sign * product,
        low: sign * low,
    }
}

/// 192 bits of the table from a bit on.
fn window(bit: usize) -> [u64; 3] {
    let (word, shift) = (bit / 64, bit % 64);
    std::array::from_fn(|i| {
        let next = if shift == 0 { 0 } else { TWO_OVER_PI[word + i + 1] >> (64 - shift) };
        TWO_OVER_PI[word + i] << shift | next
    })
}

/// The low 192 bits of a product, most significant word first.
fn multiply(a: u64, [b0, b1, b2]: [u64; 3]) -> [u64; 3] {
    let wide = |b: u64| u128::from(a) * u128::from(b);
    let low = wide(b2);
    let middle = wide(b1) + (low >> 64);
    let high = a.wrapping_mul(b0).wrapping_add((middle >> 64) as u64);
    [high, middle as u64, low as u64]
}

fn negate([a, b, c]: [u64; 3]) -> [u64; 3] {
    let (c, carry) = (!c).overflowing_add(1);
    let (b, carry) = (!b).overflowing_add(u64::from(carry));
    [(!a).wrapping_add(u64::from(carry)), b, c]
}

/// A fraction of 192 bits as the sum of two floats, the first of 53 bits.
fn to_pair(fraction: [u64; 3]) -> (f64, f64) {
    // A double is never nearer than 2^-62 to a multiple of π/2, relatively: the first word or the second is not 0.
    let (words, weight) =
        if fraction[0] == 0 { ([fraction[1], fraction[2]], -64) } else { ([fraction[0], fraction[1]], 0) };
    let all = u128::from(words[0]) << 64 | u128::from(words[1]);
    let zeros = all.leading_zeros() as i32;
    let all = all << zeros;
    let unit = |k: i32| super::scale(1.0, f64::from(k));
    let high = (all >> 75) as f64 * unit(weight - zeros - 53);
    let low = ((all >> 22) as u64 & ((1 << 53) - 1)) as f64 * unit(weight - zeros - 106);
    (high, low)
}

/// (x^3 to x^17 of the sine)/x^3.
const SINE: [f64; 8] = [
    -1.0 / 6.0,
    1.0 / 120.0,
    -1.0 / 5_040.0,
    1.0 / 362_880.0,
    -1.0 / 39_916_800.0,
    1.0 / 6_227_020_800.0,
    -1.0 / 1_307_674_368_000.0,
    1.0 / 355_687_428_096_000.0,
];

/// (x^4 to x^16 of the cosine)/x^4.
const COSINE: [f64; 7] = [
    1.0 / 24.0,
    -1.0 / 720.0,
    1.0 / 40_320.0,
    -1.0 / 3_628_800.0,
    1.0 / 479_001_600.0,
    -1.0 / 87_178_291_200.0,
    1.0 / 20_922_789_888_000.0,
];

/// sin(x + y) for |x| <= π/4 and y its rounding error.
fn sine(x: f64, y: f64) -> f64 {
    let square = x * x;
    if x.abs() < 1e-8 {
        return x + y; // also keeps −0
    }
    x + (x * square * polynomial(square, &SINE) + y * (1.0 - 0.5 * square))
}

/// cos(x + y) for |x| <= π/4 and y its rounding error.
fn cosine(x: f64, y: f64) -> f64 {
    let square = x * x;
    let half = 0.5 * square;
    let leading = 1.0 - half;
    leading + (((1.0 - leading) - half) + (square * square * polynomial(square, &COSINE) - x * y))
}
