/** The forms in which users hand over rows and targets, told apart. */
import type { Cell, Row } from './columns.js'
import { MinibatchError } from './errors.js'
import { describe, type FlatMatrix, isFlatMatrix, type Matrix, type Targets } from './matrix.js'
import type { Task } from './metrics.js'

/** The class of each row, shape (rows): numbers; beside rows of objects also text. */
export type Labels = Targets | readonly string[] | readonly boolean[]

/** What y may be: numbers, or a row of k numbers for each row; or the class of each row. */
export type TargetsOf<T extends Task> = T extends 'regression' ? Targets | Matrix : Labels

/** Whether a value is an array of row objects (and not of arrays of numbers). */
export function isRows(x: unknown): x is readonly Row[] {
  if (!Array.isArray(x)) return false
  const first: unknown = x[0]
  return typeof first === 'object' && first !== null && !Array.isArray(first) && !ArrayBuffer.isView(first)
}

/** Name of the column that holds targets given beside rows of objects; no table's own column is called so. */
export const TARGET = '(target)'

/** Rows with their targets in a column of their own. */
export function rowsWithTarget(rows: readonly Row[], y: TargetsOf<Task>, target = TARGET): Row[] {
  checkTargets(rows.length, y)
  return rows.map((row, index) => ({ ...row, [target]: y[index] as Cell }))
}

/**
 * Checks the targets beside so many rows whose columns have names.
 *
 * @throws MinibatchError DATA_INVALID for several outputs, SHAPE_MISMATCH for another number of rows
 */
export function checkTargets(rows: number, y: TargetsOf<Task>): asserts y is Exclude<TargetsOf<Task>, FlatMatrix> {
  if (isFlatMatrix(y)) {
    throw new MinibatchError('DATA_INVALID', 'Rows of a table have one target each. For several outputs give x and y as plain arrays.')
  }
  if (y.length !== rows) {
    throw new MinibatchError('SHAPE_MISMATCH', `y must have one value for each row: expected ${rows}, got ${y.length}.`, {
      expected: rows,
      got: y.length,
      array: 'y',
    })
  }
}

/** The error for a call that has x and no y. */
export function missingTargets(call: string, got?: unknown): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `${call} needs the targets: ${call}(x, y), or ${call}(dataset) with a Dataset that has a target; y is ${describe(got)}.${hintOf(call, got)}`,
    { array: 'y' },
  )
}

function hintOf(call: string, got: unknown): string {
  if (typeof got === 'string') return ` To name a column: ${call}(Dataset.fromRows(rows, { target: ${JSON.stringify(got)} })).`
  return typeof got === 'object' && got !== null ? ` Options come after y: ${call}(x, y, options).` : ''
}

/** Whether a value can be targets at all: an array of any kind, or a matrix. */
export function areTargets(y: unknown): y is TargetsOf<Task> {
  return Array.isArray(y) || ArrayBuffer.isView(y) || isFlatMatrix(y)
}

/** Classifiers, for those who give labels to a regressor. */
const CLASSIFIERS = 'LogisticRegression, LinearClassifier or MLPClassifier'

/**
 * The error of the core for labels where a regression needs numbers, in the words of an estimator: the core knows neither
 * y nor which estimators there are.
 */
export function labelsOfRegression(error: unknown, target: string | undefined): unknown {
  if (!(error instanceof MinibatchError) || error.code !== 'DATA_INVALID') return error
  const { column, row, value } = error.details
  if (target === undefined || column !== target || typeof value !== 'string' || typeof row !== 'number') return error
  const given = target === TARGET
  const place = given ? `y[${row - 1}]` : `Target '${target}', row ${row},`
  return new MinibatchError(
    'DATA_INVALID',
    `${place} must be a number for a regression; got '${value}'. For classes use ${CLASSIFIERS}; if this value alone is wrong, fix or empty it.`,
    given ? { array: 'y', row: row - 1, value } : error.details,
    { cause: error },
  )
}
