// Products of a layer in tiles: each output is one sum in order, whatever the tile.
#pragma once

#include "grid.cuh"

// Values that both operands of a tile take in shared memory.
#define TILE_VALUES 4608

// Four neighbours, read at once.
template <class T>
struct alignas(16) Quad {
  T v[4];
};

// A matrix, its rows by number where there are numbers. It is read as (outer, k): OUTER_ROWS says whether rows are the
// outer index. Beyond `outer` it is 0; where `ones` is an outer index, its values are 1: inputs of a bias.
template <class T, bool OUTER_ROWS>
struct Operand {
  const T* values;
  u32 stride;
  const u32* rows;
  u32 outer, ones;

  __device__ T get(u32 o, u32 k) const {
    const u32 row = OUTER_ROWS ? o : k, column = OUTER_ROWS ? k : o;
    return values[u64(rows ? rows[row] : row) * stride + column];
  }
};

#define NO_ONES 0xffffffffu

// A tile of 16 MICRO x 16 MICRO outputs: thread (tr, tc) has those at rows tr + 16 r and columns tc + 16 c.
template <class T, int MICRO>
struct Tile {
  // Steps of k taken at once, and their places in shared memory.
  static constexpr u32 STEP = 128 / MICRO, PITCH = STEP + 4, SIZE = SIDE * MICRO;
  static constexpr u32 STAGED = SIZE * STEP / THREADS;
  // Stages that are on their way while one is summed: small tiles are summed before the next one is there.
  static constexpr u32 AHEAD = MICRO == 1 && sizeof(T) == 4 ? 2 : 1;
  static_assert(2 * SIZE * PITCH <= TILE_VALUES, "both operands have room");

  u32 row, column;
  T sums[MICRO][MICRO];

  __device__ void clear() {
#pragma unroll
    for (int r = 0; r < MICRO; r++)
#pragma unroll
      for (int c = 0; c < MICRO; c++) sums[r][c] = T(0);
  }

  // A thread's values of a stage lie along the outer index where rows are that, else along k: neighbours in memory go to
  // neighbouring threads.
  static __device__ u32 outer_of(bool outer_rows, u32 q) {
    return outer_rows ? threadIdx.x / STEP + THREADS / STEP * q : threadIdx.x % SIZE;
  }
  static __device__ u32 k_of(bool outer_rows, u32 q) {
    return outer_rows ? threadIdx.x % STEP : threadIdx.x / SIZE + THREADS / SIZE * q;
  }

  template <bool OUTER_ROWS>
  static __device__ void fetch(const Operand<T, OUTER_ROWS>& from, u32 first, u32 k, u32 end, T (&staged)[STAGED]) {
    // Numbers that may be others each time: addresses kept from stage to stage would take the registers of sums.
    asm volatile("" : "+r"(first), "+r"(k));
    const T beyond = !OUTER_ROWS && first + outer_of(false, 0) == from.ones ? T(1) : T(0);
#pragma unroll
    for (u32 q = 0; q < STAGED; q++) {
      const u32 o = first + outer_of(OUTER_ROWS, q), s = k + k_of(OUTER_ROWS, q);
      staged[q] = s < end ? beyond : T(0);
      if (s < end && o < from.outer) staged[q] = from.get(o, s);
    }
  }

  template <bool OUTER_ROWS>
  static __device__ void stage(const T (&staged)[STAGED], T* shared) {
#pragma unroll
    for (u32 q = 0; q < STAGED; q++) shared[outer_of(OUTER_ROWS, q) * PITCH + k_of(OUTER_ROWS, q)] = staged[q];
  }

  __device__ void multiply(const T* a, const T* b, u32 steps) {
    const T* my_a = a + (threadIdx.x / SIDE) * PITCH;
    const T* my_b = b + (threadIdx.x % SIDE) * PITCH;
    for (u32 s = 0; s < steps; s += 4) {
      Quad<T> x[MICRO], y[MICRO];
#pragma unroll
      for (int i = 0; i < MICRO; i++) {
        x[i] = *reinterpret_cast<const Quad<T>*>(my_a + i * SIDE * PITCH + s);
        y[i] = *reinterpret_cast<const Quad<T>*>(my_b + i * SIDE * PITCH + s);
      }
#pragma unroll
      for (int v = 0; v < 4; v++)
#pragma unroll
        for (int r = 0; r < MICRO; r++)
#pragma unroll
          for (int c = 0; c < MICRO; c++) sums[r][c] = sums[r][c] + x[r].v[v] * y[c].v[v];
    }
  }

