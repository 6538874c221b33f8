/** measureBatchSizes and tune: what is the same on every machine and build, and what they refuse. */
import { Dataset, measureBatchSizes, MinibatchError, tune } from 'minibatch'
import { describe, expect, test } from 'vitest'

import diabetes from '../../../fixtures/tables/diabetes.csv?raw'
import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const table = (backend: 'native' | 'wasm') => Dataset.fromCsv(new TextEncoder().encode(diabetes), { target: 'target', backend })

test('every build measures the same updates, losses and hashes, and tries the same options', async () => {
  const found = await Promise.all(
    backends.map(async (backend) => {
      const data = await table(backend)
      const { targetLoss, sizes } = await measureBatchSizes(data, { batchSizes: ['full', 32, 4], seeds: 2, rounds: 1 })
      const { trials, range } = await tune(data, { trials: 3, epochs: 5 })
      const steps = sizes.map(({ learningRate, atGridEdge, tried, stepsToTarget, runs, noiseScale }) => ({ learningRate, atGridEdge, tried, stepsToTarget, runs, noiseScale }))
      return { targetLoss, steps, trials, suggestion: range.suggestion }
    }),
  )
  for (const other of found) expect(other).toEqual(found[0])
}, 120_000)

describe.each(backends)('%s', (backend) => {
  test('the exact least squares are the floor, also where columns repeat', async () => {
    const { x, y } = rowsOf(300, 3)
    const noiseless = Float64Array.from(y, (_, row) => 2 * x.data[row * 3]! - x.data[row * 3 + 1]! + 0.5)
    const twice = Float64Array.from({ length: 300 * 6 }, (_, i) => x.data[Math.floor(i / 6) * 3 + (i % 3)]!)
    for (const [data, columns] of [[x.data, 3], [twice, 6]] as const) {
      const rows = Dataset.fromArrays({ x: { data, columns }, y: noiseless, dtype: 'float64', backend })
      const { targetLoss } = await measureBatchSizes(rows, { batchSizes: [32], seeds: 1, rounds: 1 })
      expect(targetLoss.leastSquares).toBeLessThan(1e-20)
    }
    const halved = Dataset.fromArrays({ x, y, backend })
    const options = { batchSizes: [32], seeds: 1, rounds: 1 }
    const mse = (await measureBatchSizes(halved, options)).targetLoss
    const half = (await measureBatchSizes(halved, { ...options, loss: 'halfSquaredError' })).targetLoss
    expect(half.leastSquares).toBe(mse.leastSquares! / 2)
    expect((await measureBatchSizes(halved, { ...options, hidden: [2] })).targetLoss.leastSquares).toBeNull()
  }, 60_000)

  test('one line a size, each once; an interval says how sure it is; larger tables have a roof', async () => {
    const { x, y } = rowsOf(20_000, 16)
    const data = Dataset.fromArrays({ x, y, backend })
    const found = await measureBatchSizes(data, { batchSizes: ['full', 1024, 64, 16_000, 64], seeds: 5, rounds: 3 })
    expect(found.sizes.map(({ batchSize, rows, method }) => [batchSize, rows, method])).toEqual([
      ['full', 16_000, 'batch'],
      [1024, 1024, 'mini-batch'],
      [64, 64, 'mini-batch'],
    ])
    for (const { stepsToTarget, runs, roof, secondsPerUpdate, rowsPerSecond, rows } of found.sizes) {
      const steps = runs.map((run) => run.steps!).sort((a, b) => a - b)
      expect(stepsToTarget).toEqual({ low: steps[0], median: steps[2], high: steps[4], coverage: 0.9375 })
      expect(roof.bound).not.toBe('latency')
      expect(roof.share!.median).toBeGreaterThan(0)
      expect(rowsPerSecond).toBe(rows / secondsPerUpdate.median!)
    }
    expect(found.roof!.readBytesPerSecond).toBeGreaterThan(0)
    const [head, ...cells] = found.cells()
    expect([head!.length, cells.length]).toEqual([12, 3])
    expect(String(found)).toContain(found.summary)
  }, 60_000)

  test('rows given as validation are those that are looked at', async () => {
    const { train, test: held } = (await table(backend)).split({ test: 0.3, seed: 5 })
    const found = await measureBatchSizes(train, { batchSizes: [16], seeds: 1, rounds: 1, validation: held })
    expect([found.rows, found.heldOutRows]).toEqual([train.rows, held.rows])
  })

  test('the defaults are the first trial, and the best is no worse', async () => {
    const { trials, baseline, best, metric, batchSize } = await tune(await table(backend), { trials: 4, epochs: 10, hidden: [4] })
    expect(trials).toHaveLength(5)
    expect(baseline).toBe(trials[0])
    expect(best.loss!).toBeLessThanOrEqual(baseline.loss!)
    expect(Math.min(...trials.map(({ loss }) => loss!))).toBe(best.loss)
    expect(metric).toBe('r2')
    expect(batchSize!.candidates.some(({ batchSize: size }) => size === batchSize!.batchSize)).toBe(true)
  }, 120_000)

  test('a signal ends both', async () => {
    const data = await table(backend)
    for (const call of [measureBatchSizes, tune]) {
      await expect(call(data, { signal: AbortSignal.abort('no') })).rejects.toMatchObject({ code: 'ABORTED', cause: 'no' })
    }
  })

  test.each([
    ['no sizes', (data: Dataset) => measureBatchSizes(data, { batchSizes: [] }), /batchSizes.*got none/],
    ['half a row', (data: Dataset) => measureBatchSizes(data, { batchSizes: [0.5] }), /batchSizes.*0.5/],
    ['no seeds', (data: Dataset) => measureBatchSizes(data, { seeds: 0 }), /seeds.*at least 1/],
    ['a target that is none', (data: Dataset) => measureBatchSizes(data, { targetLoss: Number.NaN }), /targetLoss.*NaN/],
    ['no time', (data: Dataset) => tune(data, { budgetSeconds: 0 }), /budgetSeconds.*above 0/],
    ['no trials', (data: Dataset) => tune(data, { trials: 0 }), /trials.*at least 1/],
  ])('%s', async (_, call, sentence) => {
    const error = await call(await table(backend)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(MinibatchError)
    expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(sentence) })
  })
})
