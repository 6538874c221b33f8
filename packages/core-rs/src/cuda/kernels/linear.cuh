// A batch through a linear model of one output: one pass over X, strip by strip, while a strip is in the cache.
#pragma once

#include "update.cuh"

// Bytes of X that a strip has about, and its fewest rows.
#define STRIP_BYTES 98304u
#define FEWEST_ROWS 32u

template <class T>
struct Linear {
  const Run& run;
  const Pass& pass;
  u32 number;
  // In shared memory: room for sums, and of the rows of a strip.
  double *room, *losses, *weights;
  u32* rows;
  T* gradients;

  __device__ Linear(const Run& run, const Pass& pass, u32 number, double* shared)
      : run(run), pass(pass), number(number) {
    room = shared;
    losses = room + CHUNKS;
    weights = losses + BLOCK_ROWS;
    rows = reinterpret_cast<u32*>(weights + BLOCK_ROWS);
    gradients = reinterpret_cast<T*>(rows + BLOCK_ROWS);
  }

  __device__ u32 strip_rows() const {
    const u64 fits = STRIP_BYTES / (u64(run.d) * sizeof(T));
    return fits < FEWEST_ROWS ? FEWEST_ROWS : fits > BLOCK_ROWS ? BLOCK_ROWS : u32(fits);
  }

  // Loss and gradient of the strip's row r, from its dot product.
  __device__ APART void grade_row(u32 r, u64 row, T dot) const {
    const Graded<T> graded = grade(run, dot + at<T>(run.parameters)[run.d], at<T>(run.y)[row]);
    T gradient = graded.gradient;
    double loss = double(graded.loss), weight = 1.0;
    if (run.weight) {
      const T mine = at<T>(run.weight)[row];
      gradient = gradient * mine;
      weight = double(mine);
      loss = loss * weight;
    }
    rows[r] = u32(row);
    gradients[r] = gradient;
    losses[r] = loss;
    weights[r] = weight;
  }

  // Rows from `first` of the batch on, `count` of them, a warp ABREAST rows at a time.
  template <int ABREAST>
  __device__ void grade_rows(u32 first, u32 count) const {
    const T* w = at<T>(run.parameters);
    const u32 lane = lane_number();
    for (u32 r = threadIdx.x / WARP * ABREAST; r < count; r += WARPS * ABREAST) {
      const T* x[ABREAST];
      T sums[ABREAST];
#pragma unroll
      for (int q = 0; q < ABREAST; q++) {
        // Rows beyond the last are its twins.
        const u32 i = r + q < count ? r + q : count - 1;
        x[q] = at<T>(run.x) + row_at(run, pass, first + i) * run.d;
        sums[q] = T(0);
      }
      for (u32 i = lane; i < run.d; i += WARP) {
        const T weight = w[i];
#pragma unroll
        for (int q = 0; q < ABREAST; q++) sums[q] = sums[q] + x[q][i] * weight;
      }
      T mine = T(0);
#pragma unroll
      for (u32 q = 0; q < ABREAST; q++) {
        const T sum = fold_lanes(sums[q]);
        mine = lane == q ? sum : mine;
      }
      if (lane < ABREAST && r + lane < count) grade_row(r + lane, row_at(run, pass, first + r + lane), mine);
    }
  }

  // Adds the strip's rows to the sums of the block, a thread a column; the bias is the column of ones.
  __device__ void add_columns(T* sums, u32 count, bool fresh) const {
    const T* x = at<T>(run.x);
    for (u32 p = threadIdx.x; p <= run.d; p += THREADS) {
      T sum = fresh ? T(0) : sums[p];
      if (p < run.d) {
#pragma unroll 8
        for (u32 r = 0; r < count; r++) sum = sum + gradients[r] * x[u64(rows[r]) * run.d + p];
      } else {
        for (u32 r = 0; r < count; r++) sum = sum + gradients[r];
      }
      sums[p] = sum;
    }
  }

  // Sums over one block of 256 rows.
  __device__ APART void add_block(Span span, u32 item) const {
    T* sums = at<T>(run.partials) + u64(item) * run.parameter_count;
    const u32 strip = strip_rows();
    double loss = 0.0, weight = 0.0;
    for (u32 first = span.from; first < span.to; first += strip) {
      const u32 count = span.to - first < strip ? span.to - first : strip;
      // Many rows side by side hide how long memory takes; few leave no warp without rows.
      if (count >= WARPS * 8) {
        grade_rows<8>(first, count);
      } else {
        grade_rows<4>(first, count);
      }
      __syncthreads();
      add_columns(sums, count, first == span.from);
      if (threadIdx.x == THREADS - 1) {
        for (u32 r = 0; r < count; r++) loss += losses[r];
      } else if (threadIdx.x == THREADS - 1 - WARP) {
        for (u32 r = 0; r < count; r++) weight += weights[r];
      }
      __syncthreads();
    }
    if (threadIdx.x == THREADS - 1) at<double>(run.block_loss)[item] = loss;
    if (threadIdx.x == THREADS - 1 - WARP) at<double>(run.block_weight)[item] = weight;
  }

  __device__ APART void outcome() const {
    if (blockIdx.x != gridDim.x - 1) return;
    const double loss = blocks_sum(at<double>(run.block_loss), pass.rows, room);
    const double weight = blocks_sum(at<double>(run.block_weight), pass.rows, room);
    if (threadIdx.x != 0) return;
    Outcome& to = at<Outcome>(run.outcomes)[number];
    to.loss = loss;
    to.weight = weight;
    if (!is_finite(loss)) fail(run, number);
  }

  // The blocks of each chunk, added in order, take the place of the first one.
  __device__ APART void fold_blocks(u32 chunks, u32 blocks) const {
    const u64 n = run.parameter_count;
    for (u64 item = thread_number(); item < chunks * n; item += thread_count()) {
      const u32 c = u32(item / n);
      const u32 rows = chunk_start(c + 1, pass.rows, chunks) - chunk_start(c, pass.rows, chunks);
      T* part = at<T>(run.partials) + u64(c) * blocks * n + item % n;
      T sum = part[0];
#pragma unroll 8
      for (u32 b = 1; b < (rows + BLOCK_ROWS - 1) / BLOCK_ROWS; b++) sum = sum + part[b * n];
      part[0] = sum;
    }
  }

  __device__ APART void norms() const {
    double* norms = at<double>(run.row_norm);
    for (u32 i = warp_number(); i < pass.rows; i += warp_count()) {
      const double norm = linear_row_norm<T>(run, row_at(run, pass, i));
      if (lane_number() == 0) norms[i] = norm;
    }
  }

  __device__ void run_pass() const {
    const u32 m = pass.rows, chunks = chunk_count(m), blocks = blocks_of_chunk(m, chunks);
    for (u32 item = blockIdx.x; item < chunks * blocks; item += gridDim.x) {
      const Span span = block_span(item / blocks, item % blocks, m, chunks);
      if (span.from < span.to) add_block(span, item);
    }
    if (pass.flags & MEASURED) norms();
    GRID_BARRIER(at<Status>(run.status));
    outcome();
    if (blocks > 1) fold_blocks(chunks, blocks);
    // An update without weights of rows needs nothing else of what came just now.
    if (blocks > 1 || run.weight) GRID_BARRIER(at<Status>(run.status));
    update<T>(run, pass, number, chunks, blocks, room);
  }
};
