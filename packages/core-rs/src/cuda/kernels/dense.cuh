// A batch through dense layers: forward, loss, back, and the sums of the weights' gradients; as model/dense.rs.
#pragma once

#include "activation.cuh"
#include "product.cuh"
#include "random.cuh"
#include "update.cuh"

// Weights of a last layer that warps read row by row, at most: they stay in every multiprocessor's cache.
#define MOST_BY_ROW 16384u

template <class T>
struct Dense {
  const Run& run;
  const Pass& pass;
  u32 number;
  T* shared;

  __device__ const Layer& layer(u32 l) const { return at<Layer>(run.layers)[l]; }
  __device__ u32 last() const { return run.layer_count - 1; }

  // The inputs of a layer (m, inputs): rows of X by number, or the outputs before.
  template <bool OUTER_ROWS>
  __device__ Operand<T, OUTER_ROWS> inputs(u32 l, u32 outer, u32 ones) const {
    if (l > 0) return {at<T>(layer(l - 1).outputs), layer(l).inputs, nullptr, outer, ones};
    const T* x = at<T>(run.x);
    if (run.order) return {x, run.d, at<u32>(run.order) + pass.start, outer, ones};
    return {x + pass.start * run.d, run.d, nullptr, outer, ones};
  }

  // Row i of the inputs of a layer.
  __device__ const T* input_row(u32 l, u32 i) const {
    return l > 0 ? at<T>(layer(l - 1).outputs) + u64(i) * layer(l).inputs
                 : at<T>(run.x) + row_at(run, pass, i) * run.d;
  }

  // From z without its bias to the output, and the slope.
  __device__ APART void finish(u32 l, u32 i, u32 j, T sum) const {
    const Layer& to = layer(l);
    const u64 place = u64(i) * to.units + j;
    const T z = sum + at<T>(run.parameters)[to.biases + j];
    if (l == last()) {
      at<T>(to.outputs)[place] = z;
      return;
    }
    Activated<T> out = activate(to.activation, z);
    if (to.dropout_limit) {
      const u64 index = (pass.first_row + i) * to.units + j;
      const bool drops = dropout_word(run.seed, pass.step, l, index) < to.dropout_limit;
      const T factor = drops ? T(0) : T(to.dropout_scale);
      out.value = out.value * factor;
      out.slope = out.slope * factor;
    }
    at<T>(to.outputs)[place] = out.value;
    at<T>(to.deltas)[place] = out.slope;
  }

  // Sums of one column: a warp a row, from row(i) and w.
  template <class Row, class Visit>
  __device__ void dots(Row row, const T* w, u32 length, Visit visit) const {
    for (u32 i = warp_number(); i < pass.rows; i += warp_count()) {
      const T sum = dot_lanes(row(i), w, length);
      if (lane_number() == 0) visit(i, 0, sum);
    }
  }

  __device__ void forward(u32 l) const {
    const Layer& to = layer(l);
    const T* w = at<T>(run.parameters) + to.weights;
    const auto visit = [this, l](u32 i, u32 j, T sum) { finish(l, i, j, sum); };
    if (to.units == 1) {
      dots([&](u32 i) { return input_row(l, i); }, w, to.inputs, visit);
    } else {
      const Operand<T, false> b{w, to.units, nullptr, to.units, NO_ONES};
      product(inputs<true>(l, pass.rows, NO_ONES), b, to.inputs, shared, visit);
    }
  }

  // Takes the loss of a row, and its weight to loss and gradient.
  __device__ void weigh(u32 i, double loss, u32 first, u32 step) const {
    const Layer& from = layer(last());
    double* losses = at<double>(run.row_loss);
    if (run.weight) {
      const T weight = at<T>(run.weight)[row_at(run, pass, i)];
      T* deltas = at<T>(from.deltas) + u64(i) * from.units;
      for (u32 j = first; j < from.units; j += step) deltas[j] = deltas[j] * weight;
      if (first == 0) at<double>(run.row_weight)[i] = double(weight);
      loss = loss * double(weight);
    }
    if (first == 0) losses[i] = loss;
  }

