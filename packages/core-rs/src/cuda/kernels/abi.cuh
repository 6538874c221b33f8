// What host and kernels say to each other, byte for byte: see abi.rs, which documents every field.
#pragma once

typedef unsigned int u32;
typedef unsigned long long u64;

struct Layer {
  u32 inputs, units, activation, dropout_limit;
  double dropout_scale;
  u64 weights, biases;
  u64 outputs, deltas;
};

struct Run {
  u64 x, y, weight, order;
  u64 parameters, gradient, partials, average;
  u64 buffers[3];
  u64 row_loss, row_weight, row_norm, block_loss, block_weight, columns;
  u64 outcomes, status, layers;
  u64 parameter_count, seed;
  double loss_option, decay, l2, clip_norm, clip_value;
  u32 d, targets, layer_count, loss, optimizer, column_count;
};

struct Pass {
  u64 start, first_row;
  u32 rows, flags, first_pass, step;
  double factors[8];
  double shrink, fresh;
};

struct Outcome {
  double loss, weight, norms, square;
};

struct Status {
  u32 failed, arrived, generation, reserved;
};

static_assert(sizeof(Layer) == 56 && sizeof(Run) == 240 && sizeof(Pass) == 112, "as in abi.rs");
static_assert(sizeof(Outcome) == 32 && sizeof(Status) == 16, "as in abi.rs");
