/** Losses with their options; a name alone does for one with every option at its default. */
import type {
  CrossEntropyLoss,
  EpsilonInsensitiveLoss,
  HuberLoss,
  QuantileLoss,
} from './generated/options.js'

/** Squared error (p − y)²; a batch's loss is its mean. */
export function mse(): { name: 'mse' } {
  return { name: 'mse' }
}

/** Half the squared error ½(p − y)², so that its gradient is p − y. */
export function halfSquaredError(): { name: 'halfSquaredError' } {
  return { name: 'halfSquaredError' }
}

/** Absolute error |p − y|. */
export function mae(): { name: 'mae' } {
  return { name: 'mae' }
}

/** Huber's loss: square up to `delta` from the target, straight beyond (Huber, 1964). */
export function huber(options: Omit<HuberLoss, 'name'> = {}): HuberLoss {
  return { name: 'huber', ...options }
}

/** log cosh(p − y). */
export function logCosh(): { name: 'logCosh' } {
  return { name: 'logCosh' }
}

/** Pinball loss of a quantile (Koenker and Bassett, 1978). */
export function quantile(options: Omit<QuantileLoss, 'name'> = {}): QuantileLoss {
  return { name: 'quantile', ...options }
}

/** max(0, |p − y| − ε), of support vector regression. */
export function epsilonInsensitive(options: Omit<EpsilonInsensitiveLoss, 'name'> = {}): EpsilonInsensitiveLoss {
  return { name: 'epsilonInsensitive', ...options }
}

/** Poisson's negative log-likelihood of a log link; targets are counts. */
export function poisson(): { name: 'poisson' } {
  return { name: 'poisson' }
}

/** Log loss of two classes, from the logit. */
export function binaryCrossEntropy(): { name: 'binaryCrossEntropy' } {
  return { name: 'binaryCrossEntropy' }
}

/** max(0, 1 − t p), t = −1 or 1, of support vector machines. */
export function hinge(): { name: 'hinge' } {
  return { name: 'hinge' }
}

/** max(0, 1 − t p)², t = −1 or 1. */
export function squaredHinge(): { name: 'squaredHinge' } {
  return { name: 'squaredHinge' }
}

/** Log loss of two or more classes, by softmax. */
export function crossEntropy(options: Omit<CrossEntropyLoss, 'name'> = {}): CrossEntropyLoss {
  return { name: 'crossEntropy', ...options }
}
