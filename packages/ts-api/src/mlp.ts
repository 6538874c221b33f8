/** Multi-layer perceptrons: dense hidden layers before the output. */
import { Estimator } from './estimator.js'
import type { Activation, HiddenLayer } from './generated/options.js'
import type { ClassLossOptions } from './linear-classifier.js'
import type { NumberLoss } from './linear-regressor.js'
import type { RunOptions } from './options.js'

/** The hidden layers of a perceptron. */
export interface HiddenOptions {
  /** Hidden layers, from the inputs on: their units, or layers with their own options. Default `[64]`. */
  hidden?: readonly (number | HiddenLayer)[]
  /** Activation of every hidden layer that names none. Default `relu`. */
  activation?: Activation
}

/** Options of a regressor; every one may be left out. */
export interface MLPRegressorOptions extends Omit<RunOptions, 'hidden' | 'classWeight' | 'loss'>, HiddenOptions {
  /** Loss minimised over the rows of a batch. `auto`: `mse`. */
  loss?: 'auto' | NumberLoss
}

/** Options of a classifier; every one may be left out. */
export type MLPClassifierOptions = Omit<RunOptions, 'hidden' | 'loss' | 'classWeight'> & HiddenOptions & ClassLossOptions

/**
 * A perceptron that predicts numbers: one, or with y of shape (n,k) on plain arrays k of them.
 *
 * On plain arrays nothing is scaled and nothing is penalised unless asked; scale the features before. A Dataset and rows
 * of objects are encoded and standardised by the core.
 */
export class MLPRegressor extends Estimator<'regression'> {
  /** @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit` */
  constructor(options: MLPRegressorOptions = {}) {
    super('regression', withLayers(options))
  }
}

/**
 * A perceptron that predicts classes: one raw output for two, one a class for more.
 *
 * On plain arrays y holds the classes as numbers and nothing is scaled; for text labels give rows of objects or a Dataset.
 */
export class MLPClassifier extends Estimator<'classification'> {
  /** @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit` */
  constructor(options: MLPClassifierOptions = {}) {
    super('classification', withLayers(options) as RunOptions)
  }
}

/** Options with their hidden layers written out, as the core takes them. */
export function withLayers<O extends HiddenOptions>({ hidden = [64], activation = 'relu', ...options }: O) {
  const layers = hidden.map((layer) => (typeof layer === 'number' ? { units: layer, activation } : { activation, ...layer }))
  return { ...options, hidden: layers }
}
