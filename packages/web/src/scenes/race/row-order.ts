/** Worker side: the order in which a seeded run reads its rows, told by the core itself. */
import { Dataset, dense, sequential, sgd, Trainer } from 'minibatch'

/**
 * The rows of every epoch in the order they are read, joined. The order depends on seed and rows alone, so a run made
 * for the purpose tells it: its targets are the row numbers, its only feature is 0, and at a learning rate of 1 one row
 * an update sets the intercept to exactly the number of the row just read.
 */
export async function rowOrder(rows: number, epochs: number, seed: number): Promise<Uint32Array> {
  const x = { data: new Float64Array(rows), columns: 1 }
  const data = Dataset.fromArrays({ x, y: Float64Array.from({ length: rows }, (_, row) => row), dtype: 'float64' })
  const trainer = new Trainer(sequential(1, [dense(1)]), data, {
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate: 1 }),
    schedule: 'constant',
    batchSize: 1,
    epochs,
    seed,
    initialParameters: [0, 0],
  })
  const order = new Uint32Array(rows * epochs)
  for (let place = 0; place < order.length; place++) {
    if (place % rows === 0) await nextTurn()
    await trainer.run({ steps: 1 })
    order[place] = trainer.parameters[1]
  }
  return order
}

/** Lets the worker hear its messages. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
