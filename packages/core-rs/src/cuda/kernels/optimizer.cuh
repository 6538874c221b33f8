// Optimizers: from a parameter and its gradient to the new parameter, as optimizer/*.rs, which explains them. Their
// factors come from the host, in the order that abi.rs says.
#pragma once

#include "math.cuh"

enum Optimizer : u32 {
  SGD,
  MOMENTUM,
  ADAM,
  AMSGRAD,
  NADAM,
  ADAMAX,
  RMSPROP,
  RMSPROP_MOMENTUM,
  RMSPROP_CENTERED,
  RMSPROP_CENTERED_MOMENTUM,
  ADAGRAD,
  ADADELTA
};

__device__ inline float negligible(float) { return 1.17549435e-38f; }
__device__ inline double negligible(double) { return 2.2250738585072014e-308; }

template <class T>
__device__ inline T settle(T value) {
  return absolute(value) < negligible(T(0)) ? T(0) : value;
}

template <class T>
__device__ inline T lerp(T mean, T gradient, T kept, T fresh) {
  return kept > fresh ? mean + fresh * (gradient - mean) : gradient - (gradient - mean) * (T(1) - fresh);
}

// The running mean of the squared gradient.
template <class T>
__device__ inline T mean_square(T v, T g, T kept, T fresh) {
  return settle(v * kept + fresh * g * g);
}

// One element: its buffers, and the factors of the step.
template <class T>
struct Element {
  const Run& run;
  const Pass& pass;
  u64 e;

  __device__ T factor(int i) const { return T(pass.factors[i]); }
  __device__ T& buffer(int i) const { return at<T>(run.buffers[i])[e]; }

  __device__ T momentum(T p, T g) const {
    T& v = buffer(0);
    v = settle(factor(3) != T(0) ? g : v * factor(1) + factor(2) * g);
    return p - factor(0) * (factor(4) != T(0) ? g + factor(1) * v : v);
  }

  __device__ T adam(T p, T g, bool amsgrad) const {
    T &m = buffer(0), &v = buffer(1);
    m = settle(lerp(m, g, factor(4), factor(6)));
    v = mean_square(v, g, factor(5), factor(7));
    T largest = v;
    if (amsgrad) {
      T& kept = buffer(2);
      largest = kept >= v ? kept : v;
      kept = largest;
    }
    return p * factor(3) - factor(0) * m / (root(largest) / factor(1) + factor(2));
  }

  __device__ T nadam(T p, T g) const {
    T &m = buffer(0), &v = buffer(1);
    m = settle(lerp(m, g, factor(4), factor(6)));
    v = mean_square(v, g, factor(5), factor(7));
    const T scale = root(v / factor(2)) + factor(3);
    return p - factor(0) * g / scale - factor(1) * m / scale;
  }

  __device__ T adamax(T p, T g) const {
    T &m = buffer(0), &u = buffer(1);
    m = settle(lerp(m, g, factor(2), factor(4)));
    const T kept = u * factor(3), fresh = absolute(g) + factor(1);
    u = kept >= fresh ? kept : fresh;
    return p - factor(0) * m / u;
  }

  __device__ T rmsprop(T p, T g, int buffered, int mean_at) const {
    T& v = buffer(0);
    v = mean_square(v, g, factor(1), factor(2));
    T variance = v;
    if (mean_at > 0) {
      T& mean = buffer(mean_at);
      mean = settle(lerp(mean, g, factor(1), factor(2)));
      variance = v - mean * mean;
      variance = variance < T(0) ? T(0) : variance;
    }
    const T scaled = g / (root(variance) + factor(3));
    if (buffered == 0) return p - factor(0) * scaled;
    T& through = buffer(buffered);
    through = settle(through * factor(4) + scaled);
    return p - factor(0) * through;
  }

  __device__ T adagrad(T p, T g) const {
    T& sum = buffer(0);
    sum = sum + g * g;
    return p - factor(0) * g / (root(sum) + factor(1));
  }

  __device__ T adadelta(T p, T g) const {
    T &v = buffer(0), &u = buffer(1);
    v = mean_square(v, g, factor(1), factor(2));
    const T delta = root(u + factor(3)) / root(v + factor(3)) * g;
    u = mean_square(u, delta, factor(1), factor(2));
    return p - factor(0) * delta;
  }

  __device__ APART T step(T p, T g) const {
    switch (run.optimizer) {
      case SGD:
        return p - factor(0) * g;
      case MOMENTUM:
        return momentum(p, g);
      case ADAM:
        return adam(p, g, false);
      case AMSGRAD:
        return adam(p, g, true);
      case NADAM:
        return nadam(p, g);
      case ADAMAX:
        return adamax(p, g);
      case RMSPROP:
        return rmsprop(p, g, 0, 0);
      case RMSPROP_MOMENTUM:
        return rmsprop(p, g, 1, 0);
      case RMSPROP_CENTERED:
        return rmsprop(p, g, 0, 1);
      case RMSPROP_CENTERED_MOMENTUM:
        return rmsprop(p, g, 1, 2);
      case ADAGRAD:
        return adagrad(p, g);
      default:
        return adadelta(p, g);
    }
  }
};
