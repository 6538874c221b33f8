// The training kernel on the host's emulator, for tests/support/emulator.rs.
#include "emulator.hpp"

#include "../../src/cuda/kernels/train.cu"

#include <cstddef>

namespace {

struct Arguments {
  bool wide;
  const Run* run;
  const Pass* passes;
  u32 count;
};

void train_one(void* from) {
  const Arguments& arguments = *static_cast<Arguments*>(from);
  (arguments.wide ? train_f64 : train_f32)(*arguments.run, arguments.passes, arguments.count);
}

}  // namespace

extern "C" {

// 1 once all threads ended, 0 where they wait for ever or a fault ended them. `skipped` is a barrier that nobody heeds, or -1.
int emulator_run(int wide, u32 blocks, const Run* run, const Pass* passes, u32 count, u64 seed, int skipped) {
  Arguments arguments{wide != 0, run, passes, count};
  emulator::Grid grid(blocks, seed, skipped, train_one, &arguments);
  return grid.run() ? 1 : 0;
}

int emulator_site_count() { return int(emulator::sites.names.size()); }
const char* emulator_site_name(int site) { return emulator::sites.names[site].c_str(); }

// Sizes and offsets as C++ has them, in the order of tests/cuda_emulated.rs.
const u64* emulator_layout() {
  static const u64 layout[] = {
      sizeof(Layer),  offsetof(Layer, dropout_scale), offsetof(Layer, deltas),
      sizeof(Run),    offsetof(Run, parameters),      offsetof(Run, buffers),  offsetof(Run, columns),
      offsetof(Run, layers), offsetof(Run, seed),     offsetof(Run, l2),       offsetof(Run, d), offsetof(Run, column_count),
      sizeof(Pass),   offsetof(Pass, rows),           offsetof(Pass, factors), offsetof(Pass, fresh),
      sizeof(Outcome), offsetof(Outcome, square),     sizeof(Status),          offsetof(Status, generation)};
  return layout;
}
}
