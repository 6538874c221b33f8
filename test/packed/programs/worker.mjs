// Trains in a worker thread and here, and aborts a run in the worker. Nothing is closed: the process must end all the same.
import { LinearRegression as Here } from 'minibatch'
import { LinearRegression } from 'minibatch/worker'

const x = Array.from({ length: 500 }, (_, i) => [(i % 50) / 25, (i % 7) / 7])
const y = x.map(([a, b]) => 3 * a - b)
const options = { epochs: 20, seed: 1, earlyStopping: null }

const model = new LinearRegression(options)
let epochs = 0
await model.fit(x, y, { onEpoch: () => epochs++ })
const here = new Here(options)
await here.fit(x, y)

const controller = new AbortController()
const endless = new LinearRegression({ ...options, epochs: 4_000_000, learningRate: 1e-4 })
const run = endless.fit(x, y, { signal: controller.signal, onEpoch: () => controller.abort() })
const code = await run.then(() => 'no error', (error) => error.code)
console.log(JSON.stringify({ epochs, weightsHash: model.weightsHash, same: model.weightsHash === here.weightsHash, code }))
