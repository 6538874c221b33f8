/** Worker side: the order in which a seeded run reads its rows, told by the core itself. */
import type { Dataset } from 'minibatch'

/** The rows of every epoch in the order they are read, joined. It depends on seed and rows alone, not on the batch size. */
export function rowOrder(data: Dataset, epochs: number, seed: number): Uint32Array {
  const order = new Uint32Array(data.rows * epochs)
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { rows } of data.batches({ batchSize: 'full', seed, epoch })) order.set(rows, epoch * data.rows)
  }
  return order
}
