//! Our own transcendental functions against the platform's (glibc: within 1 unit in the last place) and, where it has
//! none, against values computed with 90 digits.
#![expect(clippy::disallowed_methods, reason = "the platform's functions are the oracle here")]

mod support;

use minibatch_core::math;
use minibatch_core::rng::{Random, Stream};
use support::fixture;

/// How many floats lie between two values; 0 for two NaN.
fn ulps(a: f64, b: f64) -> u64 {
    if a.is_nan() || b.is_nan() {
        return if a.is_nan() && b.is_nan() { 0 } else { u64::MAX };
    }
    let place = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN - bits } else { bits }
    };
    place(a).abs_diff(place(b))
}

const SPECIAL: [f64; 22] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.0,
    -3.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    5e-324,
    -5e-324,
    f64::MAX,
    f64::MIN,
    f64::EPSILON,
    4_503_599_627_370_497.0,
    9_007_199_254_740_993.0,
];

/// 200,000 points: uniform in the range, uniform in the exponent, and around 0.
fn sweep(low: f64, high: f64, seed: u64) -> impl Iterator<Item = f64> {
    let random = Random::new(seed, Stream::Sample, 0, 0);
    (0..100_000).flat_map(move |i| {
        let u = random.uniform(2 * i);
        let magnitude = (random.uniform(2 * i + 1) * 80.0 - 70.0).exp2();
        let signed = if i % 2 == 0 { magnitude } else { -magnitude };
        [low + (high - low) * u, signed.clamp(low, high)]
    })
}

fn compare(name: &str, ours: fn(f64) -> f64, theirs: fn(f64) -> f64, points: impl Iterator<Item = f64>) {
    let mut worst = (0, 0.0);
    for x in points.chain(SPECIAL) {
        worst = std::cmp::max_by_key(worst, (ulps(ours(x), theirs(x)), x), |w| w.0);
    }
    assert!(
        worst.0 <= 2,
        "{name}({:e}): {:e} against {:e}, {} ulps",
        worst.1,
        ours(worst.1),
        theirs(worst.1),
        worst.0
    );
}

#[test]
fn exponentials() {
    compare("exp", math::exp, f64::exp, sweep(-750.0, 712.0, 1));
    compare("exp", math::exp, f64::exp, sweep(-1.0, 1.0, 2));
    compare("expm1", math::expm1, f64::exp_m1, sweep(-45.0, 712.0, 3));
    compare("expm1", math::expm1, f64::exp_m1, sweep(-1.5, 1.5, 4));
    compare("tanh", math::tanh, f64::tanh, sweep(-25.0, 25.0, 5));
    compare("tanh", math::tanh, f64::tanh, sweep(-1.5, 1.5, 6));
}

#[test]
fn logarithms() {
    compare("log", math::log, f64::ln, sweep(0.0, 10.0, 7));
    compare("log", math::log, f64::ln, sweep(0.0, f64::MAX, 8));
    compare("log", math::log, f64::ln, sweep(0.5, 2.0, 9));
    compare("log", math::log, f64::ln, sweep(-1074.0, 1023.0, 10).map(f64::exp2));
    compare("log1p", math::log1p, f64::ln_1p, sweep(-1.0, 10.0, 11));
    compare("log1p", math::log1p, f64::ln_1p, sweep(-1.0, 1.0, 12));
    compare("log1p", math::log1p, f64::ln_1p, sweep(0.0, 1e18, 13));
    let of_share = |x: f64| if (0.0..=1.0).contains(&x) { math::log1p_of_share(x) } else { x.ln_1p() };
    compare("log1p_of_share", of_share, f64::ln_1p, sweep(0.0, 1.0, 12));
}

#[test]
fn circular() {
    for (high, seed) in [(1.0, 14), (10.0, 15), (1e6, 16), (1e22, 17), (1e300, 18)] {
        compare("sin", math::sin, f64::sin, sweep(-high, high, seed));
        compare("cos", math::cos, f64::cos, sweep(-high, high, seed));
    }
    // The floats nearest to multiples of π/2, where the reduction loses most.
    let multiples = |k: i32| f64::from(k) * std::f64::consts::FRAC_PI_2;
    compare("sin", math::sin, f64::sin, (-5_000..5_000).map(multiples));
    compare("cos", math::cos, f64::cos, (-5_000..5_000).map(multiples));
    // The float nearest of all to a multiple of π/2 and its cosine (Kahan; Muller et al., "Handbook of Floating-Point
    // Arithmetic", 2010). The platform's is 8 units off here.
    let hardest = 6_381_956_970_095_103.0 * 797f64.exp2();
    assert!(ulps(math::cos(hardest), -4.687_165_924_254_628e-19) <= 1);
    assert!(ulps(math::sin(hardest).abs(), 1.0) == 0);
}

#[test]
fn powers() {
    let random = Random::new(19, Stream::Sample, 0, 0);
    let check = |x: f64, y: f64| {
        let (ours, theirs) = (math::pow(x, y), x.powf(y));
        assert!(ulps(ours, theirs) <= 2, "pow({x:e}, {y:e}): {ours:e} against {theirs:e}");
    };
    for x in SPECIAL {
        for y in SPECIAL {
            check(x, y);
        }
    }
    for i in 0..200_000 {
        let x = (random.uniform(2 * i) * 2000.0 - 1000.0).exp2();
        check(x, (random.uniform(2 * i + 1) * 2.0 - 1.0) * 1080.0 / x.log2().abs());
        check(random.uniform(2 * i) * 3.0, (random.uniform(2 * i + 1) - 0.5) * 100.0);
        check(1.0 - 1e-4 * random.uniform(2 * i), random.uniform(2 * i + 1) * 1e6);
        check(-3.0 * random.uniform(2 * i), (random.uniform(2 * i + 1) * 200.0 - 100.0).round());
    }
}

#[test]
fn whole_powers() {
    for x in [0.9, 0.999, -1.5, 2.0, 0.0, f64::INFINITY] {
        for n in [-20, -3, -1, 0, 1, 2, 3, 10, 31] {
            let expected = x.powf(f64::from(n));
            let ours = math::powi(x, n);
            assert!(ulps(ours, expected) <= 16, "powi({x}, {n}): {ours:e} against {expected:e}");
        }
    }
    assert_eq!(math::powi(2.0, -1074), 0.0f64.max(1.0 / f64::INFINITY));
    assert_eq!(math::powi(1.0, i32::MIN), 1.0);
}

#[derive(serde::Deserialize)]
struct ErrorFunction {
    points: Vec<(f64, f64)>,
}

#[test]
fn error_function() {
    let expected: ErrorFunction = serde_json::from_str(&fixture("erf.json")).expect("the computed values");
    for (x, value) in expected.points {
        assert!(ulps(math::erf(x), value) <= 2, "erf({x}): {} against {value}", math::erf(x));
        assert_eq!(math::erf(-x), -math::erf(x));
    }
    for (x, value) in
        [(0.0, 0.0), (f64::INFINITY, 1.0), (f64::NEG_INFINITY, -1.0), (f64::NAN, f64::NAN), (6.5, 1.0)]
    {
        assert_eq!(ulps(math::erf(x), value), 0);
    }
    assert!(math::erf(-0.0).is_sign_negative());
    // The two halves meet, and the curve rises.
    let grid: Vec<f64> = (0..60_000).map(|i| math::erf(f64::from(i) * 1e-4)).collect();
    assert!(grid.windows(2).all(|pair| pair[1] >= pair[0]));
}