  // A loss of each output alone: a thread a row.
  __device__ APART void grade_row(u32 i) const {
    const Layer& from = layer(last());
    const u32 k = from.units;
    const T* raw = at<T>(from.outputs) + u64(i) * k;
    const T* y = at<T>(run.y) + row_at(run, pass, i) * run.targets;
    T* deltas = at<T>(from.deltas) + u64(i) * k;
    const double share = 1.0 / double(k);
    double sum = 0.0;
    for (u32 j = 0; j < k; j++) {
      const Graded<T> graded = grade(run, raw[j], y[j]);
      deltas[j] = graded.gradient * T(share);
      sum += double(graded.loss);
    }
    weigh(i, sum * share, 0, 1);
  }

  // The cross-entropy of a row: a warp a row.
  __device__ void entropy_row(u32 i) const {
    const Layer& from = layer(last());
    const u64 place = u64(i) * from.units;
    const double target = double(at<T>(run.y)[row_at(run, pass, i) * run.targets]);
    const double loss = cross_entropy(at<T>(from.outputs) + place, target, from.units, run.loss_option,
                                      at<T>(from.deltas) + place);
    weigh(i, loss, lane_number(), WARP);
  }

  __device__ APART void losses() const {
    if (run.loss != CROSS_ENTROPY) {
      for (u64 i = thread_number(); i < pass.rows; i += thread_count()) grade_row(u32(i));
      return;
    }
    for (u32 i = warp_number(); i < pass.rows; i += warp_count()) entropy_row(i);
  }

  // Whether a warp can take a row through the last layer, the loss and back: three phases in one, each sum as in theirs.
  __device__ bool ends_by_row() const {
    const Layer& end = layer(last());
    return end.units > 1 && end.units <= WARP && end.inputs * end.units <= MOST_BY_ROW && (last() == 0 || end.inputs > 1);
  }

  __device__ APART void end_row(u32 i) const {
    const Layer& end = layer(last());
    const u32 lane = lane_number(), k = end.units;
    const T* w = at<T>(run.parameters) + end.weights;
    const T* x = input_row(last(), i);
    if (lane < k) {
      T sum = T(0);
#pragma unroll 16
      for (u32 p = 0; p < end.inputs; p++) sum = sum + x[p] * w[p * k + lane];
      finish(last(), i, lane, sum);
    }
    __syncwarp();
    if (run.loss == CROSS_ENTROPY) {
      entropy_row(i);
    } else if (lane == 0) {
      grade_row(i);
    }
    if (last() == 0) return;
    __syncwarp();
    const T* delta = at<T>(end.deltas) + u64(i) * k;
    for (u32 p = lane; p < end.inputs; p += WARP) {
      T sum = T(0);
      for (u32 j = 0; j < k; j++) sum = sum + delta[j] * w[p * k + j];
      chain(last(), i, p, sum);
    }
  }

  // Slopes of the layer before become gradients of its z.
  __device__ void chain(u32 l, u32 i, u32 p, T gradient) const {
    T& delta = at<T>(layer(l - 1).deltas)[u64(i) * layer(l).inputs + p];
    delta = delta * gradient;
  }

  // From the deltas of a layer to those of the layer before.
  __device__ void back(u32 l) const {
    const Layer& from = layer(l);
    const T *w = at<T>(run.parameters) + from.weights, *deltas = at<T>(from.deltas);
    const auto visit = [this, l](u32 i, u32 p, T sum) { chain(l, i, p, sum); };
    if (from.inputs == 1) {
      dots([&](u32 i) { return deltas + u64(i) * from.units; }, w, from.units, visit);
    } else {
      const Operand<T, true> a{deltas, from.units, nullptr, pass.rows, NO_ONES};
      const Operand<T, true> b{w, from.units, nullptr, from.inputs, NO_ONES};
      product(a, b, from.units, shared, visit);
    }
  }

