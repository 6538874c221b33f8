/* Written by scripts/write-option-types.mjs from packages/core-rs/schema.json; do not edit. */

/**
 * A loss. A row's loss is the mean over its k outputs, as PyTorch's.
 */
export type Loss = ('mse' | 'halfSquaredError') | (MseLoss | HalfSquaredErrorLoss)
/**
 * An optimizer. Names and defaults are PyTorch's, in camelCase.
 */
export type Optimizer = ('sgd' | 'adam') | (SgdOptimizer | AdamOptimizer)
/**
 * A learning-rate schedule.
 */
export type Schedule = ('constant' | 'cosine') | (ConstantSchedule | CosineSchedule)
/**
 * What a schedule counts.
 */
export type Per = 'step' | 'epoch'
/**
 * Order of the rows in an epoch.
 */
export type Shuffle = 'full' | 'none' | 'replacement'
/**
 * Name of an element type, as users write it.
 */
export type Dtype = 'float32' | 'float64'
/**
 * What is predicted.
 */
export type Task = 'auto' | 'regression' | 'classification'

/**
 * All options of a run. Unknown names are errors; every field may be left out.
 */
export interface Config {
  /**
   * Rows per update: a whole number ≥ 1, or `full` for all rows. The last short batch is averaged over its own rows.
   * Default 64.
   */
  batchSize?: number | 'full'
  /**
   * Leave out the last batch of an epoch when it is short. Default false.
   */
  dropLast?: boolean
  /**
   * Stop when the loss no longer falls. `auto`: only when `epochs` is `auto`.
   */
  earlyStopping?: 'auto' | (EarlyStopping | null)
  /**
   * Passes over the rows, ≥ 1. `auto`: enough for 4,000 updates, between 20 and 500.
   */
  epochs?: 'auto' | number
  /**
   * L2 penalty λ ≥ 0: adds (λ/2)‖w‖² to the mean loss, not on biases. `auto`: chosen by five folds for an encoded
   * table of up to 10,000,000 cells, else 0.
   */
  l2?: 'auto' | number
  /**
   * Step size η > 0; written here or inside `optimizer`, not in both. `auto`: 0.05 for adam, 0.01 for sgd.
   */
  learningRate?: 'auto' | number
  /**
   * Loss minimised over the rows of a batch: `mse` or `halfSquaredError`. Default `mse`.
   */
  loss?: Loss
  /**
   * How a gradient becomes a step. Default `adam`.
   */
  optimizer?: Optimizer
  /**
   * How the learning rate changes over the run. `auto`: cosine to zero over the planned epochs.
   */
  schedule?: 'auto' | Schedule
  /**
   * Seed of everything random, 0 … 2^53 − 1. Default 0.
   */
  seed?: number
  /**
   * Order of the rows in an epoch: `full` (a new permutation each epoch), `none` (file order) or `replacement`.
   * Default `full`.
   */
  shuffle?: Shuffle
}
/**
 * When to stop before the planned epochs are done.
 */
export interface EarlyStopping {
  /**
   * Share of the best loss that counts as an improvement, ≥ 0. Default 1e-4.
   */
  minDelta?: number
  /**
   * Epochs without improvement before the run stops, ≥ 1. They count only once the learning rate is at most a tenth
   * of the base rate (or as low as the schedule goes): while steps are long the loss stalls for their noise, not
   * for want of progress. Default 10.
   */
  patience?: number
}
/**
 * Squared error (p − y)².
 */
export interface MseLoss {
  name: 'mse'
}
/**
 * Half the squared error ½(p − y)², so that its gradient is p − y.
 */
export interface HalfSquaredErrorLoss {
  name: 'halfSquaredError'
}
/**
 * Gradient descent, with momentum when asked.
 */
export interface SgdOptimizer {
  /**
   * Share of the gradient kept out of the momentum buffer, 0 … 1. Default 0.
   */
  dampening?: number
  /**
   * Step size η > 0. `auto`: 0.01.
   */
  learningRate?: 'auto' | number
  /**
   * Momentum factor, 0 ≤ μ < 1. Default 0.
   */
  momentum?: number
  name: 'sgd'
  /**
   * Nesterov's look-ahead; needs momentum > 0 and dampening 0. Default false.
   */
  nesterov?: boolean
  /**
   * L2 decay added to the gradient, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adam (Kingma and Ba, 2015).
 */
export interface AdamOptimizer {
  /**
   * Keep the largest second moment seen. Default false.
   */
  amsgrad?: boolean
  /**
   * Decay of the two running means, each 0 ≤ β < 1. Default [0.9, 0.999].
   *
   * @minItems 2
   * @maxItems 2
   */
  betas?: [number, number]
  /**
   * Added to the denominator, > 0. Default 1e-8.
   */
  epsilon?: number
  /**
   * Step size η > 0. `auto`: 0.05.
   */
  learningRate?: 'auto' | number
  name: 'adam'
  /**
   * L2 decay added to the gradient, biases included. Default 0.
   */
  weightDecay?: number
}
/**
 * The same rate at every step.
 */
export interface ConstantSchedule {
  name: 'constant'
}
/**
 * Half a cosine from the rate down to `etaMin` over `tMax` steps or epochs (Loshchilov and Hutter, 2017).
 */
export interface CosineSchedule {
  /**
   * Rate at its end, ≥ 0. Default 0.
   */
  etaMin?: number
  name: 'cosine'
  /**
   * What `tMax` counts. Default `epoch`.
   */
  per?: Per
  /**
   * Length of the half wave, ≥ 1. `auto`: the planned epochs.
   */
  tMax?: 'auto' | number
}
/**
 * How a table becomes a matrix.
 */
export interface EncodeOptions {
  /**
   * Columns to take as text, one 0/1 feature a level. Default none.
   */
  categorical?: string[]
  /**
   * Element type of the matrix: `float32` or `float64`. Default `float32`.
   */
  dtype?: Dtype
  /**
   * Columns to leave out. Default none.
   */
  exclude?: string[]
  /**
   * Columns to take as numbers; every cell must be a number or missing. Default none.
   */
  numeric?: string[]
  /**
   * Column with the rows' weights, each a finite number of at least 0. Default none.
   */
  sampleWeight?: string | null
  /**
   * The column to predict. Default none: only features are encoded.
   */
  target?: string | null
  /**
   * What is predicted: `auto`, `regression` or `classification`. Default `auto`.
   */
  task?: Task
}
/**
 * How a table is read.
 */
export interface ReadOptions {
  /**
   * What separates the fields: one character, or `tab`. Left out: the one of `,` `;` tab `|` found most often in
   * the header line.
   */
  delimiter?: string | null
  /**
   * Name of the file or the data, for messages. Default empty.
   */
  name?: string
}
/**
 * How rows are divided into two parts. The same rows, options and seed give the same parts everywhere.
 */
export interface SplitOptions {
  /**
   * Seed of the permutation, 0 … 2^53 − 1. Default 0.
   */
  seed?: number
  /**
   * Draw the test rows by the seed; false takes the last rows. Both parts keep the order of the file. Default true.
   */
  shuffle?: boolean
  /**
   * A column whose levels both parts hold in the same proportion. Default none.
   */
  stratify?: string | null
  /**
   * Share of the rows in the test part, above 0 and below 1; rounded up to whole rows. Default 0.2.
   */
  test?: number
}
