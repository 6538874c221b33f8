/**
 * Mini-batch gradient descent on a line, y = 3.5x + 1.2 with noise: layers, a loss, an optimizer and a loop over epochs,
 * as with PyTorch's DataLoader. Batches are shuffled and taken inside `trainer.epochs`.
 */
import { readFile } from 'node:fs/promises'

import { Dataset, dense, sequential, sgd, Trainer } from 'minibatch'

const file = new URL('../../../fixtures/golden/tutorial.json', import.meta.url)
const { x, y } = JSON.parse(await readFile(file, 'utf8')) as { x: number[]; y: number[] }

const data = Dataset.fromArrays({ x: x.map((value) => [value]), y })
const model = sequential(data, [dense(1)])
const trainer = new Trainer(model, data, {
  loss: 'mse',
  optimizer: sgd({ learningRate: 0.1 }),
  schedule: 'constant',
  batchSize: 64,
  seed: 42,
})

for await (const { number, loss } of trainer.epochs(20)) {
  console.log(`Epoch ${number}, loss ${loss.toFixed(4)}`)
}

const [w, b] = model.parameters
console.log(`w = ${w?.toFixed(4)}, b = ${b?.toFixed(4)}`)