  // Calls with (parameter, part, sum, whether it is the first of its part) for every weight and bias of a layer and every
  // block of 256 rows; blocks of a part come in order. A bias is the weight of an input of 1. Gives whose turn is next.
  template <int MICRO, class Visit>
  __device__ APART u32 weight_tiles(u32 l, u32 turn, Visit visit) const {
    const Layer& of = layer(l);
    const u32 m = pass.rows, parts = chunk_count(m), rows = of.inputs + 1;
    const auto a = inputs<false>(l, of.inputs, of.inputs);
    const Operand<T, false> b{at<T>(of.deltas), of.units, nullptr, of.units, NO_ONES};
    return each_tile<T, MICRO>(rows, of.units, parts, turn, [&](Tile<T, MICRO>& tile, u32 part) {
      for (u32 block = 0; block < blocks_of_chunk(m, parts); block++) {
        const Span span = block_span(part, block, m, parts);
        if (span.from == span.to) continue;
        tile.clear();
        tile.add(a, b, span.from, span.to, shared);
        tile.each(rows, of.units, [&](u32 p, u32 j, T sum) {
          visit(of.weights + u64(p) * of.units + j, part, sum, block == 0);
        });
      }
    });
  }

  template <class Visit>
  __device__ void weight_gradients(Visit visit) const {
    u32 turn = 0;
    for (u32 l = 0; l < run.layer_count; l++) {
      const Layer& of = layer(l);
      by_size(of.inputs + 1, of.units, chunk_count(pass.rows), [&](auto size) {
        turn = weight_tiles<decltype(size)::MICRO>(l, turn, visit);
      });
    }
  }

  // Loss and weight of the batch: the last block's work, which has the fewest tiles.
  __device__ APART void outcome() const {
    if (blockIdx.x != gridDim.x - 1) return;
    Outcome& to = at<Outcome>(run.outcomes)[number];
    double* room = reinterpret_cast<double*>(shared);
    const double loss = block_rows_sum(at<double>(run.row_loss), at<double>(run.block_loss), pass.rows, room);
    double weight = double(pass.rows);
    if (run.weight) weight = block_rows_sum(at<double>(run.row_weight), at<double>(run.block_weight), pass.rows, room);
    if (threadIdx.x != 0) return;
    to.loss = loss;
    to.weight = weight;
    if (!is_finite(loss)) fail(run, number);
  }

  // Whether sums can become steps where they are made: they are all there, and nobody has to see them before.
  __device__ bool is_direct() const {
    const u32 kinds = pass.flags & (MEASURED | ADDS | UPDATES);
    return kinds == UPDATES && pass.first_pass == number && !run.weight && run.clip_norm == 0.0 &&
           pass.rows <= BLOCK_ROWS;
  }

  __device__ void run_pass() const {
    Status* status = at<Status>(run.status);
    const bool by_row = ends_by_row();
    const u32 tiled = by_row ? last() : run.layer_count;
    for (u32 l = 0; l < tiled; l++) {
      forward(l);
      GRID_BARRIER(status);
    }
    if (by_row) {
      for (u32 i = warp_number(); i < pass.rows; i += warp_count()) end_row(i);
    } else {
      losses();
    }
    GRID_BARRIER(status);
    for (u32 l = by_row && last() > 0 ? last() - 1 : last(); l > 0; l--) {
      back(l);
      GRID_BARRIER(status);
    }
    outcome();
    if (is_direct()) {
      const T scale = T(1.0 / double(pass.rows));
      const Update<T> update{run, pass, number, 1.0};
      weight_gradients([&](u64 e, u32, T sum, bool) { update.apply(e, sum * scale); });
      return;
    }
    T* partials = at<T>(run.partials);
    weight_gradients([&](u64 e, u32 part, T sum, bool first) {
      T& total = partials[part * run.parameter_count + e];
      total = first ? sum : total + sum;
    });
    if (pass.flags & MEASURED) {
      double* norms = at<double>(run.row_norm);
      for (u64 i = thread_number(); i < pass.rows; i += thread_count()) {
        norms[i] = dense_row_norm<T>(run, pass, u32(i));
      }
    }
    GRID_BARRIER(status);
    update<T>(run, pass, number, chunk_count(pass.rows), 1, reinterpret_cast<double*>(shared));
  }
};
