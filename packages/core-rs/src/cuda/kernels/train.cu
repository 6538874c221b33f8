// The training kernel: batches one after the other, whole epochs, without the host.
//
// Every block goes through the same phases. Within a phase blocks share out outputs, never a sum; between phases they wait
// for each other. So neither the number of blocks nor their order can change a bit.
#include "dense.cuh"
#include "linear.cuh"

template <class T>
__device__ void train(const Run& run, const Pass* passes, u32 count, T* shared) {
  Status* status = at<Status>(run.status);
  const bool linear = run.layer_count == 1 && at<Layer>(run.layers)->units == 1;
  for (u32 number = 0; number < count; number++) {
    const Pass& pass = passes[number];
    if (linear) {
      Linear<T>(run, pass, number, reinterpret_cast<double*>(shared)).run_pass();
    } else {
      Dense<T>{run, pass, number, shared}.run_pass();
    }
    GRID_BARRIER(status);
    if (*const_cast<volatile u32*>(&status->failed)) return;
  }
}

#define KERNEL(name, T)                                                                              \
  extern "C" __global__ void __launch_bounds__(THREADS, 2)                                           \
      name(const __grid_constant__ Run run, const Pass* passes, u32 count) {                         \
    SHARED(T, shared, TILE_VALUES);                                                                  \
    train<T>(run, passes, count, shared);                                                            \
  }

KERNEL(train_f32, float)
KERNEL(train_f64, double)
