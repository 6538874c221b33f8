import { LinearRegressor, type LinearRegressorOptions } from './linear-regressor.js'
import { withoutOption } from './options.js'

/** Options of a linear regression: those of a linear regressor but the loss. */
export type LinearRegressionOptions = Omit<LinearRegressorOptions, 'loss'>

/**
 * Linear regression by mini-batch gradient descent: ŷ = x·w + b, squared error.
 *
 * @example
 * const model = new LinearRegression({ batchSize: 64, epochs: 20, learningRate: 0.01, seed: 42 })
 * await model.fit(x, y)
 */
export class LinearRegression extends LinearRegressor {
  /** @throws MinibatchError OPTION_INVALID */
  constructor(options: LinearRegressionOptions = {}) {
    const own = withoutOption(
      options,
      'loss',
      'LinearRegression always minimises the squared error. For another loss use LinearRegressor.',
    )
    super({ ...own, loss: 'mse' })
  }
}
