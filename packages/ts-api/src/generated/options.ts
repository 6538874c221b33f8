/* Written by scripts/write-option-types.mjs from packages/core-rs/schema.json; do not edit. */

/**
 * An elementwise function after a layer.
 */
export type Activation =
  'identity' | 'relu' | 'leakyRelu' | 'elu' | 'tanh' | 'sigmoid' | 'gelu' | 'geluTanh' | 'silu' | 'softplus'
/**
 * An average of the parameters over the steps; the model is the average, training goes on from the parameters.
 */
export type Average = ('ema' | 'asgd') | (EmaAverage | AsgdAverage)
/**
 * A loss that is watched.
 */
export type Monitor = 'loss' | 'validation'
/**
 * A loss. A row's loss is the mean over its k outputs, as PyTorch's; it is computed from the raw prediction.
 */
export type Loss =
  | (
      | 'mse'
      | 'halfSquaredError'
      | 'mae'
      | 'huber'
      | 'logCosh'
      | 'quantile'
      | 'epsilonInsensitive'
      | 'poisson'
      | 'binaryCrossEntropy'
      | 'hinge'
      | 'squaredHinge'
      | 'crossEntropy'
    )
  | (
      | MseLoss
      | HalfSquaredErrorLoss
      | MaeLoss
      | HuberLoss
      | LogCoshLoss
      | QuantileLoss
      | EpsilonInsensitiveLoss
      | PoissonLoss
      | BinaryCrossEntropyLoss
      | HingeLoss
      | SquaredHingeLoss
      | CrossEntropyLoss
    )
/**
 * The rules of the arithmetic.
 */
export type Numerics = 'strict' | 'fast'
/**
 * An optimizer. Names and defaults are PyTorch's, in camelCase.
 */
export type Optimizer =
  | ('sgd' | 'adam' | 'adamw' | 'nadam' | 'adamax' | 'rmsprop' | 'adagrad' | 'adadelta')
  | (
      | SgdOptimizer
      | AdamOptimizer
      | AdamwOptimizer
      | NadamOptimizer
      | AdamaxOptimizer
      | RmspropOptimizer
      | AdagradOptimizer
      | AdadeltaOptimizer
    )
/**
 * A learning-rate schedule. Names and defaults are PyTorch's, in camelCase; t counts steps or epochs from 0.
 */
export type Schedule =
  | (
      | 'constant'
      | 'step'
      | 'exponential'
      | 'inverseScaling'
      | 'cosine'
      | 'cosineRestarts'
      | 'oneCycle'
      | 'linearWarmup'
      | 'polynomial'
      | 'plateau'
    )
  | (
      | ConstantSchedule
      | StepSchedule
      | ExponentialSchedule
      | InverseScalingSchedule
      | CosineSchedule
      | CosineRestartsSchedule
      | OneCycleSchedule
      | LinearWarmupSchedule
      | PolynomialSchedule
      | PlateauSchedule
    )
/**
 * What a schedule counts.
 */
export type Per = 'step' | 'epoch'
/**
 * Order of the rows in an epoch.
 */
export type Shuffle = 'full' | 'block' | 'none' | 'replacement'
/**
 * Name of an element type, as users write it.
 */
export type Dtype = 'float32' | 'float64'
/**
 * What is predicted.
 */
export type Task = 'auto' | 'regression' | 'classification'

/**
 * Exponential moving average: average ← decay · average + (1 − decay) · θ, the first one θ itself, as PyTorch's
 * `AveragedModel` with `get_ema_multi_avg_fn`.
 */
export interface EmaAverage {
  /**
   * Share of the old average kept at each step, 0 ≤ decay < 1. Default 0.999.
   */
  decay?: number
  name: 'ema'
}
/**
 * The plain mean of the parameters of all steps after `start` (Polyak and Juditsky, 1992).
 */
