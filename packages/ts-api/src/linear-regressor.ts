import { weightsOfOne } from './coefficients.js'
import { Estimator } from './estimator.js'
import type { CrossEntropyLoss, Loss } from './generated/options.js'
import { type RunOptions, withoutOption } from './options.js'

/** A loss of numbers: any but `crossEntropy`, which takes classes. `hinge` and its like take the numbers 0 and 1. */
export type NumberLoss = Exclude<Loss, 'crossEntropy' | CrossEntropyLoss>

/** Options of a linear regressor; every one may be left out. */
export interface LinearRegressorOptions extends Omit<RunOptions, 'hidden' | 'classWeight' | 'loss'> {
  /** Loss minimised over the rows of a batch. `auto`: `mse`. */
  loss?: 'auto' | NumberLoss
}

/**
 * A linear model ŷ = x·w + b, trained with any loss.
 *
 * On plain arrays nothing is scaled and nothing is penalised unless asked; a Dataset and rows of objects are encoded and
 * standardised by the core.
 */
export class LinearRegressor extends Estimator<'regression'> {
  /** @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit` */
  constructor(options: LinearRegressorOptions = {}) {
    super('regression', withoutOption(options, 'hidden', 'LinearRegressor has no hidden layers. Use MLPRegressor.'))
  }

  /**
   * Weight of each feature, shape (d), in the units of the columns. `featureNames` has their order.
   *
   * @throws MinibatchError OPTION_INVALID for a model of several outputs
   */
  get coefficients(): readonly number[] {
    return weightsOfOne(this.describe()).coefficients
  }

  /** Prediction where every feature is 0, in the target's units. */
  get intercept(): number {
    return weightsOfOne(this.describe()).intercept
  }

  /** Weights as trained, shape (d): for an encoded table, per standard deviation of each column and of the target. */
  get standardizedCoefficients(): readonly number[] {
    return weightsOfOne(this.describe()).standardizedCoefficients
  }
}
