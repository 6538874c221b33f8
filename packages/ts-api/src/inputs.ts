/** The forms in which users hand over rows and targets, told apart. */
import type { Row } from './columns.js'
import { MinibatchError } from './errors.js'
import { describe, type Targets } from './matrix.js'

/** Whether a value is an array of row objects (and not of arrays of numbers). */
export function isRows(x: unknown): x is readonly Row[] {
  if (!Array.isArray(x)) return false
  const first: unknown = x[0]
  return typeof first === 'object' && first !== null && !Array.isArray(first) && !ArrayBuffer.isView(first)
}

/** Name of the column that holds targets given beside rows of objects; no table's own column is called so. */
export const TARGET = '(target)'

/** Rows with their targets in a column of their own. */
export function rowsWithTarget(rows: readonly Row[], y: Targets, target = TARGET): Row[] {
  if (y.length !== rows.length) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `y must have one value for each row: expected ${rows.length}, got ${y.length}.`,
      { expected: rows.length, got: y.length, array: 'y' },
    )
  }
  return rows.map((row, index) => ({ ...row, [target]: y[index] }))
}

/** The error for a call that has x and no y. */
export function missingTargets(call: string, got?: unknown): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `${call} needs the targets: ${call}(x, y), or ${call}(dataset) with a Dataset that has a target; y is ${describe(got)}.`,
  )
}
