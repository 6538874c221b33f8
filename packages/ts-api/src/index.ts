/** Mini-batch gradient descent for tables, on a native core in Node and on WebAssembly everywhere else. */
export { asgd, ema } from './averages.js'
export type { Backend, BackendChoice, BackendKind, Device, SkippedBackend } from './backend/backend.js'
export { type Callback, checkpoints, type Every, logging, type RunInProgress } from './callbacks.js'
export type { Batch, Batches, BatchesOptions } from './batches.js'
export { clipGradientNorm } from './clip.js'
export type { Cell, Columns, NumberArray, Row, RowOf } from './columns.js'
export { Dataset, type Split } from './dataset.js'
export type { ColumnEncoding, EncoderDescription, NumberEncoding, TargetScale, TextEncoding } from './encoder-description.js'
export { type ErrorCode, type ErrorDetails, MinibatchError } from './errors.js'
export { learningRateAt, type ScheduleMoment } from './learning-rate.js'
export { LinearRegression, type LinearRegressionOptions } from './linear-regression.js'
export type { FitOptions, PartialFitOptions } from './estimator.js'
export type { Labels, TargetsOf } from './inputs.js'
export { type ClassLoss, type ClassLossOptions, LinearClassifier, type LinearClassifierOptions } from './linear-classifier.js'
export { LinearRegressor, type LinearRegressorOptions, type NumberLoss } from './linear-regressor.js'
export { LogisticRegression, type LogisticRegressionOptions } from './logistic-regression.js'
export { accuracyScore, type ClassMetricOptions, confusionMatrix, type ConfusionMatrix, f1Score } from './metric/classification.js'
export type { Label } from './metric/codes.js'
export type { MetricOptions } from './metric/options.js'
export {
  calibration,
  type Calibration,
  type CalibrationBin,
  type CalibrationOptions,
  logLoss,
  rocAucScore,
} from './metric/probability.js'
export { meanAbsoluteError, r2Score, rootMeanSquaredError } from './metric/regression.js'
export { rocCurve, type RocCurve, type RocCurveOptions } from './metric/roc-curve.js'
export type { Dtype, FlatMatrix, FloatArray, Matrix, Numbers, Targets } from './matrix.js'
export type { ClassificationMetrics, Evaluation, MetricsOf, RegressionMetrics, Task } from './metrics.js'
export { type HiddenOptions, MLPClassifier, type MLPClassifierOptions, MLPRegressor, type MLPRegressorOptions } from './mlp.js'
export { loadModel, Model } from './model.js'
export type { Coefficients, Intercepts, ModelDescription } from './model-description.js'
export {
  binaryCrossEntropy,
  crossEntropy,
  epsilonInsensitive,
  halfSquaredError,
  hinge,
  huber,
  logCosh,
  mae,
  mse,
  poisson,
  quantile,
  squaredHinge,
} from './losses.js'
export { type Dense, dense, type Dropout, dropout, type Layer, type Network, type NetworkOptions, sequential } from './network.js'
export type { OptimizerState, OptimizerSteps, Stepping } from './optimizer-steps.js'
export { adadelta, adagrad, adam, adamax, adamw, nadam, rmsprop, sgd } from './optimizers.js'
export type { RunExtras, RunOptions } from './options.js'
export type { BatchArrays, GradientOptions, LossAndGradient } from './own-network.js'
export type { Prediction, Predictions } from './prediction.js'
export { ready } from './ready.js'
export type { ColumnDescription, ColumnReport, DatasetReport, TableDescription } from './report.js'
export type { Epoch, Goal, RunHooks } from './run.js'
export {
  BatchSizeAdvice,
  type BatchSizeCandidate,
  type BatchSizeOptions,
  findBatchSize,
} from './selection/batch-size-advice.js'
export {
  BatchSizeMeasurement,
  type BatchSizeMeasurementOptions,
  measureBatchSizes,
  type MeasurementProgress,
} from './selection/batch-size-measurement.js'
export type { FittedLaws, MeasuredBatchSize } from './selection/measured-batch-size.js'
export type { Arrival, CoursePoint } from './selection/approach.js'
export type { BatchSizePrediction } from './selection/batch-size-prediction.js'
export type { StepsFit, TimeFit } from './selection/growth-fit.js'
export type { MedianInterval } from './selection/order-interval.js'
export type { TriedRate } from './selection/rate-tuning.js'
export type { MachineRoof, RoofShare } from './selection/roof.js'
export type { NoisePoint, SeedRun } from './selection/steps-to-target.js'
export type { TargetLoss } from './selection/target-loss.js'
export { type MeasuredThroughput, measureThroughput, type Throughput, type ThroughputOptions } from './selection/throughput.js'
export { compare, type ComparedRun, Comparison, type ComparisonOptions, type TimeToTarget } from './selection/comparison.js'
export {
  CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  type MetricName,
  type MetricSpreads,
  type ValidatedFold,
} from './selection/cross-validation.js'
export {
  LearningCurve,
  learningCurve,
  type LearningCurveOptions,
  type LearningCurvePoint,
  type LearntScore,
} from './selection/learning-curve.js'
export {
  findLearningRate,
  type LearningRateMethod,
  type LearningRateOptions,
  LearningRateRange,
  type LearningRateSuggestions,
  type RangePoint,
} from './selection/learning-rate-range.js'
export type { SelectionOptions } from './selection/options.js'
export {
  type ColumnImportance,
  type ImportanceMetric,
  PermutationImportance,
  permutationImportance,
  type PermutationImportanceOptions,
} from './selection/permutation-importance.js'
export type { Spread } from './selection/spread.js'
export { type Trial, tune, Tuning, type TuningOptions, type TuningProgress } from './selection/tuning.js'
export type { TunedOptions } from './selection/trial-plan.js'
export type { Source } from './source.js'
export {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  inverseScaling,
  linearWarmup,
  oneCycle,
  plateau,
  polynomial,
  step,
} from './schedules.js'
export type { TrainerState } from './session.js'
export type { ArrowTable } from './table/arrow-types.js'
export type { ColumnSource } from './table/chunks.js'
export type {
  ArrayData,
  CsvOptions,
  DatasetFoldOptions,
  DatasetSplitOptions,
  FileOptions,
  PieceOptions,
  ReadProgress,
  SqlOptions,
  TableOptions,
} from './table/options.js'
export type { PreparedOptions, PrepareOptions, PrepareProgress } from './table/prepared.js'
export { type ResumeOptions, Trainer, type TrainerOptions, type RunRequest } from './trainer.js'
export type { WatchedRunHooks } from './watched-run.js'
export type {
  Activation,
  AdamOptimizer,
  Average,
  Config,
  CosineSchedule,
  EarlyStopping,
  EncodeOptions,
  HiddenLayer,
  Loss,
  Optimizer,
  ReadOptions,
  Schedule,
  SgdOptimizer,
  SplitOptions,
} from './generated/options.js'
