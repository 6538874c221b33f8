// The tutorial's run: y = 4x + 3 with noise, batch 64, 20 epochs. Prints what it came to as one JSON document.
import { Dataset, dense, sequential, sgd, Trainer } from 'minibatch'

const n = 1000
const x = Float64Array.from({ length: n }, (_, i) => (2 * ((i * 619) % n)) / n)
const y = x.map((value, i) => 4 * value + 3 + (((i * 251) % 101) - 50) / 100)

const data = Dataset.fromArrays({ x: { data: x, columns: 1 }, y, dtype: 'float64' })
const trainer = new Trainer(sequential(data, [dense(1)]), data, {
  loss: 'halfSquaredError',
  optimizer: sgd({ learningRate: 0.05 }),
  schedule: 'constant',
  batchSize: 64,
  epochs: 20,
  dtype: 'float64',
  seed: 42,
})
await trainer.run()
const { backend, weightsHash, parameters } = trainer
console.log(JSON.stringify({ backend, weightsHash, parameters: [...parameters] }))
