// The transcendental functions of Numerics version 1, operation by operation as in math/*.rs, which explains them.
#pragma once

#include "grid.cuh"

__device__ inline u64 bits_of(double x) { return u64(__double_as_longlong(x)); }
__device__ inline double from_bits(u64 bits) { return __longlong_as_double((long long)bits); }

#define SIGN_BIT 0x8000000000000000ull
#define NAN_BITS 0x7ff8000000000000ull
#define INFINITE from_bits(0x7ff0000000000000ull)

__device__ inline double absolute(double x) { return from_bits(bits_of(x) & ~SIGN_BIT); }
__device__ inline float absolute(float x) { return __int_as_float(__float_as_int(x) & 0x7fffffff); }
__device__ inline double copy_sign(double size, double sign) {
  return from_bits((bits_of(size) & ~SIGN_BIT) | (bits_of(sign) & SIGN_BIT));
}
__device__ inline float root(float x) { return __fsqrt_rn(x); }
__device__ inline double root(double x) { return __dsqrt_rn(x); }
// Neither NaN nor infinite.
template <class T>
__device__ inline bool is_finite(T x) {
  return x * T(0) == T(0);
}

#define LN2_HIGH 0.693147180559663
#define LN2_LOW 2.8235290563031577e-13
#define SHIFT 6755399441055744.0

