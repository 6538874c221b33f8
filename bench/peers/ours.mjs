// minibatch through its public API. Variant: the backend. The tutorial's run is one `fit` on plain arrays, all of it;
// a large table is loaded into a Dataset first, and timed is a Trainer from its making to the end of its run.
import { pathToFileURL } from 'node:url'
import { job, measure } from './steady.mjs'

const task = job()
const { n, d, batchSize, epochs, learningRate, initial, variant: backend } = task
const { Dataset, LinearRegressor, Trainer, dense, sequential, sgd } = await import(pathToFileURL(task.entry).href)

const x = { data: task.x, columns: d }
const y = task.y
const table = Dataset.fromArrays({ x, y, backend })
const whole = n > 10_000
if (whole) x.data = task.x = undefined // the Dataset holds its own
let seed = 0

function options(kind) {
  return {
    backend,
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate }),
    schedule: 'constant',
    batchSize,
    epochs,
    earlyStopping: null,
    l2: 0,
    shuffle: kind === 'in order' ? 'none' : 'full',
    seed: seed++,
    initialParameters: initial,
    ...(kind === 'given' && { order: task.orders }),
  }
}

async function fit(kind) {
  const model = new LinearRegressor(options(kind))
  await model.fit(x, y)
  return model
}

async function run(kind) {
  const trainer = new Trainer(sequential(table, [dense(1)]), table, options(kind))
  await trainer.run()
  return trainer
}

await measure(task, whole ? run : fit, {
  versions: { node: process.versions.node },
  weightsOf: ({ parameters }) => parameters,
  about: { backend: table.backend.kind, simd: table.backend.simd, threads: table.backend.threads },
})