  // Adds a(row.., k) b(column.., k) for k in from..end, in order.
  template <bool A_ROWS, bool B_ROWS>
  __device__ void add(const Operand<T, A_ROWS>& a, const Operand<T, B_ROWS>& b, u32 from, u32 end, T* shared) {
    T *shared_a = shared, *shared_b = shared + SIZE * PITCH;
    T next_a[AHEAD][STAGED], next_b[AHEAD][STAGED];
#pragma unroll
    for (u32 n = 0; n < AHEAD; n++) {
      fetch(a, row, from + n * STEP, end, next_a[n]);
      fetch(b, column, from + n * STEP, end, next_b[n]);
    }
    for (u32 first = from; first < end; first += AHEAD * STEP) {
#pragma unroll
      for (u32 n = 0; n < AHEAD; n++) {
        const u32 k = first + n * STEP;
        if (k >= end) break;
        stage<A_ROWS>(next_a[n], shared_a);
        stage<B_ROWS>(next_b[n], shared_b);
        __syncthreads();
        if (k + AHEAD * STEP < end) {
          fetch(a, row, k + AHEAD * STEP, end, next_a[n]);
          fetch(b, column, k + AHEAD * STEP, end, next_b[n]);
        }
        // Beyond the end both are 0, which no sum can tell.
        multiply(shared_a, shared_b, end - k < STEP ? (end - k + 3) / 4 * 4 : STEP);
        __syncthreads();
      }
    }
  }

  // Calls with (row, column, sum) of each output within (rows, columns).
  template <class Visit>
  __device__ void each(u32 rows, u32 columns, Visit visit) const {
#pragma unroll
    for (int r = 0; r < MICRO; r++)
#pragma unroll
      for (int c = 0; c < MICRO; c++) {
        const u32 i = row + threadIdx.x / SIDE + SIDE * r, j = column + threadIdx.x % SIDE + SIDE * c;
        if (i < rows && j < columns) visit(i, j, sums[r][c]);
      }
  }
};

__device__ inline u32 tiles_of(u32 rows, u32 columns, u32 size) {
  return ((rows + size - 1) / size) * ((columns + size - 1) / size);
}

// MICRO as a type.
template <int M>
struct Size {
  static constexpr int MICRO = M;
};

// Calls work(Size) with the size of the tiles of `parts` matrices of (rows, columns): large ones where every multiprocessor has one, else those that
// are done at once.
template <class Work>
__device__ void by_size(u32 rows, u32 columns, u32 parts, Work work) {
  if (u64(tiles_of(rows, columns, 4 * SIDE)) * parts * 2 >= gridDim.x) {
    work(Size<4>());
  } else if (u64(tiles_of(rows, columns, SIDE)) * parts > gridDim.x) {
    work(Size<2>());
  } else {
    work(Size<1>());
  }
}

// Calls work(tile, part) for all tiles of `parts` matrices of (rows, columns), shared out among the blocks from block
// `turn` on; gives whose turn is next.
template <class T, int MICRO, class Work>
__device__ u32 each_tile(u32 rows, u32 columns, u32 parts, u32 turn, Work work) {
  const u32 size = SIDE * MICRO, across = (columns + size - 1) / size, tiles = tiles_of(rows, columns, size);
  const u32 mine = blockIdx.x < turn ? blockIdx.x + gridDim.x - turn : blockIdx.x - turn;
  for (u64 item = mine; item < u64(tiles) * parts; item += gridDim.x) {
    const u32 tile = u32(item % tiles);
    Tile<T, MICRO> at;
    at.row = tile / across * size;
    at.column = tile % across * size;
    work(at, u32(item / tiles));
  }
  return u32((turn + u64(tiles) * parts) % gridDim.x);
}

// Calls visit(row, column, sum) for all a(row, k) b(column, k), summed over k. All by value: what lies behind a reference
// would be loaded anew after every wait.
template <class T, int MICRO, bool B_ROWS, class Visit>
__device__ APART void product_tiles(Operand<T, true> a, Operand<T, B_ROWS> b, u32 k, T* shared, Visit visit) {
  each_tile<T, MICRO>(a.outer, b.outer, 1, 0, [&](Tile<T, MICRO>& tile, u32) {
    tile.clear();
    tile.add(a, b, 0, k, shared);
    tile.each(a.outer, b.outer, visit);
  });
}

template <class T, bool B_ROWS, class Visit>
__device__ void product(Operand<T, true> a, Operand<T, B_ROWS> b, u32 k, T* shared, Visit visit) {
  by_size(a.outer, b.outer, 1, [=](auto size) {
    product_tiles<T, decltype(size)::MICRO>(a, b, k, shared, visit);
  });
}
