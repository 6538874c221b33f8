// minibatch through its public API. Variant: `native`, `fast` (native with the numerics `fast`) or `wasm`. A run that
// shuffles by itself is one `fit` on plain arrays, all of it; else the table is loaded into a Dataset first, and timed is
// a Trainer from its making to the end of its run.
import { pathToFileURL } from 'node:url'
import { job, measure } from './steady.mjs'

const task = job()
const { d, classes, hidden, batchSize, epochs, variant } = task
const { Dataset, LinearRegressor, Trainer, adam, dense, sequential, sgd } = await import(pathToFileURL(task.entry).href)
const optimizers = { sgd, adam }
const backend = variant === 'wasm' ? 'wasm' : 'native'

const x = { data: task.x, columns: d }
const y = task.y
const table = Dataset.fromArrays({ x, y, backend, ...(classes && { task: 'classification' }) })
const initialParameters = Float64Array.from(task.initial)
if (task.order !== 'own') x.data = task.x = undefined // the Dataset holds its own
let seed = 0

function options(kind, { optimizer, learningRate }) {
  return {
    backend,
    threads: 1,
    numerics: variant === 'fast' ? 'fast' : 'strict',
    loss: classes ? 'crossEntropy' : 'halfSquaredError',
    optimizer: optimizers[optimizer]({ learningRate }),
    schedule: 'constant',
    batchSize,
    epochs,
    earlyStopping: null,
    l2: 0,
    shuffle: kind === 'in order' ? 'none' : 'full',
    seed: seed++,
    initialParameters,
    ...(kind === 'given' && { order: task.orders }),
  }
}

/** The layers on a Dataset: relu after each hidden one. */
function network() {
  return sequential(table, [...hidden.map((units) => dense(units, 'relu')), dense(classes ?? 1)])
}

async function fit(kind, _rows, by) {
  const model = new LinearRegressor(options(kind, by))
  await model.fit(x, y)
  return model
}

async function run(kind, _rows, by) {
  const trainer = new Trainer(network(), table, options(kind, by))
  await trainer.run()
  return trainer
}

await measure(task, task.order === 'own' ? fit : run, {
  versions: { node: process.versions.node },
  weightsOf: ({ parameters }) => parameters,
  about: { backend: table.backend.kind, simd: table.backend.simd, threads: table.backend.threads },
})