template <int N>
__device__ inline double polynomial(double x, const double (&coefficients)[N]) {
  double sum = 0.0;
#pragma unroll
  for (int i = N - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

struct Pair {
  double high, low;
};

__device__ inline Pair two_sum(double a, double b) {
  const double sum = a + b, t = sum - a;
  return {sum, (a - (sum - t)) + (b - t)};
}

__device__ inline Pair halves_of(double x) {
  const double t = 134217729.0 * x, high = t - (t - x);
  return {high, x - high};
}

__device__ inline Pair two_product(double a, double b) {
  const double product = a * b;
  const Pair p = halves_of(a), q = halves_of(b);
  return {product, ((p.high * q.high - product) + p.high * q.low + p.low * q.high) + p.low * q.low};
}

__device__ inline double nearest(double x) { return (x + SHIFT) - SHIFT; }
__device__ inline double power_of_two(double k) { return from_bits((bits_of(k + SHIFT) + 1023) << 52); }
__device__ inline double scale_by(double x, double k) {
  const double half = nearest(0.5 * k);
  return x * power_of_two(half) * power_of_two(k - half);
}

struct Reduced {
  double k, r, rest;
};

__device__ inline Reduced reduce(double x, double tail) {
  const double k = nearest(x * 1.4426950408889634);
  const double high = x - k * LN2_HIGH;
  const double low = k * LN2_LOW - tail;
  const double r = high - low;
  return {k, r, (high - r) - low};
}

__device__ inline double exp_series(double r) {
  const double series[12] = {1.0 / 2.0,       1.0 / 6.0,        1.0 / 24.0,        1.0 / 120.0,
                             1.0 / 720.0,     1.0 / 5040.0,     1.0 / 40320.0,     1.0 / 362880.0,
                             1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0};
  return polynomial(r, series);
}

__device__ APART double exp_of_sum(double x, double tail) {
  double near = x > 709.8 ? 709.8 : x;
  near = near < -746.0 ? -746.0 : near;
  const double kept = near == x ? tail : 0.0;
  const Reduced parts = reduce(near, kept);
  const double power = 1.0 + (parts.r + (parts.r * parts.r * exp_series(parts.r) + parts.rest));
  return scale_by(power, parts.k);
}

__device__ inline double exponential(double x) { return exp_of_sum(x, 0.0); }

// e^x - 1 = 2^k (high + low).
struct Expm1 {
  double high, low, k;
};

__device__ inline Expm1 expm1_pair(double x) {
  const Reduced parts = reduce(x, 0.0);
  const double tail = parts.r * parts.r * exp_series(parts.r) + parts.rest;
  const Pair sum = two_sum(1.0 - scale_by(1.0, -parts.k), parts.r);
  return {sum.high, sum.low + tail, parts.k};
}

__device__ inline double expm1_of(double x) {
  double near = x > 709.8 ? 709.8 : x;
  near = near < -38.0 ? -38.0 : near;
  const Expm1 parts = expm1_pair(near);
  return x == 0.0 ? x : scale_by(parts.high + parts.low, parts.k);
}

__device__ inline double tanh_of(double x) {
  const double size = absolute(x) > 22.0 ? 22.0 : absolute(x);
  const Expm1 parts = expm1_pair(2.0 * size);
  const double power = power_of_two(parts.k);
  const double far = 1.0 - 2.0 / ((parts.high + parts.low) * power + 2.0);
  const Pair t = two_sum(parts.high * power, parts.low * power);
  const Pair den = two_sum(2.0, t.high);
  const double quotient = t.high / den.high;
  const Pair product = two_product(quotient, den.high);
  const double rest = ((t.high - product.high) - product.low) + (t.low - quotient * (den.low + t.low));
  const double near = quotient + rest / den.high;
  return copy_sign(size > 0.55 ? far : near, x);
}

__device__ inline double log_of(double k, double f, double rest) {
  const double series[11] = {2.0 / 3.0,  2.0 / 5.0,  2.0 / 7.0,  2.0 / 9.0,  2.0 / 11.0, 2.0 / 13.0,
                             2.0 / 15.0, 2.0 / 17.0, 2.0 / 19.0, 2.0 / 21.0, 2.0 / 23.0};
  const double s = f / (2.0 + f);
  const double square = s * s;
  const double half_square = 0.5 * f * f;
  const double sum = square * polynomial(square, series);
  return k * LN2_HIGH - ((half_square - (s * (half_square + sum) + (k * LN2_LOW + rest))) - f);
}

__device__ APART double logarithm(double x) {
  const u64 root_half = 0x3fe6a09e667f3bcdull, one = 1023ull << 52;
  const bool tiny = x < 2.2250738585072014e-308;
  const u64 bits = bits_of(tiny ? x * 18014398509481984.0 : x);
  const u64 biased = (bits - root_half + one) >> 52;
  const double k = from_bits(bits_of(4503599627370496.0) | biased) - (4503599627370496.0 + 1023.0);
  const double m = from_bits(bits - (biased << 52) + one);
  const double of_finite = log_of(k - (tiny ? 54.0 : 0.0), m - 1.0, 0.0);
  double of_special = x < 0.0 ? from_bits(NAN_BITS) : x;
  of_special = x == 0.0 ? -INFINITE : of_special;
  return x > 0.0 && x < INFINITE ? of_finite : of_special;
}

__device__ APART double log1p_of_share(double x) {
  const bool upper = x > 1.4142135623730951 - 1.0;
  return log_of(upper ? 1.0 : 0.0, upper ? 0.5 * (x - 1.0) : x, 0.0);
}

__device__ inline double erfc_of(double x) {
  const double series[19] = {
      -0.6815073946959309,     0.3163515974047429,      0.005482392004191385,   -0.001186725653859605,
      -6.589838851799376e-5,   1.1941638439811627e-5,   7.366143690515495e-7,   -1.7498043039278513e-7,
      -6.351639996363049e-9,   2.908695063774478e-9,    -1.7069162261603255e-11, -4.6625657220479394e-11,
      2.755721247760982e-12,   6.150456162686476e-13,   -8.487128803107122e-14, -4.421566513848112e-15,
      1.7109079966886944e-15,  -5.922404352586632e-17,  -2.2251127966035173e-17};
  const double t = 2.0 / (2.0 + x);
  const double u = (t - 43.0 / 88.0) * (88.0 / 21.0);
  double b1 = 0.0, b2 = 0.0;
#pragma unroll
  for (int i = 18; i >= 1; i--) {
    const double b = 2.0 * u * b1 - b2 + series[i];
    b2 = b1;
    b1 = b;
  }
  const Pair square = two_product(x, x);
  return t * exp_of_sum(u * b1 - b2 + series[0] - square.high, -square.low);
}

__device__ inline double erf_of(double x) {
  const double series[16] = {1.0,
                             -1.0 / 3.0,
                             1.0 / (2.0 * 5.0),
                             -1.0 / (6.0 * 7.0),
                             1.0 / (24.0 * 9.0),
                             -1.0 / (120.0 * 11.0),
                             1.0 / (720.0 * 13.0),
                             -1.0 / (5040.0 * 15.0),
                             1.0 / (40320.0 * 17.0),
                             -1.0 / (362880.0 * 19.0),
                             1.0 / (3628800.0 * 21.0),
                             -1.0 / (39916800.0 * 23.0),
                             1.0 / (479001600.0 * 25.0),
                             -1.0 / (6227020800.0 * 27.0),
                             1.0 / (87178291200.0 * 29.0),
                             -1.0 / (1307674368000.0 * 31.0)};
  const double size = absolute(x) > 6.0 ? 6.0 : absolute(x);
  const double near = size * polynomial(size * size, series) * 1.1283791670955126;
  const double far = 1.0 - erfc_of(size < 0.75 ? 0.75 : size);
  return copy_sign(size < 0.75 ? near : far, x);
}

// The logistic function, and what goes with it: e^-|z|, and 1 - value without loss.
struct Logistic {
  double decay, value, complement;
};

__device__ inline Logistic logistic(double z) {
  const double decay = exponential(-absolute(z));
  const double above = 1.0 / (1.0 + decay);
  const double below = decay * above;
  return z < 0.0 ? Logistic{decay, below, above} : Logistic{decay, above, below};
}
