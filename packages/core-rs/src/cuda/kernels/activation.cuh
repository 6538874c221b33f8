// Activations: f(z) and its slope, as activation/*.rs, which explains them.
#pragma once

#include "math.cuh"

enum Activation : u32 { IDENTITY, RELU, LEAKY_RELU, ELU, TANH, SIGMOID, GELU, GELU_TANH, SILU, SOFTPLUS };

template <class T>
struct Activated {
  T value, slope;
};

__device__ inline Activated<double> gelu(double z) {
  const double share = 0.5 * (1.0 + erf_of(z * 0.7071067811865476));
  const double density = 0.3989422804014327 * exponential(-0.5 * z * z);
  return {z * share, share + z * density};
}

__device__ inline Activated<double> gelu_tanh(double z) {
  const double scale = 1.5957691216057308, cube = 0.044715;
  double near = z < -100.0 ? -100.0 : z;
  near = near > 100.0 ? 100.0 : near;
  const double square = near * near;
  const Logistic at = logistic(scale * near * (1.0 + cube * square));
  const double inner = scale * (1.0 + 3.0 * cube * square);
  return {z * at.value, at.value + near * (at.value * at.complement) * inner};
}

// In float64 for both types.
__device__ APART Activated<double> activate_wide(u32 activation, double z) {
  switch (activation) {
    case ELU: {
      const double below = expm1_of(z > 0.0 ? 0.0 : z);
      return {z > 0.0 ? z : below, below + 1.0};
    }
    case TANH: {
      const double value = tanh_of(z);
      return {value, 1.0 - value * value};
    }
    case GELU:
      return gelu(z);
    case GELU_TANH:
      return gelu_tanh(z);
    case SIGMOID: {
      const Logistic at = logistic(z);
      return {at.value, at.value * at.complement};
    }
    case SILU: {
      const Logistic at = logistic(z);
      return {z * at.value, at.value + z * (at.value * at.complement)};
    }
    default: {  // SOFTPLUS
      const Logistic at = logistic(z);
      return {(z <= 0.0 ? 0.0 : z) + log1p_of_share(at.decay), at.value};
    }
  }
}

template <class T>
__device__ inline Activated<T> activate(u32 activation, T z) {
  switch (activation) {
    case IDENTITY:
      return {z, T(1)};
    case RELU:
      return z <= T(0) ? Activated<T>{T(0), T(0)} : Activated<T>{z, T(1)};
    case LEAKY_RELU:
      return z <= T(0) ? Activated<T>{T(0.01) * z, T(0.01)} : Activated<T>{z, T(1)};
    default: {
      const Activated<double> wide = activate_wide(activation, double(z));
      return {T(wide.value), T(wide.slope)};
    }
  }
}
