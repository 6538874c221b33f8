// What is trained: each a linear model y ≈ x w + b with the half squared error, mini-batches and plain SGD in float32.

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {number} n rows
 * @property {number} d features
 * @property {number} batchSize
 * @property {number} epochs
 * @property {number} learningRate
 * @property {'own' | 'given' | 'in order'} order what a timed run does: shuffles by itself in every epoch (then the
 *   same losses are checked in a run of its own, with the order given), takes the exported order, or goes row by row
 * @property {string[]} peers those that take part, in the table's order
 * @property {{ peer: string, times: number }[]} faster what `ours` must be faster than, and by how much
 * @property {number} [share] the share of the machine's roof that `ours` must reach
 * @property {Record<string, number>} [rounds] at most so many rounds for peers whose processes take seconds and on which no aim hangs
 */

/** @type {Workload[]} */
export const workloads = [
  {
    name: 'tutorial',
    title: 'The tutorial: 1,000 x 1, batch 64, 20 epochs, shuffled in the run',
    n: 1000,
    d: 1,
    batchSize: 64,
    epochs: 20,
    learningRate: 0.01,
    order: 'own',
    peers: ['numpy', 'torch-loader', 'torch-foreach', 'torch-fused', 'sklearn', 'tfjs-cpu', 'tfjs-wasm', 'javascript', 'rust'],
    faster: [
      { peer: 'numpy', times: 10 },
      { peer: 'torch-loader', times: 300 },
    ],
    rounds: { 'torch-foreach': 5, 'torch-fused': 5, 'tfjs-cpu': 5, 'tfjs-wasm': 5 },
  },
  {
    name: 'wide',
    title: 'Linear 400,000 x 128, batch 256, shuffled, one epoch',
    n: 400_000,
    d: 128,
    batchSize: 256,
    epochs: 1,
    learningRate: 0.005,
    order: 'given',
    peers: [
      'numpy',
      'numpy-taken',
      'torch-foreach',
      'torch-fused',
      'sklearn',
      'tfjs-cpu',
      'tfjs-wasm',
      'javascript',
      'rust',
    ],
    faster: [
      { peer: 'numpy', times: 5 },
      { peer: 'torch-foreach', times: 12 },
      { peer: 'torch-fused', times: 12 },
    ],
    rounds: { sklearn: 5, 'tfjs-cpu': 5, 'tfjs-wasm': 5 },
  },
  {
    name: 'long',
    title: 'Linear 10,000,000 x 20, batch 64, in order, one epoch',
    n: 10_000_000,
    d: 20,
    batchSize: 64,
    epochs: 1,
    learningRate: 0.01,
    order: 'in order',
    peers: ['numpy', 'torch-fused', 'sklearn', 'javascript', 'rust'],
    faster: [],
    share: 0.7,
    rounds: { 'torch-fused': 3, sklearn: 5, javascript: 5 },
  },
]

/** Bytes a run has to read at least: X, y and the order once an epoch. */
export function bytesOf({ n, d, epochs, order }) {
  const words = n * d + n + (order === 'in order' ? 0 : n)
  return 4 * words * epochs
}

/** Multiplications and additions of a run: the prediction and the gradient, two each a cell. */
export function flopsOf({ n, d, epochs }) {
  return 4 * n * d * epochs
}

/** Below this the data stays in the caches closest to the core and no bandwidth bounds the run. */
export const LATENCY_BOUND_BYTES = 1_000_000
