// Philox4x32-10, as rng/mod.rs: the random word of a counter.
#pragma once

#include "grid.cuh"

#define DROPOUT_STREAM 3u

// Word `index` of a seed's dropout at one step and layer.
__device__ inline u32 dropout_word(u64 seed, u32 step, u32 layer, u64 index) {
  u32 c0 = DROPOUT_STREAM, c1 = step, c2 = layer, c3 = u32(index / 4);
  u32 k0 = u32(seed), k1 = u32(seed >> 32);
#pragma unroll
  for (int round = 0; round < 10; round++) {
    const u64 p0 = u64(0xD2511F53u) * c0, p1 = u64(0xCD9E8D57u) * c2;
    c0 = u32(p1 >> 32) ^ c1 ^ k0;
    c1 = u32(p1);
    c2 = u32(p0 >> 32) ^ c3 ^ k1;
    c3 = u32(p0);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const u32 word = u32(index % 4);
  return word == 0 ? c0 : word == 1 ? c1 : word == 2 ? c2 : c3;
}
