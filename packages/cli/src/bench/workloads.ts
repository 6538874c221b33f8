/** What is measured: models over rows. */
import { type BackendChoice, Dataset } from 'minibatch'

/** A model over rows, trained by batches of some sizes. */
export interface Workload {
  readonly name: string
  readonly data: Dataset
  /** Units of its hidden layers. */
  readonly hidden: readonly number[]
  readonly batchSizes: readonly (number | 'full')[]
}

const HIDDEN = 64
const BATCH = 64
const FEATURES = 20
/** 8 MB of rows: more than the second cache of a core. */
const ROWS = 100_000

/** Models over rows drawn by a fixed seed. */
export function drawnWorkloads(backend: BackendChoice): Workload[] {
  const random = generator(42)
  const x = Float32Array.from({ length: ROWS * FEATURES }, () => random() * 2 - 1)
  const y = Float32Array.from({ length: ROWS }, (_, row) => x[row * FEATURES]! * 3 - x[row * FEATURES + 1]! + random())
  const matrix = { data: x, columns: FEATURES }
  const numbers = Dataset.fromArrays({ x: matrix, y, backend })
  const classes = Dataset.fromArrays({ x: matrix, y: y.map((value) => (value > 0.5 ? 1 : 0)), task: 'classification', backend })
  return [...workloadsOf(numbers), { name: 'logistic', data: classes, hidden: [], batchSizes: [BATCH, 'full'] }]
}

/** The same models over a table of the user's. */
export function workloadsOf(data: Dataset): Workload[] {
  const name = data.report.classes.length === 0 ? 'linear' : 'logistic'
  return [
    { name, data, hidden: [], batchSizes: [BATCH, 'full'] },
    { name: `mlp, ${HIDDEN} relu`, data, hidden: [HIDDEN], batchSizes: [BATCH] },
  ]
}

/** Numbers in 0 ≤ x < 1, the same on every machine (Numerical Recipes' linear congruential generator). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
