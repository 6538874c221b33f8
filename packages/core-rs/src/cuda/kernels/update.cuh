// From sums of the gradient to new parameters: mean, penalty, clipping, optimizer, L1, average; as trainer/step.rs,
// adjustment.rs and update.rs.
#pragma once

#include "norm.cuh"
#include "optimizer.cuh"

enum Flags : u32 { MEASURED = 1, ADDS = 2, UPDATES = 4, KEEPS = 8 };

// Penalties are on weights, not on biases.
__device__ inline bool is_weight(const Run& run, u64 e) {
  const Layer* layer = at<Layer>(run.layers);
  while (e >= layer->biases + layer->units) layer++;
  return e < layer->biases;
}

template <class T>
__device__ inline T shrink(T w, T threshold) {
  const T size = absolute(w) - threshold;
  const T shrunk = w < T(0) ? -size : size;
  return size <= T(0) ? T(0) : shrunk;
}

// One pass, and what its updates share.
template <class T>
struct Update {
  const Run& run;
  const Pass& pass;
  u32 number;
  // What clips the norm; 1 for nothing.
  double factor;

  // Updates the parameter e by its mean gradient.
  __device__ APART void apply(u64 e, T g) const {
    T* parameters = at<T>(run.parameters);
    const T before = parameters[e];
    const bool weight = (run.l2 > 0.0 || pass.shrink > 0.0) && is_weight(run, e);
    if (run.l2 > 0.0 && weight) g = g + T(run.l2) * before;
    if (factor < 1.0) g = g * T(factor);
    if (run.clip_value > 0.0) {
      const T limit = T(run.clip_value);
      const T below = g > limit ? limit : g;
      g = below < -limit ? -limit : below;
    }
    if (pass.flags & KEEPS) at<T>(run.gradient)[e] = g;
    if (run.decay != 0.0) g = g + T(run.decay) * before;
    T after = Element<T>{run, pass, e}.step(before, g);
    if (!is_finite(after)) fail(run, number);
    if (pass.shrink > 0.0 && weight) after = shrink(after, T(pass.shrink));
    parameters[e] = after;
    if (run.average && pass.fresh != 0.0) {
      T& average = at<T>(run.average)[e];
      average = pass.fresh == 1.0 ? after : average + T(pass.fresh) * (after - average);
    }
  }
};

// 1 / (sum of the weights of the passes that make the update); rows without weights weigh 1.
__device__ inline double inverse_weight(const Run& run, const Pass& pass, u32 number) {
  const Outcome* outcomes = at<Outcome>(run.outcomes);
  const Pass* passes = &pass - number;
  double weight = 0.0;
  for (u32 i = pass.first_pass; i <= number; i++) weight += run.weight ? outcomes[i].weight : double(passes[i].rows);
  return weight == 0.0 ? 0.0 : 1.0 / weight;
}

// The factor that clips the norm; by the way the norms a measured pass is asked for. The mean gradient is stored.
template <class T>
__device__ APART double clipping(const Run& run, const Pass& pass, u32 number, double* shared) {
  for (u64 column = thread_number(); column < run.column_count; column += thread_count()) {
    column_squares<T>(run, u32(column));
  }
  GRID_BARRIER(at<Status>(run.status));
  const double* columns = at<double>(run.columns);
  if (pass.flags & MEASURED && blockIdx.x == 0) {
    Outcome& outcome = at<Outcome>(run.outcomes)[number];
    const double norms = block_rows_sum(at<double>(run.row_norm), at<double>(run.block_loss), pass.rows, shared);
    if (threadIdx.x < WARP) {
      const double norm = fold_columns(columns, run.column_count);
      if (threadIdx.x == 0) {
        outcome.norms = norms;
        outcome.square = norm;
      }
    }
  }
  if (run.clip_norm == 0.0) return 1.0;
  if (threadIdx.x < WARP) {
    const double norm = root(fold_columns(columns + run.column_count, run.column_count));
    if (threadIdx.x == 0) shared[0] = norm_factor(run.clip_norm, norm);
  }
  __syncthreads();
  return shared[0];
}

// Updates all parameters by what lies in the parts: part c of `count` at c * stride.
template <class T>
__device__ APART void update(const Run& run, const Pass& pass, u32 number, u32 count, u32 stride, double* shared) {
  const u64 n = run.parameter_count;
  const T* partials = at<T>(run.partials);
  T* gradient = at<T>(run.gradient);
  const bool updates = pass.flags & UPDATES;
  const T scale = updates ? T(inverse_weight(run, pass, number)) : T(1);
  auto mean = [&](u64 e) {
    const T sum = tree<T>(count, [&](u32 c) { return partials[u64(c) * stride * n + e]; });
    return (pass.flags & ADDS ? gradient[e] + sum : sum) * scale;
  };
  const bool stores = !updates || pass.flags & MEASURED || run.clip_norm > 0.0;
  if (stores) {
    for (u64 e = thread_number(); e < n; e += thread_count()) gradient[e] = mean(e);
  }
  if (!updates) return;
  double factor = 1.0;
  if (stores) {
    GRID_BARRIER(at<Status>(run.status));
    factor = clipping<T>(run, pass, number, shared);
  }
  const Update<T> update{run, pass, number, factor};
  for (u64 e = thread_number(); e < n; e += thread_count()) update.apply(e, stores ? gradient[e] : mean(e));
}