export interface AsgdAverage {
  name: 'asgd'
  /**
   * Steps before the mean begins, ≥ 0. Default 0.
   */
  start?: number
}
/**
 * All options of a run. Unknown names are errors; every field may be left out.
 */
export interface Config {
  /**
   * Batches whose gradients are summed for one update, ≥ 1; the last update of an epoch may have fewer. Default 1.
   */
  accumulateBatches?: number
  /**
   * Take an average of the parameters over the steps as the model. Default none.
   */
  average?: Average | null
  /**
   * Rows per update: a whole number ≥ 1, or `full` for all rows. The last short batch is averaged over its own rows.
   * Default 64.
   */
  batchSize?: number | 'full'
  /**
   * Weights of the classes, times the rows' own weights: `balanced`, or one number ≥ 0 a class. Default none.
   */
  classWeight?: ('balanced' | number[]) | null
  /**
   * Scale a gradient whose norm is larger than this down to it, > 0. Default none.
   */
  clipNorm?: number | null
  /**
   * Cut every element of the gradient to −value … value, > 0. Default none.
   */
  clipValue?: number | null
  /**
   * Leave out the last batch of an epoch when it is short. Default false.
   */
  dropLast?: boolean
  /**
   * Stop when the loss no longer falls. `auto`: only when `epochs` is `auto`.
   */
  earlyStopping?: 'auto' | (EarlyStopping | null)
  /**
   * Passes over the rows, ≥ 1. `auto`: enough for 4,000 updates, between 20 and 500 (or as many as make 1,500
   * updates); with hidden layers between 20 and 200 (or as many as make 2,000 updates).
   */
  epochs?: 'auto' | number
  /**
   * Hidden layers, from the inputs on; none for a linear model. The output layer follows from the targets.
   */
  hidden?: HiddenLayer[]
  /**
   * Seed of the initial weights alone, 0 … 2^53 − 1. `auto`: `seed`.
   */
  initSeed?: 'auto' | number
  /**
   * L1 penalty λ ≥ 0 on the weights, not on biases: adds λ‖w‖₁ to the mean loss, taken by a proximal step after each
   * update, so that weights become exactly 0. With `l2` an elastic net. Default 0.
   */
  l1?: number
  /**
   * L2 penalty λ ≥ 0: adds (λ/2)‖w‖² to the mean loss, not on biases. `auto`: on an encoded table chosen by five
   * folds, for a linear model up to 10,000,000 cells, with hidden layers up to 1,000,000 where `epochs` is `auto` too;
   * else 0.
   */
  l2?: 'auto' | number
  /**
   * Step size η > 0; written here or inside `optimizer`, not in both. `auto`: the optimizer's, 0.05 for adam on a
   * linear model, 0.001 with hidden layers.
   */
  learningRate?: 'auto' | number
  /**
   * Loss minimised over the rows of a batch. `auto`: `mse` for numbers, `binaryCrossEntropy` for two classes,
   * `crossEntropy` for more.
   */
  loss?: 'auto' | Loss
  /**
   * `strict`: the same bits on every machine; `fast`: fused arithmetic where the machine has it. Default `strict`.
   */
  numerics?: Numerics
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
   * Order of the rows in an epoch: `full` (a new permutation each epoch), `block` (a shuffle that reads memory in
   * blocks), `none` (file order) or `replacement`. `auto`: `full` up to 1 GiB of encoded rows, `block` above.
   */
  shuffle?: 'auto' | Shuffle
  /**
   * Threads, 1 … 64; they change the time, never the result. `auto`: those of the machine, 1 in WebAssembly.
   */
  threads?: 'auto' | number
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
   * The loss that must go on falling: `loss`, or `validation`, which needs validation rows. Default `loss`.
   */
  monitor?: Monitor
  /**
   * Epochs without improvement before the run stops, ≥ 1. With `loss` they count only once the learning rate is at
   * most a tenth of the base rate (or as low as the schedule goes): while steps are long the loss stalls for their
   * noise, not for want of progress. Default 10.
   */
  patience?: number
  /**
   * With `validation`: take the parameters of the epoch with the least validation loss when the run ends, whatever
   * ended it. Default true.
   */
  restoreBest?: boolean
}
/**
 * A hidden layer whose every unit sees every input: activation(x·W + b), then dropout.
 */
