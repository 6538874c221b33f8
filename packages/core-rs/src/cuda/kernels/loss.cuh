// Losses of one output, and the cross-entropy of a row, as loss/*.rs, which explains them.
#pragma once

#include "math.cuh"

enum Loss : u32 {
  MSE,
  HALF_SQUARED_ERROR,
  MAE,
  HUBER,
  LOG_COSH,
  QUANTILE,
  EPSILON_INSENSITIVE,
  POISSON,
  BINARY_CROSS_ENTROPY,
  HINGE,
  SQUARED_HINGE,
  CROSS_ENTROPY
};

template <class T>
struct Graded {
  T loss, gradient;
};

template <class T>
__device__ inline T positive(T x) {
  return x <= T(0) ? T(0) : x;
}

template <class T>
__device__ inline T sign_of(T x) {
  const T at_most_zero = x < T(0) ? -T(1) : x;
  return x > T(0) ? T(1) : at_most_zero;
}

__device__ inline Graded<double> log_cosh(double raw, double y) {
  const double error = raw - y;
  const double size = absolute(error);
  const double decay = expm1_of(-2.0 * size);
  const double slope = -decay / (2.0 + decay);
  const bool near = size < 0.88;
  const double square = slope * slope;
  const double numerator = near ? square : 1.0 + decay;
  const double denominator = near ? 1.0 - square : 1.0;
  const double log = log1p_of_share(numerator / denominator);
  return {near ? 0.5 * log : (size - 0.6931471805599453) + log, copy_sign(slope, error)};
}

// In float64 for both types.
__device__ APART Graded<double> grade_wide(u32 loss, double raw, double y) {
  if (loss == LOG_COSH) return log_cosh(raw, y);
  if (loss == POISSON) {
    const double mean = exponential(raw);
    return {mean - y * raw, mean - y};
  }
  const Logistic at = logistic(raw);  // BINARY_CROSS_ENTROPY
  const double straight = (raw <= 0.0 ? 0.0 : raw) - y * raw;
  return {straight + log1p_of_share(at.decay), at.value - y};
}

template <class T>
__device__ inline Graded<T> huber(T error, T delta) {
  T gradient = error > delta ? delta : error;
  gradient = gradient < -delta ? -delta : gradient;
  return {gradient * (error - T(0.5) * gradient), gradient};
}

template <class T>
__device__ inline Graded<T> quantile_loss(T error, double quantile) {
  const T above = T(-quantile), below = T(1.0 - quantile);
  const T at_most_zero = error < T(0) ? above : T(0.5 - quantile);
  const T gradient = error > T(0) ? below : at_most_zero;
  return {gradient * error, gradient};
}

// Loss and gradient of one raw prediction.
template <class T>
__device__ inline Graded<T> grade(const Run& run, T raw, T y) {
  const T error = raw - y;
  switch (run.loss) {
    case MSE:
      return {error * error, error + error};
    case HALF_SQUARED_ERROR:
      return {T(0.5) * error * error, error};
    case MAE:
      return {absolute(error), sign_of(error)};
    case HUBER:
      return huber(error, T(run.loss_option));
    case QUANTILE:
      return quantile_loss(error, run.loss_option);
    case EPSILON_INSENSITIVE: {
      const T excess = absolute(error) - T(run.loss_option);
      return {positive(excess), excess <= T(0) ? T(0) : sign_of(error)};
    }
    case HINGE: {
      const T sign = y + y - T(1);
      const T margin = T(1) - sign * raw;
      return {positive(margin), margin <= T(0) ? T(0) : -sign};
    }
    case SQUARED_HINGE: {
      const T sign = y + y - T(1);
      const T margin = positive(T(1) - sign * raw);
      return {margin * margin, -(sign * (margin + margin))};
    }
    default: {
      const Graded<double> wide = grade_wide(run.loss, double(raw), double(y));
      return {T(wide.loss), T(wide.gradient)};
    }
  }
}

// Adds what each lane has, lane after lane, the first `count` of them.
__device__ inline double add_in_order(double sum, double mine, u32 count) {
  for (u32 lane = 0; lane < count; lane++) sum = sum + __shfl_sync(ALL_LANES, mine, lane);
  return sum;
}

__device__ inline double largest_of(double mine) {
  for (u32 half = WARP / 2; half > 0; half /= 2) {
    const double other = __shfl_xor_sync(ALL_LANES, mine, half);
    mine = other > mine ? other : mine;
  }
  return mine;
}

// Log loss of a row of k logits by a warp; the gradient goes to `gradient` (k). Every lane gets the loss.
template <class T>
__device__ APART double cross_entropy(const T* raw, double target, u32 k, double smoothing, T* gradient) {
  const u32 lane = lane_number();
  double largest = -INFINITE;
  for (u32 j = lane; j < k; j += WARP) largest = double(raw[j]) > largest ? double(raw[j]) : largest;
  largest = largest_of(largest);
  double sum = 0.0, logits = 0.0;
  for (u32 first = 0; first < k; first += WARP) {
    const u32 j = first + lane, count = k - first < WARP ? k - first : WARP;
    const double logit = j < k ? double(raw[j]) - largest : 0.0;
    const double power = exponential(logit);
    if (j < k) gradient[j] = T(power);
    sum = add_in_order(sum, power, count);
    logits = add_in_order(logits, logit, count);
  }
  const double spread = smoothing / double(k), certain = 1.0 - smoothing, scale = 1.0 / sum;
  const bool known = target >= 0.0 && target < double(k) && double(u32(target)) == target;
  const u32 of_target = known ? u32(target) : k;
  for (u32 j = lane; j < k; j += WARP) {
    const double share = double(gradient[j]) * scale;
    const double slope = j == of_target ? share - (certain + spread) : share - spread;
    gradient[j] = known ? T(slope) : T(from_bits(NAN_BITS));
  }
  if (!known) return from_bits(NAN_BITS);
  const double smoothed = spread > 0.0 ? spread * logits : 0.0;
  return logarithm(sum) - certain * (double(raw[of_target]) - largest) - smoothed;
}
