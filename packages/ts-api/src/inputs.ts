/** The forms in which users hand over rows and targets, told apart. */
import type { Cell, Row } from './columns.js'
import { MinibatchError } from './errors.js'
import { describe, isFlatMatrix, type Matrix, type Targets } from './matrix.js'
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
  if (isFlatMatrix(y)) {
    throw new MinibatchError('DATA_INVALID', 'Rows of objects have one target each. For several outputs give x and y as plain arrays.')
  }
  if (y.length !== rows.length) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `y must have one value for each row: expected ${rows.length}, got ${y.length}.`,
      { expected: rows.length, got: y.length, array: 'y' },
    )
  }
  return rows.map((row, index) => ({ ...row, [target]: y[index] as Cell }))
}

/** The error for a call that has x and no y. */
export function missingTargets(call: string, got?: unknown): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `${call} needs the targets: ${call}(x, y), or ${call}(dataset) with a Dataset that has a target; y is ${describe(got)}.`,
  )
}
