// How the work of a phase is shared out, and how blocks wait for each other between phases.
//
// The host's emulator brings its own GRID_BARRIER and SHARED; all else is this source.
#pragma once

#include "abi.cuh"

// Threads of a block: 16 x 16 where they make a tile.
#define THREADS 256
#define SIDE 16
#define WARP 32
#define WARPS (THREADS / WARP)
#define ALL_LANES 0xffffffffu
// Functions that are called: inlined, what happens once an output would be compiled hundreds of times.
#define APART inline __noinline__

#ifndef GRID_BARRIER
// All blocks arrive before one goes on, and what was written before is seen after. The grid is launched as one that runs
// at once as a whole; the last block to arrive starts the next generation.
__device__ inline void grid_barrier(Status* status) {
  __syncthreads();
  if (gridDim.x == 1) return;
  if (threadIdx.x == 0) {
    __threadfence();
    volatile u32* generation = &status->generation;
    const u32 mine = *generation;
    __threadfence();
    if (atomicAdd(&status->arrived, 1u) == gridDim.x - 1) {
      status->arrived = 0;
      __threadfence();
      *generation = mine + 1;
    } else {
      while (*generation == mine) {
      }
    }
    __threadfence();
  }
  __syncthreads();
}
#define GRID_BARRIER(status) grid_barrier(status)
#define SHARED(T, name, count) __shared__ __align__(16) T name[count]
#endif

template <class T>
__device__ inline T* at(u64 address) {
  return reinterpret_cast<T*>(address);
}

// Number of this thread, and of this warp, in the grid. Few warps are spread over many blocks.
__device__ inline u64 thread_number() { return u64(blockIdx.x) * THREADS + threadIdx.x; }
__device__ inline u64 thread_count() { return u64(gridDim.x) * THREADS; }
__device__ inline u32 warp_number() { return threadIdx.x / WARP * gridDim.x + blockIdx.x; }
__device__ inline u32 warp_count() { return gridDim.x * WARPS; }
__device__ inline u32 lane_number() { return threadIdx.x % WARP; }

// Says that no pass may follow this one.
__device__ inline void fail(const Run& run, u32 pass) {
  *const_cast<volatile u32*>(&at<Status>(run.status)->failed) = pass + 1;
}

// The row of the data at a place of the batch.
__device__ inline u64 row_at(const Run& run, const Pass& pass, u32 i) {
  const u64 place = pass.start + i;
  return run.order ? at<u32>(run.order)[place] : place;
}