export interface HiddenLayer {
  /**
   * What each output goes through. Default `relu`.
   */
  activation?: Activation
  /**
   * Share of the outputs set to 0 at each training step, 0 ≤ share < 1; the others are divided by 1 − share
   * (Srivastava et al., 2014). Default 0.
   */
  dropout?: number
  /**
   * Outputs of the layer, 1 … 1,000,000.
   */
  units: number
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
 * Absolute error |p − y|.
 */
export interface MaeLoss {
  name: 'mae'
}
/**
 * Huber's: ½(p − y)² up to `delta` from the target, δ(|p − y| − ½δ) beyond (Huber, 1964).
 */
export interface HuberLoss {
  /**
   * Where it turns from square to straight, > 0. Default 1.
   */
  delta?: number
  name: 'huber'
}
/**
 * log cosh(p − y).
 */
export interface LogCoshLoss {
  name: 'logCosh'
}
/**
 * Pinball loss of a quantile q: q(y − p) above the prediction, (1 − q)(p − y) below (Koenker and Bassett, 1978).
 */
export interface QuantileLoss {
  name: 'quantile'
  /**
   * The quantile, 0 < q < 1. Default 0.5.
   */
  quantile?: number
}
/**
 * max(0, |p − y| − ε), of support vector regression.
 */
export interface EpsilonInsensitiveLoss {
  /**
   * Width ε ≥ 0 of the tube without loss. Default 0.1.
   */
  epsilon?: number
  name: 'epsilonInsensitive'
}
/**
 * Poisson's negative log-likelihood of a log link: exp(p) − y p. Targets are counts, ≥ 0.
 */
export interface PoissonLoss {
  name: 'poisson'
}
/**
 * Log loss of two classes, from the logit. Targets are 0 or 1.
 */
export interface BinaryCrossEntropyLoss {
  name: 'binaryCrossEntropy'
}
/**
 * max(0, 1 − t p), t = −1 or 1. Targets are 0 or 1.
 */
export interface HingeLoss {
  name: 'hinge'
}
/**
 * max(0, 1 − t p)², t = −1 or 1. Targets are 0 or 1.
 */
export interface SquaredHingeLoss {
  name: 'squaredHinge'
}
/**
 * Log loss of two or more classes, from one logit a class by softmax. Targets are class indices from 0.
 */
export interface CrossEntropyLoss {
  /**
   * Share of the target spread evenly over all classes, 0 ≤ share < 1 (Szegedy et al., 2016). Default 0.
   */
  labelSmoothing?: number
  name: 'crossEntropy'
}
/**
 * Gradient descent, with momentum when asked (Polyak, 1964; Nesterov's form: Sutskever et al., 2013).
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
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adam (Kingma and Ba, 2015).
 */
export interface AdamOptimizer {
  /**
   * Keep the largest second moment seen (Reddi, Kale and Kumar, 2018). Default false.
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
   * Step size η > 0. `auto`: 0.05 for a linear model, 0.001 with hidden layers.
   */
  learningRate?: 'auto' | number
  name: 'adam'
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adam with decay of the parameters beside the gradient (Loshchilov and Hutter, 2019).
 */
export interface AdamwOptimizer {
  /**
   * Keep the largest second moment seen (Reddi, Kale and Kumar, 2018). Default false.
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
   * Step size η > 0. `auto`: 0.05 for a linear model, 0.001 with hidden layers.
   */
  learningRate?: 'auto' | number
  name: 'adamw'
  /**
   * Decay of the parameters themselves, ≥ 0, times the learning rate; biases included. Default 0.01.
   */
  weightDecay?: number
}
/**
 * Adam with Nesterov momentum (Dozat, 2016).
 */
export interface NadamOptimizer {
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
   * Step size η > 0. `auto`: 0.002.
   */
  learningRate?: 'auto' | number
  /**
   * Decay of the momentum's own schedule, ≥ 0. Default 0.004.
   */
  momentumDecay?: number
  name: 'nadam'
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adam by the largest gradient seen (Kingma and Ba, 2015).
 */
export interface AdamaxOptimizer {
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
   * Step size η > 0. `auto`: 0.002.
   */
  learningRate?: 'auto' | number
  name: 'adamax'
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * RMSprop (Tieleman and Hinton, 2012).
 */
export interface RmspropOptimizer {
  /**
   * Decay of the running mean of squares, 0 ≤ α < 1. Default 0.99.
   */
  alpha?: number
  /**
   * Divide by the deviation, not by the root of the mean square (Graves, 2013). Default false.
   */
  centered?: boolean
  /**
   * Added to the denominator, > 0. Default 1e-8.
   */
  epsilon?: number
  /**
   * Step size η > 0. `auto`: 0.01.
   */
  learningRate?: 'auto' | number
  /**
   * Momentum factor, 0 ≤ μ < 1. Default 0.
   */
  momentum?: number
  name: 'rmsprop'
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adagrad (Duchi, Hazan and Singer, 2011).
 */
export interface AdagradOptimizer {
  /**
   * Added to the denominator, > 0. Default 1e-10.
   */
  epsilon?: number
  /**
   * The sums of squares at the start, ≥ 0. Default 0.
   */
  initialAccumulator?: number
  /**
   * Step size η > 0. `auto`: 0.01.
   */
  learningRate?: 'auto' | number
  /**
   * Decay of the learning rate: η / (1 + t · decay), ≥ 0. Default 0.
   */
  learningRateDecay?: number
  name: 'adagrad'
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
   */
  weightDecay?: number
}
/**
 * Adadelta (Zeiler, 2012).
 */
export interface AdadeltaOptimizer {
  /**
   * Added to the denominator, > 0. Default 1e-6.
   */
  epsilon?: number
  /**
   * Step size η > 0. `auto`: 1.
   */
  learningRate?: 'auto' | number
  name: 'adadelta'
  /**
   * Decay of the running means of squares, 0 ≤ ρ < 1. Default 0.9.
   */
  rho?: number
  /**
   * L2 decay added to the gradient, ≥ 0, biases included as PyTorch does. Default 0.
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
 * Times `gamma` after every `stepSize` steps or epochs.
 */
export interface StepSchedule {
  /**
   * Factor of each decay, > 0. Default 0.1.
   */
  gamma?: number
  name: 'step'
  /**
   * What `stepSize` counts. Default `epoch`.
   */
  per?: Per
  /**
   * Steps or epochs between two decays, ≥ 1.
   */
  stepSize: number
}
/**
 * Times `gamma` after every step or epoch.
 */
export interface ExponentialSchedule {
  /**
   * Factor of each decay, > 0.
   */
  gamma: number
  name: 'exponential'
  /**
   * What t counts. Default `epoch`.
   */
  per?: Per
}
/**
 * η / (t + 1)^power, as scikit-learn's `invscaling`.
 */
export interface InverseScalingSchedule {
  name: 'inverseScaling'
  /**
   * What t counts. Default `step`.
   */
  per?: Per
  /**
   * Exponent, ≥ 0. Default 0.5.
   */
  power?: number
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
 * Cosines that start anew, the i-th of length t0 · tMultⁱ (Loshchilov and Hutter, 2017).
 */
export interface CosineRestartsSchedule {
  /**
   * Rate at each end, ≥ 0. Default 0.
   */
  etaMin?: number
  name: 'cosineRestarts'
  /**
   * What t counts. Default `epoch`.
   */
  per?: Per
  /**
   * Length of the first, ≥ 1.
   */
  t0: number
  /**
   * Factor from one length to the next, a whole number ≥ 1. Default 1.
   */
  tMult?: number
}
/**
 * Up to `maxLearningRate` and far down again over `totalSteps` (Smith and Topin, 2018), both by cosines; the rate
 * alone, not the momentum.
 */
export interface OneCycleSchedule {
  /**
   * Highest rate / first rate, ≥ 1. Default 25.
   */
  divFactor?: number
  /**
   * First rate / last rate, ≥ 1. Default 10,000.
   */
  finalDivFactor?: number
  /**
   * The highest rate, > 0. `auto`: the learning rate.
   */
  maxLearningRate?: 'auto' | number
  name: 'oneCycle'
  /**
   * Share of the cycle that rises, 0 < share < 1. Default 0.3.
   */
  pctStart?: number
  /**
   * What `totalSteps` counts. Default `step`.
   */
  per?: Per
  /**
   * Steps (or epochs) of the cycle, ≥ 1. `auto`: the planned ones.
   */
  totalSteps?: 'auto' | number
}
/**
 * From `startFactor` times the rate in a straight line to the rate over `totalIters`, then constant.
 */
export interface LinearWarmupSchedule {
  name: 'linearWarmup'
  /**
   * What `totalIters` counts. Default `step`.
   */
  per?: Per
  /**
   * First factor, 0 < factor ≤ 1. Default 1/3.
   */
  startFactor?: number
  /**
   * Steps or epochs of the rise, ≥ 1. Default 5.
   */
  totalIters?: number
}
/**
 * η (1 − t / totalIters)^power, 0 from there on.
 */
export interface PolynomialSchedule {
  name: 'polynomial'
  /**
   * What `totalIters` counts. Default `epoch`.
   */
  per?: Per
  /**
   * Exponent, > 0. Default 1.
   */
  power?: number
  /**
   * Steps or epochs until 0, ≥ 1. `auto`: the planned ones.
   */
  totalIters?: 'auto' | number
}
/**
 * Times `factor` when the watched loss has not improved for `patience` epochs, as `ReduceLROnPlateau`.
 */
export interface PlateauSchedule {
  /**
   * Epochs after a decay that are not counted. Default 0.
   */
  cooldown?: number
  /**
   * Factor of each decay, 0 < factor < 1. Default 0.1.
   */
  factor?: number
  /**
   * The least rate, ≥ 0. Default 0.
   */
  minLearningRate?: number
  /**
   * The loss that is watched; `validation` needs validation rows. Default `loss`.
   */
  monitor?: Monitor
  name: 'plateau'
  /**
   * Epochs without improvement that are waited for, ≥ 0. Default 10.
   */
  patience?: number
  /**
   * Share of the best loss that counts as an improvement, ≥ 0. Default 1e-4.
   */
  threshold?: number
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
   * Standardise a numeric target; false keeps its units, as the poisson loss needs them for counts. Default true.
   */
  standardizeTarget?: boolean
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
 * How rows are divided into folds. The same rows, options and seed give the same folds everywhere.
 */
export interface FoldOptions {
  /**
   * The fold whose rows are the test part, from 0. Default 0.
   */
  fold?: number
  /**
   * Folds, from 2 to the number of rows. Default 5.
   */
  folds?: number
  /**
   * Seed of the permutation, 0 … 2^53 − 1. Default 0.
   */
  seed?: number
  /**
   * Folds that hold the same share of each level: of a column by its name, or of the target for true. `auto`: of the
   * target where it holds classes.
   */
  stratify?: 'auto' | (boolean | string)
  /**
   * Rows of the train part at most, ≥ 1, with levels in proportion. Default all.
   */
  trainRows?: number | null
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
