/** One batch in numbers, by the tutorial's formula: predictions, errors, their sums, and the step that follows. */
import type { BatchStep, Pair } from './batch-lens.ts'
import type { Points } from './surface.ts'

export interface RowNumbers {
  readonly row: number
  readonly x: number
  readonly y: number
  /** w·x + b. */
  readonly prediction: number
  /** Prediction − y. */
  readonly error: number
  /** Error · x. */
  readonly product: number
}

export interface BatchNumbers {
  readonly rows: readonly RowNumbers[]
  /** Sums over the rows: of error · x for w, of the error for b. */
  readonly sum: Pair
}

export function batchNumbers({ x, y }: Points, { rows, before }: Pick<BatchStep, 'rows' | 'before'>): BatchNumbers {
  const numbers = Array.from(rows, (row): RowNumbers => {
    const prediction = before.w * x[row] + before.b
    const error = prediction - y[row]
    return { row, x: x[row], y: y[row], prediction, error, product: error * x[row] }
  })
  return {
    rows: numbers,
    sum: {
      w: numbers.reduce((sum, { product }) => sum + product, 0),
      b: numbers.reduce((sum, { error }) => sum + error, 0),
    },
  }
}

/** What the gradient is after momentum has had its say: μ · velocity + gradient. */
export function stepDirection({ gradient, velocity, momentum }: BatchStep): Pair {
  if (!velocity) return gradient
  return { w: momentum * velocity.w + gradient.w, b: momentum * velocity.b + gradient.b }
}
