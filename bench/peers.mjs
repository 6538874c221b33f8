// Who takes part, what each needs and how its process is started.
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'peers')

const script = (file) => (task, tool) => [tool, [join(folder, file), JSON.stringify(task)]]
const node = (file) => (task) => [process.execPath, [join(folder, file), JSON.stringify(task)]]
const ours = (task, entry) => node('ours.mjs')({ ...task, entry })
const tfjs = (task, packages) => node('tfjs.mjs')({ ...task, packages })
const WARM_ROWS = 200_000

function plain({ n, d, batchSize, epochs, learningRate, order, files }, program) {
  const numbers = [n, d, batchSize, epochs, learningRate].map(String)
  const paths = [files.x, files.y, files.order ?? '-', files.initial, files.check, files.timed]
  return [program, [...numbers, order, `${WARM_ROWS}`, ...paths]]
}

/**
 * @typedef {object} Peer
 * @property {string} title
 * @property {string} [needs] a tool of setup.mjs
 * @property {string} [variant]
 * @property {boolean} [fuses] a multiplication and an addition may be one operation: its roof is then higher
 * @property {string} [note] what the reader should know about the comparison
 * @property {(task: object, tool?: string) => [string, string[]]} command
 */

/** @type {Record<string, Peer>} */
export const peers = {
  native: { title: 'minibatch, native', needs: 'minibatch', variant: 'native', command: ours },
  again: { title: 'minibatch, native, once more', needs: 'minibatch', variant: 'native', command: ours },
  fast: { title: 'minibatch, native, numerics fast', needs: 'minibatch', variant: 'fast', fuses: true, command: ours },
  wasm: { title: 'minibatch, WebAssembly', needs: 'minibatch', variant: 'wasm', command: ours },
  numpy: {
    title: "NumPy, the tutorial's loop",
    needs: 'numpy',
    fuses: true,
    variant: 'permuted',
    command: script('numpy_loop.py'),
  },
  'numpy-taken': {
    title: 'NumPy, rows taken by batch',
    needs: 'numpy',
    fuses: true,
    variant: 'taken',
    command: script('numpy_loop.py'),
  },
  'numpy-network': { title: 'NumPy by hand', needs: 'numpy', fuses: true, command: script('numpy_network.py') },
  'torch-loader': { title: 'PyTorch, DataLoader', needs: 'torch', fuses: true, command: script('torch_loader.py') },
  'torch-foreach': {
    title: 'PyTorch, indexed tensors, foreach',
    needs: 'torch',
    fuses: true,
    variant: 'foreach',
    command: script('torch_indexed.py'),
  },
  'torch-fused': {
    title: 'PyTorch, indexed tensors, fused',
    needs: 'torch',
    fuses: true,
    variant: 'fused',
    command: script('torch_indexed.py'),
  },
  sklearn: {
    title: 'scikit-learn SGDRegressor',
    needs: 'sklearn',
    fuses: true,
    note: 'every row is a step: another run, checked against its own; shuffles by itself where the others get an order',
    command: script('sklearn_sgd.py'),
  },
  'sklearn-mlp': {
    title: 'scikit-learn MLPClassifier',
    needs: 'sklearn',
    fuses: true,
    note: 'its rows are put in order before the clock starts, where the others take theirs in the timed run',
    command: script('sklearn_mlp.py'),
  },
  'tfjs-cpu': {
    title: 'TensorFlow.js, cpu',
    needs: 'tfjs',
    variant: 'cpu',
    command: tfjs,
  },
  'tfjs-wasm': {
    title: 'TensorFlow.js, wasm',
    needs: 'tfjs',
    variant: 'wasm',
    command: tfjs,
  },
  javascript: { title: 'a plain loop in JavaScript', command: node('javascript.mjs') },
  rust: { title: 'a plain loop in Rust', needs: 'plain', command: plain },
}
