// What is trained: mini-batches in float32, by plain SGD unless said, of a linear model y ≈ x w + b with half the squared
// error, or of a classifier with cross-entropy: softmax of a linear model, or of a network with relu layers.

/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {string} title
 * @property {string} [table] the table it shares with others of the same n and d; its own without
 * @property {number} n rows
 * @property {number} d features
 * @property {number} [classes] the outputs k of a classifier; without it the target is a number and k = 1
 * @property {number[]} [hidden] units of each hidden layer
 * @property {number} batchSize
 * @property {number} epochs
 * @property {number} learningRate
 * @property {'sgd' | 'adam'} [optimizer] default sgd
 * @property {{ optimizer: string, learningRate: number }} [over] the same run by this optimizer, timed in turn with the
 *   other in the same process: the difference is what the optimizer costs
 * @property {'own' | 'given' | 'in order'} order what a timed run does: shuffles by itself in every epoch (then the
 *   same losses are checked in a run of its own, with the order given), takes the exported order, or goes row by row
 * @property {string[]} peers those that take part, in the table's order
 * @property {Aim[]} faster whom ours must be faster than, and by how much
 * @property {Aim[]} [within] who may take at most so many times as long as ours
 * @property {number} [share] the share of the machine's roof that `native` must reach
 * @property {Record<string, number>} [rounds] at most so many rounds for peers whose processes take seconds and on which no aim hangs
 */

/** @typedef {{ peer: string, times: number, than?: 'native' | 'wasm' }} Aim `than`: which of ours, default `native` */

const linear = { table: 'linear', n: 1_000_000, d: 128, epochs: 1, learningRate: 0.001 }
const linearPeers = ['numpy', 'torch-foreach', 'torch-fused', 'sklearn', 'javascript', 'rust']
const shuffledPeers = ['numpy', 'numpy-taken', ...linearPeers.slice(1)]
const linearRounds = { 'torch-foreach': 5, javascript: 5, rust: 5 }
const mlp = { table: 'classes', n: 6400, d: 784, classes: 10, hidden: [128], batchSize: 64, epochs: 3, order: 'given' }

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
    within: [{ peer: 'wasm', times: 1.5 }],
    share: 0.7,
    rounds: { 'torch-fused': 3, sklearn: 5, javascript: 5 },
  },
  {
    ...linear,
    name: 'linear64',
    title: 'Linear 1,000,000 x 128, batch 64, in order, one epoch',
    batchSize: 64,
    order: 'in order',
    peers: linearPeers,
    faster: [
      { peer: 'numpy', times: 3 },
      { peer: 'torch-fused', times: 8 },
      { peer: 'sklearn', times: 10 },
    ],
    within: [{ peer: 'wasm', times: 1.5 }],
    rounds: linearRounds,
  },
  {
    ...linear,
    name: 'linear64-shuffled',
    title: 'Linear 1,000,000 x 128, batch 64, shuffled, one epoch',
    batchSize: 64,
    order: 'given',
    peers: shuffledPeers,
    faster: [
      { peer: 'numpy', times: 3 },
      { peer: 'numpy-taken', times: 3 },
      { peer: 'torch-fused', times: 8 },
      { peer: 'sklearn', times: 10 },
    ],
    rounds: linearRounds,
  },
  {
    ...linear,
    name: 'linear1024',
    title: 'Linear 1,000,000 x 128, batch 1,024, in order, one epoch',
    batchSize: 1024,
    order: 'in order',
    peers: linearPeers,
    faster: [
      { peer: 'numpy', times: 1.3 },
      { peer: 'torch-fused', times: 3 },
    ],
    within: [{ peer: 'wasm', times: 1.5 }],
    rounds: { ...linearRounds, sklearn: 5 },
  },
  {
    ...linear,
    name: 'linear1024-shuffled',
    title: 'Linear 1,000,000 x 128, batch 1,024, shuffled, one epoch',
    batchSize: 1024,
    order: 'given',
    peers: shuffledPeers,
    faster: [
      { peer: 'numpy', times: 2.5 },
      { peer: 'numpy-taken', times: 2.5 },
      { peer: 'torch-fused', times: 8 },
    ],
    rounds: { ...linearRounds, sklearn: 5 },
  },
  {
    name: 'softmax',
    title: 'Softmax 20,000 x 64, 10 classes, batch 64, shuffled, 5 epochs',
    n: 20_000,
    d: 64,
    classes: 10,
    batchSize: 64,
    epochs: 5,
    learningRate: 0.05,
    order: 'given',
    peers: ['numpy-network', 'torch-foreach', 'torch-fused', 'sklearn-mlp', 'tfjs-wasm'],
    faster: [{ peer: 'numpy-network', times: 3 }],
    rounds: { 'torch-foreach': 5, 'tfjs-wasm': 5 },
  },
  {
    ...mlp,
    name: 'mlp',
    title: 'MLP 784-128-10, 6,400 rows, batch 64, shuffled, 3 epochs',
    learningRate: 0.05,
    peers: ['numpy-network', 'torch-foreach', 'torch-fused', 'sklearn-mlp', 'tfjs-wasm'],
    faster: [
      { peer: 'numpy-network', times: 2.2 },
      { peer: 'torch-foreach', times: 2 },
      { peer: 'torch-fused', times: 2 },
      { peer: 'sklearn-mlp', times: 3 },
      { peer: 'tfjs-wasm', times: 10, than: 'wasm' },
    ],
  },
  {
    ...mlp,
    name: 'adam',
    title: 'MLP 784-128-10 by Adam, 6,400 rows, batch 64, shuffled, 3 epochs',
    optimizer: 'adam',
    learningRate: 0.001,
    over: { optimizer: 'sgd', learningRate: 0.05 },
    // Without scikit-learn: it adds epsilon before the correction of the squares, and so takes other steps.
    peers: ['numpy-network', 'torch-foreach', 'torch-fused'],
    faster: [],
  },
  {
    name: 'deep',
    title: 'MLP 1024-1024-1024-10, 1,280 rows, batch 64, shuffled, 2 epochs',
    n: 1280,
    d: 1024,
    classes: 10,
    hidden: [1024, 1024],
    batchSize: 64,
    epochs: 2,
    // Small: a unit whose input rounding takes over 0 moves the weights, and larger steps let that grow till none agrees.
    learningRate: 0.01,
    order: 'given',
    peers: ['numpy-network', 'torch-foreach', 'torch-fused', 'sklearn-mlp'],
    faster: [
      { peer: 'torch-foreach', times: 1.6 },
      { peer: 'torch-fused', times: 1.6 },
    ],
  },
]
