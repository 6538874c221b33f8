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

// First row of chunk c, which is c m / count; for c = count the end. Divisions of 64 bits take a GPU long.
__device__ inline u32 chunk_start(u32 c, u32 m, u32 count) { return m / count * c + m % count * c / count; }

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

// Eight values, neighbours first.
template <class V>
__device__ inline V tree_of_eight(const V (&v)[8]) {
  return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

// Parts of a power of two as a balanced binary tree. Eight are asked for before one is waited for; where there are fewer,
// zeros stand in, which no sum can tell: parts began at +0.
template <class V, class Part>
__device__ inline V tree(u32 count, Part part) {
  V sum = V(0), one = V(0), two = V(0), four = V(0);
#pragma unroll 1
  for (u32 eight = 0; eight * 8 < count; eight++) {
    V parts[8];
#pragma unroll
    for (u32 i = 0; i < 8; i++) parts[i] = eight * 8 + i < count ? part(eight * 8 + i) : V(0);
    sum = tree_of_eight(parts);
    // A half that is whole waits for the other one.
    if (eight & 1) sum = one + sum;
    if ((eight & 3) == 3) sum = two + sum;
    if ((eight & 7) == 7) sum = four + sum;
    V& half = eight & 1 ? eight & 2 ? four : two : one;
    half = sum;
  }
  return sum;
}

// Sum of the terms from..to in order; their loads need not wait for the sums before.
template <class Term>
__device__ inline double sum_in_order(Span span, Term term) {
  double sum = 0.0;
#pragma unroll 16
  for (u32 i = span.from; i < span.to; i++) sum += term(i);
  return sum;
}

// Sum of term(0..m) by one thread.
template <class Term>
__device__ inline double rows_sum(u32 m, Term term) {
  const u32 count = chunk_count(m), blocks = blocks_of_chunk(m, count);
  double halves[7], sum = 0.0;
  for (u32 c = 0; c < count; c++) {
    sum = 0.0;
    for (u32 b = 0; b < blocks; b++) sum += sum_in_order(block_span(c, b, m, count), term);
    // Whole halves are added as soon as both are there.
    u32 level = 0;
    for (u32 rest = c; rest & 1; rest >>= 1) sum = halves[level++] + sum;
    halves[level] = sum;
  }
  return sum;
}

// The sum of values that are sums of blocks already, block b of chunk c at c * blocks + b, by a thread block: for its
// first thread. A thread takes a chunk; what the chunks come to goes through `shared`.
__device__ inline double blocks_sum(const double* values, u32 m, double* shared) {
  const u32 count = chunk_count(m), blocks = blocks_of_chunk(m, count), c = threadIdx.x;
  if (c < count) {
    const double* mine = values + c * blocks;
    const u32 length = chunk_start(c + 1, m, count) - chunk_start(c, m, count);
    shared[c] = sum_in_order({0, (length + BLOCK_ROWS - 1) / BLOCK_ROWS}, [&](u32 b) { return mine[b]; });
  }
  __syncthreads();
  const double sum = c == 0 ? tree<double>(count, [&](u32 part) { return shared[part]; }) : 0.0;
  // The next sum may need the room.
  __syncthreads();
  return sum;
}

// Sums of the blocks of m rows' values, a thread a block, then of all of them: for the first thread of the block.
__device__ inline double block_rows_sum(const double* values, double* blocks_into, u32 m, double* shared) {
  const u32 count = chunk_count(m), blocks = blocks_of_chunk(m, count);
  for (u32 item = threadIdx.x; item < count * blocks; item += THREADS) {
    const Span span = block_span(item / blocks, item % blocks, m, count);
    blocks_into[item] = sum_in_order(span, [&](u32 i) { return values[i]; });
  }
  __syncthreads();
  return blocks_sum(blocks_into, m, shared);
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
