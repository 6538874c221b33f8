/** Learning-rate schedules with their options. */
import type {
  CosineRestartsSchedule,
  CosineSchedule,
  ExponentialSchedule,
  InverseScalingSchedule,
  LinearWarmupSchedule,
  OneCycleSchedule,
  PlateauSchedule,
  PolynomialSchedule,
  StepSchedule,
} from './generated/options.js'

/** The same learning rate at every step. */
export function constant(): { name: 'constant' } {
  return { name: 'constant' }
}

/** Times `gamma` after every `stepSize` steps or epochs. */
export function step(options: Omit<StepSchedule, 'name'>): StepSchedule {
  return { name: 'step', ...options }
}

/** Times `gamma` after every step or epoch. */
export function exponential(options: Omit<ExponentialSchedule, 'name'>): ExponentialSchedule {
  return { name: 'exponential', ...options }
}

/** η / (t + 1)^power, as scikit-learn's `invscaling`. */
export function inverseScaling(options: Omit<InverseScalingSchedule, 'name'> = {}): InverseScalingSchedule {
  return { name: 'inverseScaling', ...options }
}

/** Half a cosine from the learning rate down to `etaMin` (Loshchilov and Hutter, 2017). */
export function cosine(options: Omit<CosineSchedule, 'name'> = {}): CosineSchedule {
  return { name: 'cosine', ...options }
}

/** Cosines that start anew, each `tMult` times as long as the one before (Loshchilov and Hutter, 2017). */
export function cosineRestarts(options: Omit<CosineRestartsSchedule, 'name'>): CosineRestartsSchedule {
  return { name: 'cosineRestarts', ...options }
}

/** Up to `maxLearningRate` and far down again (Smith and Topin, 2018). */
export function oneCycle(options: Omit<OneCycleSchedule, 'name'> = {}): OneCycleSchedule {
  return { name: 'oneCycle', ...options }
}

/** From `startFactor` times the rate in a straight line to the rate. */
export function linearWarmup(options: Omit<LinearWarmupSchedule, 'name'> = {}): LinearWarmupSchedule {
  return { name: 'linearWarmup', ...options }
}

/** η (1 − t / totalIters)^power. */
export function polynomial(options: Omit<PolynomialSchedule, 'name'> = {}): PolynomialSchedule {
  return { name: 'polynomial', ...options }
}

/** Times `factor` when the watched loss has not improved for `patience` epochs. */
export function plateau(options: Omit<PlateauSchedule, 'name'> = {}): PlateauSchedule {
  return { name: 'plateau', ...options }
}
