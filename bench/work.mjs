// How much a workload is: parameters, steps, bytes, operations.

/** Widths from the inputs on: d, the hidden layers, the outputs. */
export function widthsOf({ d, hidden = [], classes = 1 }) {
  return [d, ...hidden, classes]
}

/** Inputs and outputs of each layer. */
export function layersOf(workload) {
  const widths = widthsOf(workload)
  return widths.slice(1).map((outputs, layer) => ({ inputs: widths[layer], outputs }))
}

/** Weights and biases, P. */
export function parametersOf(workload) {
  return layersOf(workload).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0)
}

/** Updates of a run. */
export function stepsOf({ n, batchSize, epochs }) {
  return Math.ceil(n / batchSize) * epochs
}

/** Bytes a run's rows take: X, y and the order once an epoch. */
export function tableBytesOf({ n, d, epochs, order }) {
  const words = n * d + n + (order === 'in order' ? 0 : n)
  return 4 * words * epochs
}

/** More than the second cache of a core holds: such parameters are read anew in every step. */
const LEAVES_L2_BYTES = 2 << 20
const OPTIMIZER_STATES = { sgd: 0, adam: 2 }

/** Bytes a run has to read at least: its rows, and parameters and optimizer states once a step where they leave L2. */
export function bytesOf(workload) {
  const bytes = 4 * parametersOf(workload) * (1 + OPTIMIZER_STATES[workload.optimizer ?? 'sgd'])
  return tableBytesOf(workload) + (bytes > LEAVES_L2_BYTES ? bytes * stepsOf(workload) : 0)
}

/** Multiplications and additions of a run: outputs, gradients of the weights and, after the first layer, of the inputs. */
export function flopsOf(workload) {
  const cells = layersOf(workload).map(({ inputs, outputs }) => inputs * outputs)
  const all = cells.reduce((sum, cell) => sum + cell)
  return 2 * workload.n * workload.epochs * (3 * all - cells[0])
}

/** Below this the data stays in the caches closest to the core and no bandwidth bounds the run. */
export const LATENCY_BOUND_BYTES = 1_000_000
