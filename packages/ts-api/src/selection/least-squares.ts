/** The exact least loss of a linear regression: what every run of it goes towards. */
import type { Examples } from '../backend/types.js'
import { calling } from '../errors.js'

/** Multiplications above which the sums take too long beside what is measured. */
const MOST_MULTIPLICATIONS = 4e9
/** Rows copied out of the core at a time. */
const PIECE = 1024
/** A pivot below this share of its own column's square is a column that others make up. */
const RANK = 1e-10

/** Rows in float64, a piece at a time. */
interface Piece {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly weight: Float64Array | undefined
  readonly count: number
}

/**
 * The mean squared error over some rows of the model that has the least one over the training rows, by the normal equations
 * and Cholesky's factors; columns that others make up are left out, which changes no prediction. Null where it is too much
 * to compute, or y has several columns.
 *
 * @param measured the rows whose error is given, encoded as the training rows are
 */
export function leastSquaresLoss(train: Examples, measured: Examples): number | null {
  const features = train.features()
  if (train.rows() * features * features > MOST_MULTIPLICATIONS || outputsOf(train) !== 1) return null
  const w = solve(train, features)
  let [sum, total] = [0, 0]
  for (const { x, y, weight, count } of piecesOf(measured)) {
    for (let row = 0; row < count; row++) {
      let error = w[features]! - y[row]!
      for (let i = 0; i < features; i++) error += w[i]! * x[row * features + i]!
      sum += (weight?.[row] ?? 1) * error * error
      total += weight?.[row] ?? 1
    }
  }
  return total > 0 ? sum / total : null
}

/** Weights and, last, the bias. */
function solve(train: Examples, features: number): Float64Array {
  const size = features + 1
  const gram = new Float64Array(size * size)
  const moments = new Float64Array(size)
  const row = new Float64Array(size)
  row[features] = 1
  for (const { x, y, weight, count } of piecesOf(train)) {
    for (let at = 0; at < count; at++) {
      row.set(x.subarray(at * features, (at + 1) * features))
      const share = weight?.[at] ?? 1
      for (let i = 0; i < size; i++) {
        const value = share * row[i]!
        if (value === 0) continue
        moments[i]! += value * y[at]!
        for (let j = 0; j <= i; j++) gram[i * size + j]! += value * row[j]!
      }
    }
  }
  return solveFactors(gram, moments, size)
}

/** Cholesky's factors in place, then both triangles. */
function solveFactors(gram: Float64Array, moments: Float64Array, size: number): Float64Array {
  const kept = new Array<boolean>(size)
  for (let j = 0; j < size; j++) {
    const square = gram[j * size + j]!
    let pivot = square
    for (let k = 0; k < j; k++) pivot -= gram[j * size + k]! * gram[j * size + k]!
    kept[j] = pivot > RANK * square
    const root = kept[j] ? Math.sqrt(pivot) : 1
    gram[j * size + j] = root
    for (let i = j + 1; i < size; i++) {
      let value = gram[i * size + j]!
      for (let k = 0; k < j; k++) value -= gram[i * size + k]! * gram[j * size + k]!
      gram[i * size + j] = kept[j] ? value / root : 0
    }
  }
  const solution = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let value = moments[i]!
    for (let k = 0; k < i; k++) value -= gram[i * size + k]! * solution[k]!
    solution[i] = kept[i] ? value / gram[i * size + i]! : 0
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = solution[i]!
    for (let k = i + 1; k < size; k++) value -= gram[k * size + i]! * solution[k]!
    solution[i] = kept[i] ? value / gram[i * size + i]! : 0
  }
  return solution
}

function* piecesOf(examples: Examples): Generator<Piece> {
  const { dtype, weighted } = batchesOf(examples)
  const features = examples.features()
  const take = (part: string, rows: Uint32Array, columns: number): Float64Array => {
    const size = rows.length * columns
    if (dtype === 'float64') {
      const into = new Float64Array(size)
      calling(() => examples.takeFloat64(part, rows, into))
      return into
    }
    const into = new Float32Array(size)
    calling(() => examples.takeFloat32(part, rows, into))
    return Float64Array.from(into)
  }
  for (let from = 0; from < examples.rows(); from += PIECE) {
    const count = Math.min(PIECE, examples.rows() - from)
    const rows = Uint32Array.from({ length: count }, (_, i) => from + i)
    yield { x: take('x', rows, features), y: take('y', rows, 1), weight: weighted ? take('weight', rows, 1) : undefined, count }
  }
}

function batchesOf(examples: Examples): { dtype: 'float32' | 'float64'; weighted: boolean } {
  const json = JSON.stringify({ batchSize: 1, shuffle: 'none', dropLast: false, seed: 0 })
  return JSON.parse(calling(() => examples.describeBatches(json))) as { dtype: 'float32' | 'float64'; weighted: boolean }
}

function outputsOf(examples: Examples): number {
  return (JSON.parse(calling(() => examples.describe())) as { outputs: number }).outputs
}
