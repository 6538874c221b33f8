/** What is measured: models over rows. */
import { type BackendChoice, Dataset, dense, type Network, sequential } from 'minibatch'

/** A model over rows, trained by batches of one size. */
export interface Workload {
  readonly name: string
  readonly data: Dataset
  readonly network: (data: Dataset) => Network
  readonly loss: 'mse' | 'binaryCrossEntropy' | 'crossEntropy'
  readonly batchSize: number | 'full'
}

const HIDDEN = 64
const BATCH = 64
const FEATURES = 20
/** 8 MB of rows: more than the second cache of a core. */
const ROWS = 100_000

/** Models over rows drawn by a fixed seed. */
export function drawnWorkloads(backend: BackendChoice): Workload[] {
  const random = lcg(42)
  const x = Float32Array.from({ length: ROWS * FEATURES }, () => random() * 2 - 1)
  const y = Float32Array.from({ length: ROWS }, (_, row) => x[row * FEATURES]! * 3 - x[row * FEATURES + 1]! + random())
  const matrix = { data: x, columns: FEATURES }
  const numbers = Dataset.fromArrays({ x: matrix, y, backend })
  const classes = Dataset.fromArrays({ x: matrix, y: y.map((value) => (value > 0.5 ? 1 : 0)), task: 'classification', backend })
  return [...workloadsOf('linear', 'mse', numbers), ...workloadsOf('logistic', 'binaryCrossEntropy', classes).slice(0, 1)]
}

/** Models over a table of the user's. */
export function tableWorkloads(data: Dataset): Workload[] {
  const { classes } = data.report
  if (classes.length === 0) return workloadsOf('linear', 'mse', data)
  return workloadsOf('logistic', classes.length === 2 ? 'binaryCrossEntropy' : 'crossEntropy', data)
}

function workloadsOf(name: string, loss: Workload['loss'], data: Dataset): Workload[] {
  const linear = (rows: Dataset) => sequential(rows, [dense(outputsOf(rows))])
  const mlp = (rows: Dataset) => sequential(rows, [dense(HIDDEN, 'relu'), dense(outputsOf(rows))])
  return [
    { name, data, network: linear, loss, batchSize: BATCH },
    { name, data, network: linear, loss, batchSize: 'full' },
    { name: `mlp, ${HIDDEN} relu`, data, network: mlp, loss, batchSize: BATCH },
  ]
}

/** One for two classes, one a class for more. */
function outputsOf({ report: { classes, outputs } }: Dataset): number {
  return classes.length > 2 ? classes.length : outputs
}

/** Numbers in 0 ≤ x < 1, the same on every machine (Numerical Recipes' linear congruential generator). */
function lcg(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
