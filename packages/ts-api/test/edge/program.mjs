// What a worker at the edge does with the package: trains, reads a table, saves and opens a model.
import { Dataset, dense, LinearRegression, loadModel, ready, sequential, Trainer } from 'minibatch'
import * as inWorker from 'minibatch/worker'

const { kind, simd } = await ready()
const x = Array.from({ length: 200 }, (_, i) => [(i % 20) / 10, (i % 7) / 7])
const y = x.map(([a, b]) => 3 * a - 2 * b)
const data = Dataset.fromArrays({ x, y, dtype: 'float64' })
const trainer = new Trainer(sequential(data, [dense(4, 'relu'), dense(1)]), data, { epochs: 3, seed: 7, dtype: 'float64' })
const epochs = []
await trainer.run({ onEpoch: ({ number }) => epochs.push(number) })

// The encoder is the host's, and so are its arrays: a copy is one of this world.
const bytes = new Uint8Array(new TextEncoder().encode('area,price\n1,2\n2,4\n3,6\n4,8\n'))
const houses = await Dataset.fromCsv(bytes, { target: 'price' })
const model = new LinearRegression({ epochs: 3 })
await model.fit(houses)
const same = await loadModel(model.toBytes())
const compiling = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).catch(({ name }) => name)
const noWorker = await new inWorker.LinearRegression().fit(x, y).catch(({ code, message }) => `${code} ${message}`)

globalThis.done({
  globals: [typeof process, typeof Buffer, typeof require, typeof setImmediate].join(' '),
  backend: `${kind} ${simd}`,
  hash: trainer.weightsHash,
  epochs,
  equal: same.predict({ area: 2 }) === model.predict({ area: 2 }),
  compiling,
  noWorker,
})
