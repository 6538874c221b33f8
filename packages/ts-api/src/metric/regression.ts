/** How well predicted numbers meet the true ones. Conventions are scikit-learn's; the core does the arithmetic. */
import { loadedCore } from '#load'

import { calling, MinibatchError } from '../errors.js'
import { isFlatMatrix, type Matrix, type Targets, toColumn, toMatrix } from '../matrix.js'
import type { RegressionMetrics } from '../metrics.js'
import { type MetricOptions, weightsOf } from './options.js'

/**
 * R², the share of the targets' variance that is explained: 1 is perfect, 0 as good as their mean; null where all targets
 * are equal. Of k outputs the mean of theirs (scikit-learn's `r2_score`).
 *
 * @param yTrue true numbers, shape (n), or (n,k)
 * @param yPred predicted numbers, of the same shape
 * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for no rows or values that are not finite numbers
 */
export function r2Score(yTrue: Targets | Matrix, yPred: Targets | Matrix, options: MetricOptions = {}): number | null {
  return measured(yTrue, yPred, options).r2
}

/**
 * Root of the mean squared error, in the target's unit; of k outputs the mean of theirs (scikit-learn's
 * `root_mean_squared_error`).
 *
 * @throws MinibatchError as `r2Score`
 */
export function rootMeanSquaredError(yTrue: Targets | Matrix, yPred: Targets | Matrix, options: MetricOptions = {}): number {
  return measured(yTrue, yPred, options).rmse
}

/**
 * Mean absolute error, in the target's unit; of k outputs the mean of theirs (scikit-learn's `mean_absolute_error`).
 *
 * @throws MinibatchError as `r2Score`
 */
export function meanAbsoluteError(yTrue: Targets | Matrix, yPred: Targets | Matrix, options: MetricOptions = {}): number {
  return measured(yTrue, yPred, options).mae
}

function measured(yTrue: Targets | Matrix, yPred: Targets | Matrix, options: MetricOptions): RegressionMetrics {
  const truth = outputsOf(yTrue, 'yTrue')
  const predicted = outputsOf(yPred, 'yPred')
  if (truth.rows !== predicted.rows || truth.columns !== predicted.columns) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `yPred must have the shape of yTrue: expected (${truth.rows}, ${truth.columns}), got (${predicted.rows}, ${predicted.columns}).`,
      { expected: [truth.rows, truth.columns], got: [predicted.rows, predicted.columns], array: 'yPred' },
    )
  }
  const { core } = loadedCore(options.backend)
  const weight = weightsOf(options, truth.rows)
  return JSON.parse(calling(() => core.regressionMetrics(truth.data, predicted.data, truth.columns, weight))) as RegressionMetrics
}

interface Outputs {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

function outputsOf(values: Targets | Matrix, name: string): Outputs {
  if (isFlatMatrix(values) || (Array.isArray(values) && typeof values[0] === 'object')) {
    return toMatrix(values as Matrix, 'float64', name) as Outputs
  }
  const column = values as Targets
  return { data: toColumn(column, column?.length, 'float64', name) as Float64Array, rows: column.length, columns: 1 }
}
