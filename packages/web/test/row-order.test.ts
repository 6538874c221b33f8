import { Dataset, dense, sequential, Trainer, type TrainerOptions } from 'minibatch'
import { describe, expect, it } from 'vitest'
import { rowOrder } from '../src/scenes/race/row-order.ts'

const n = 257
const x = Float32Array.from({ length: n }, (_, row) => Math.fround(row / n))
const data = Dataset.fromArrays({ x: { data: x, columns: 1 }, y: x.map((value) => 3 * value * value) })

describe('rowOrder', () => {
  it('is a permutation of the rows in every epoch', () => {
    const order = rowOrder(data, 3, 11)
    for (let epoch = 0; epoch < 3; epoch++) {
      const rows = [...order.subarray(epoch * n, (epoch + 1) * n)].toSorted((a, b) => a - b)
      expect(rows).toEqual(Array.from({ length: n }, (_, row) => row))
    }
  })

  it('is the order that seeded runs of every batch size take: given by hand it leads to the same weights', async () => {
    const joined = rowOrder(data, 3, 11)
    const order = [0, 1, 2].map((epoch) => joined.slice(epoch * n, (epoch + 1) * n))
    const hash = async (options: TrainerOptions): Promise<string> => {
      const trainer = new Trainer(sequential(1, [dense(1)]), data, { epochs: 3, initialParameters: [0, 0], ...options })
      await trainer.run()
      return trainer.weightsHash
    }
    for (const batchSize of [1, 10, 64] as const)
      expect(await hash({ batchSize, seed: 999, order })).toBe(await hash({ batchSize, seed: 11 }))
    expect(await hash({ batchSize: 10, seed: 999 })).not.toBe(await hash({ batchSize: 10, seed: 11 }))
  })
})
