import { type BatchesOptions, Dataset } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

describe.each(backends)('batches on %s', (backend) => {
  const { x, y } = rowsOf(100, 3)
  const sampleWeight = Float32Array.from({ length: 100 }, (_, row) => row)
  const data = Dataset.fromArrays({ x, y, sampleWeight, backend })
  const rowsIn = (options: BatchesOptions) => Array.from(data.batches(options), ({ rows }) => [...rows])
  const numbers = Array.from({ length: 100 }, (_, row) => row)

  test('an epoch holds every row once; the last batch is short, or left out', () => {
    const batches = data.batches({ batchSize: 32, seed: 1 })
    expect(batches).toMatchObject({ epoch: 0, batchSize: 32, length: 4 })
    expect(Array.from(batches, ({ size, index }) => [index, size])).toEqual([[0, 32], [1, 32], [2, 32], [3, 4]])
    expect(rowsIn({ batchSize: 32, seed: 1 }).flat().toSorted((a, b) => a - b)).toEqual(numbers)
    expect(rowsIn({ batchSize: 32, seed: 1, dropLast: true }).map(({ length }) => length)).toEqual([32, 32, 32])
    expect(rowsIn({}).map(({ length }) => length)).toEqual([64, 36])
    expect(rowsIn({ batchSize: 'full' })).toHaveLength(1)
    expect(rowsIn({ batchSize: 1000, dropLast: true })).toHaveLength(1)
  })

  test('epochs differ, the same epoch does not', () => {
    const first = rowsIn({ seed: 1 })
    expect(rowsIn({ seed: 1, epoch: 0 })).toEqual(first)
    expect(rowsIn({ seed: 1, epoch: 1 })).not.toEqual(first)
    expect(rowsIn({ seed: 2 })).not.toEqual(first)
    const batches = data.batches({ seed: 1 })
    expect([...batches].map(({ rows }) => rows)).toEqual([...batches].map(({ rows }) => rows))
    expect(rowsIn({ shuffle: false }).flat()).toEqual(numbers)
    expect(rowsIn({ shuffle: true, seed: 1 })).toEqual(first)
    expect(rowsIn({ order: [numbers, numbers.toReversed()], epoch: 1 }).flat()).toEqual(numbers.toReversed())
  })

  test('a batch holds the rows that it names', () => {
    for (const batch of data.batches({ batchSize: 30 })) {
      expect(batch.x).toBeInstanceOf(Float32Array)
      expect(batch).toMatchObject({ columns: 3, outputs: 1, size: batch.rows.length })
      for (const [i, row] of batch.rows.entries()) {
        expect([...batch.x.subarray(i * 3, i * 3 + 3)]).toEqual([...x.data.subarray(row * 3, row * 3 + 3)].map(Math.fround))
        expect(batch.y[i]).toBe(Math.fround(y[row]!))
        expect(batch.weight![i]).toBe(row)
      }
    }
    expect([...Dataset.fromArrays({ x, y, backend }).batches()][0]!.weight).toBeUndefined()
  })

  test.each<[string, BatchesOptions, RegExp]>([
    ['a misspelt option', { batchsize: 3 } as never, /Unknown option 'batchsize'.*Did you mean 'batchSize'/],
    ['a batch of no rows', { batchSize: 0 }, /batchSize.*at least 1.*got 0/],
    ['half an epoch', { epoch: 0.5 }, /epoch.*whole number.*0\.5/],
    ['an epoch before the first', { epoch: -1 }, /epoch.*at least 0.*-1/],
    ['an unknown shuffle', { shuffle: 'ful' as never }, /'ful'.*Did you mean 'full'/],
    ['too few orders', { order: [numbers], epoch: 1 }, /order holds 1 epochs, and epoch 1/],
    ['a short order', { order: [[0, 1]] }, /order\[0\].*100 rows.*got 2/],
  ])('%s is refused', (_, options, sentence) => {
    expect(() => data.batches(options)).toThrow(sentence)
  })
})
