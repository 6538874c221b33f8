// Squared norms of a gradient by rule 4, as model/norm.rs; of single rows' gradients, as model/dense.rs and
// model/linear_norms.rs.
#pragma once

#include "loss.cuh"
#include "sums.cuh"

template <class T>
__device__ inline double square(T value) {
  return double(value) * double(value);
}

// Squares of one column of the mean gradient, as it is; with the L2 penalty too where norms are clipped.
template <class T>
__device__ APART void column_squares(const Run& run, u32 column) {
  const T* gradient = at<T>(run.gradient);
  const T* parameters = at<T>(run.parameters);
  double* columns = at<double>(run.columns);
  const Layer* layer = at<Layer>(run.layers);
  u32 j = column;
  for (; j >= 2 * layer->units; layer++) j -= 2 * layer->units;
  const bool is_bias = j >= layer->units;
  const u64 first = is_bias ? layer->biases + j - layer->units : layer->weights + j, stride = layer->units;
  const u32 length = is_bias ? 1 : layer->inputs;
  const double plain = rows_sum(length, [&](u32 p) { return square(gradient[first + p * stride]); });
  columns[column] = plain;
  if (run.clip_norm == 0.0) return;
  columns[run.column_count + column] = run.l2 == 0.0 || is_bias ? plain : rows_sum(length, [&](u32 p) {
    const u64 e = first + p * stride;
    return square(gradient[e] + T(run.l2) * parameters[e]);
  });
}

// The squared norm from the squares of its columns, by a warp.
__device__ inline double fold_columns(const double* columns, u32 count) {
  double sum = 0.0;
  for (u32 column = lane_number(); column < count; column += WARP) sum += columns[column];
  return fold_lanes(sum);
}

// The factor that brings a gradient of this norm down to the limit, at most 1.
__device__ inline double norm_factor(double limit, double norm) {
  const double factor = limit / (norm + 1e-6);
  return factor < 1.0 && is_finite(norm) ? factor : 1.0;
}

// The squared norm of one row's own gradient of a dense model, by a thread.
template <class T>
__device__ APART double dense_row_norm(const Run& run, const Pass& pass, u32 i) {
  const Layer* layers = at<Layer>(run.layers);
  double norm = 0.0;
  for (int l = int(run.layer_count) - 1; l >= 0; l--) {
    const Layer& layer = layers[l];
    const T* delta = at<T>(layer.deltas) + u64(i) * layer.units;
    const T* input = l == 0 ? at<T>(run.x) + row_at(run, pass, i) * run.d
                            : at<T>(layers[l - 1].outputs) + u64(i) * layer.inputs;
    const double deltas = sum_in_order({0, layer.units}, [&](u32 j) { return square(delta[j]); });
    const double inputs = sum_in_order({0, layer.inputs}, [&](u32 p) { return square(input[p]); });
    norm += deltas * (inputs + 1.0);
  }
  return norm;
}

// The same of a linear model of one output, by a warp: sums of 16 lanes.
template <class T>
__device__ APART double linear_row_norm(const Run& run, u64 row) {
  const u32 lane = lane_number(), lanes = 16;
  const T* x = at<T>(run.x) + row * run.d;
  const T* w = at<T>(run.parameters);
  double dot = 0.0, squares = 0.0;
#pragma unroll 4
  for (u32 i = lane; lane < lanes && i < run.d; i += lanes) {
    dot += double(x[i]) * double(w[i]);
    squares += square(x[i]);
  }
  dot = add_in_order(0.0, dot, lanes);
  squares = add_in_order(0.0, squares, lanes);
  const T raw = T(dot + double(w[run.d]));
  double gradient = double(grade(run, raw, at<T>(run.y)[row]).gradient);
  if (run.weight) gradient *= double(at<T>(run.weight)[row]);
  return gradient * gradient * (squares + 1.0);
}
