// Sums over rows (rule 2) and over features (rule 3) of Numerics version 1; see kernel/reference.rs.
#pragma once

#include "grid.cuh"

#define BLOCK_ROWS 256u
#define CHUNKS 64u

// Chunks of m rows: the largest power of two <= max(1, m / 256), at most 64.
__device__ inline u32 chunk_count(u32 m) {
  u32 count = 1;
  while (count < CHUNKS && u64(count) * 2 * BLOCK_ROWS <= m) count *= 2;
  return count;
}

// First row of chunk c; for c = count the end.
__device__ inline u32 chunk_start(u32 c, u32 m, u32 count) { return u32(u64(c) * m / count); }

// Blocks of 256 rows that a chunk has at most.
__device__ inline u32 blocks_of_chunk(u32 m, u32 count) {
  const u32 longest = (m + count - 1) / count;
  return (longest + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

// Rows of block b of chunk c.
struct Span {
  u32 from, to;
};

__device__ inline Span block_span(u32 c, u32 b, u32 m, u32 count) {
  const u32 end = chunk_start(c + 1, m, count);
  const u32 from = chunk_start(c, m, count) + b * BLOCK_ROWS;
  return {from < end ? from : end, from + BLOCK_ROWS < end ? from + BLOCK_ROWS : end};
}

// Parts of a power of two as a balanced binary tree: whole halves are added as soon as both are there.
template <class V, class Part>
__device__ inline V tree(u32 count, Part part) {
  if (count == 1) return part(0);
  V halves[7];
  V sum = V(0);
  for (u32 c = 0; c < count; c++) {
    sum = part(c);
    u32 level = 0;
    for (u32 rest = c; rest & 1; rest >>= 1) sum = halves[level++] + sum;
    halves[level] = sum;
  }
  return sum;
}

// Sum of term(0..m) by one thread.
template <class Term>
__device__ inline double rows_sum(u32 m, Term term) {
  const u32 count = chunk_count(m);
  return tree<double>(count, [&](u32 c) {
    double chunk = 0.0;
    const u32 end = chunk_start(c + 1, m, count);
    for (u32 start = chunk_start(c, m, count); start < end; start += BLOCK_ROWS) {
      double block = 0.0;
      const u32 stop = start + BLOCK_ROWS < end ? start + BLOCK_ROWS : end;
      for (u32 i = start; i < stop; i++) block += term(i);
      chunk += block;
    }
    return chunk;
  });
}

// The sum of values that are sums of blocks already, block b of chunk c at c * blocks + b, by one thread.
__device__ inline double blocks_sum(const double* values, u32 m) {
  const u32 count = chunk_count(m), blocks = blocks_of_chunk(m, count);
  return tree<double>(count, [&](u32 c) {
    double chunk = 0.0;
    for (u32 b = 0; b < blocks; b++) {
      const Span span = block_span(c, b, m, count);
      if (span.from < span.to) chunk += values[c * blocks + b];
    }
    return chunk;
  });
}

// Sums of the blocks of m rows' values, a thread a block, then of all of them: for the first thread of the block.
__device__ inline double block_rows_sum(const double* values, double* blocks_into, u32 m) {
  const u32 count = chunk_count(m), blocks = blocks_of_chunk(m, count);
  for (u32 item = threadIdx.x; item < count * blocks; item += THREADS) {
    const Span span = block_span(item / blocks, item % blocks, m, count);
    double sum = 0.0;
    for (u32 i = span.from; i < span.to; i++) sum += values[i];
    blocks_into[item] = sum;
  }
  __syncthreads();
  return threadIdx.x == 0 ? blocks_sum(blocks_into, m) : 0.0;
}

// 32 lanes folded by 16, 8, 4, 2, 1; every lane gets the sum.
template <class V>
__device__ inline V fold_lanes(V value) {
  for (u32 half = WARP / 2; half > 0; half /= 2) value = value + __shfl_xor_sync(ALL_LANES, value, half);
  return value;
}

// a . b by rule 3, by a warp.
template <class T>
__device__ inline T dot_lanes(const T* a, const T* b, u32 length) {
  T sum = T(0);
  for (u32 i = lane_number(); i < length; i += WARP) sum = sum + a[i] * b[i];
  return fold_lanes(sum);
}
