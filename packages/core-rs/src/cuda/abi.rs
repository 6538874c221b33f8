//! What host and kernels say to each other, byte for byte: `kernels/abi.cuh` says it once more in C++, and a test holds
//! the two together. Numbers are float64 in both dtypes: a float32 factor is exact in it.

use bytemuck::{Pod, Zeroable};

/// A place in a device's memory; 0 for none.
pub type Address = u64;

/// One layer, parameters in logical order.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Layer {
    /// Inputs.
    pub inputs: u32,
    /// Outputs.
    pub units: u32,
    /// An [`activation`] number.
    pub activation: u32,
    /// A random word below this drops a unit; 0 for no dropout.
    pub dropout_limit: u32,
    /// What the units that stay are multiplied by.
    pub dropout_scale: f64,
    /// First weight (inputs, units) among the parameters.
    pub weights: u64,
    /// First bias (units) among the parameters.
    pub biases: u64,
    /// Outputs of a batch (m, units).
    pub outputs: Address,
    /// Slopes of the activation, then gradients of z (m, units).
    pub deltas: Address,
}

/// All that stays the same from batch to batch.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Run {
    /// X (n, d).
    pub x: Address,
    /// y (n, targets).
    pub y: Address,
    /// Weights of the rows (n), or none.
    pub weight: Address,
    /// u32 row numbers of the epoch in order, or none: rows as they lie.
    pub order: Address,
    /// Parameters (P).
    pub parameters: Address,
    /// The mean gradient (P), as far as it is kept.
    pub gradient: Address,
    /// Sums of parts of a batch (parts, P).
    pub partials: Address,
    /// The average of the parameters (P), or none.
    pub average: Address,
    /// The optimizer's buffers (P), as many as it has.
    pub buffers: [Address; 3],
    /// float64 losses of a batch's rows (m), times their weights.
    pub row_loss: Address,
    /// float64 weights of a batch's rows (m); written only where rows have weights.
    pub row_weight: Address,
    /// float64 squared norms of the rows' gradients (m).
    pub row_norm: Address,
    /// float64 sums of the losses of a batch's blocks of 256 rows.
    pub block_loss: Address,
    /// float64 sums of their weights.
    pub block_weight: Address,
    /// float64 squares of the columns of the gradient, twice: as it is, and with the penalty.
    pub columns: Address,
    /// An [`Outcome`] a pass.
    pub outcomes: Address,
    /// The [`Status`].
    pub status: Address,
    /// The [`Layer`]s.
    pub layers: Address,
    /// Parameters, P.
    pub parameter_count: u64,
    /// The run's seed.
    pub seed: u64,
    /// The loss's option: delta, quantile, epsilon or label smoothing.
    pub loss_option: f64,
    /// The factor of the parameters that goes into the gradient an optimizer takes.
    pub decay: f64,
    /// The L2 penalty.
    pub l2: f64,
    /// The largest norm of a gradient; 0 for none.
    pub clip_norm: f64,
    /// The largest element of a gradient; 0 for none.
    pub clip_value: f64,
    /// Features.
    pub d: u32,
    /// Columns of y.
    pub targets: u32,
    /// How many layers.
    pub layer_count: u32,
    /// A [`loss`] number.
    pub loss: u32,
    /// An [`optimizer`] number.
    pub optimizer: u32,
    /// Columns of all weights and biases: 2 Σ units.
    pub column_count: u32,
}

/// One batch. An update is one pass, or several in a row of which the last one updates; a launch has whole updates.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Pass {
    /// First place of the batch in the order; without an order its first row.
    pub start: u64,
    /// Row of the whole update that the batch's first row is: dropout is drawn by it.
    pub first_row: u64,
    /// Rows, m.
    pub rows: u32,
    /// [`flags`].
    pub flags: u32,
    /// The pass of this launch that the update begins with.
    pub first_pass: u32,
    /// The step, from 0, whose dropout is drawn.
    pub step: u32,
    /// The optimizer's factors, in the order of its `Step`.
    pub factors: [f64; 8],
    /// What the proximal step of L1 shrinks weights by; 0 for none.
    pub shrink: f64,
    /// The share of the parameters that goes into their average; 0 for none, 1 to copy them.
    pub fresh: f64,
}

/// What a pass says of itself.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Outcome {
    /// Σ weight · loss of the batch.
    pub loss: f64,
    /// Σ weight of the batch.
    pub weight: f64,
    /// Where measured: the sum of the squared norms of the rows' gradients, by the rule of rows.
    pub norms: f64,
    /// Where measured: the squared norm of the mean gradient, without penalty.
    pub square: f64,
}

/// Where a launch stands; zeroed before it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct Status {
    /// 0, or 1 + the pass after which a loss or a parameter was not finite: no pass follows it.
    pub failed: u32,
    /// Blocks that arrived at the grid's barrier.
    pub arrived: u32,
    /// How often all did.
    pub generation: u32,
    /// Unused.
    pub reserved: u32,
}

/// Bits of [`Pass::flags`].
pub mod flags {
    /// The rows' norms and the gradient's are asked for; never in an update of several passes.
    pub const MEASURED: u32 = 1;
    /// The sum is added to the one of the passes before.
    pub const ADDS: u32 = 2;
    /// The parameters are updated.
    pub const UPDATES: u32 = 4;
    /// The mean gradient, with penalty and clipped, is kept.
    pub const KEEPS: u32 = 8;
}

/// Numbers of the losses.
pub mod loss {
    #![expect(missing_docs, reason = "the names of config::Loss")]
    pub const MSE: u32 = 0;
    pub const HALF_SQUARED_ERROR: u32 = 1;
    pub const MAE: u32 = 2;
    pub const HUBER: u32 = 3;
    pub const LOG_COSH: u32 = 4;
    pub const QUANTILE: u32 = 5;
    pub const EPSILON_INSENSITIVE: u32 = 6;
    pub const POISSON: u32 = 7;
    pub const BINARY_CROSS_ENTROPY: u32 = 8;
    pub const HINGE: u32 = 9;
    pub const SQUARED_HINGE: u32 = 10;
    pub const CROSS_ENTROPY: u32 = 11;
}

/// Numbers of the activations.
pub mod activation {
    #![expect(missing_docs, reason = "the names of config::Activation")]
    pub const IDENTITY: u32 = 0;
    pub const RELU: u32 = 1;
    pub const LEAKY_RELU: u32 = 2;
    pub const ELU: u32 = 3;
    pub const TANH: u32 = 4;
    pub const SIGMOID: u32 = 5;
    pub const GELU: u32 = 6;
    pub const GELU_TANH: u32 = 7;
    pub const SILU: u32 = 8;
    pub const SOFTPLUS: u32 = 9;
}

/// Numbers of the optimizers' passes, and the order of their factors.
pub mod optimizer {
    /// rate.
    pub const SGD: u32 = 0;
    /// rate, momentum, share, 1 for the first step, 1 for Nesterov's; buffer v.
    pub const MOMENTUM: u32 = 1;
    /// size, correction, epsilon, kept, beta1, beta2, fresh1, fresh2; buffers m, v.
    pub const ADAM: u32 = 2;
    /// As Adam; buffers m, v, largest.
    pub const AMSGRAD: u32 = 3;
    /// by_gradient, by_mean, correction, epsilon, beta1, beta2, fresh1, fresh2; buffers m, v.
    pub const NADAM: u32 = 4;
    /// size, epsilon, beta1, beta2, fresh; buffers m, u.
    pub const ADAMAX: u32 = 5;
    /// rate, alpha, fresh, epsilon, momentum; buffer v.
    pub const RMSPROP: u32 = 6;
    /// As RMSprop; buffers v, buffer.
    pub const RMSPROP_MOMENTUM: u32 = 7;
    /// As RMSprop; buffers v, mean.
    pub const RMSPROP_CENTERED: u32 = 8;
    /// As RMSprop; buffers v, buffer, mean.
    pub const RMSPROP_CENTERED_MOMENTUM: u32 = 9;
    /// rate, epsilon; buffer sum.
    pub const ADAGRAD: u32 = 10;
    /// rate, rho, fresh, epsilon; buffers v, u.
    pub const ADADELTA: u32 = 11;
}
