/** measureBatchSizes and tune: what is the same on every machine and build, and what they refuse. */
import { Dataset, measureBatchSizes, type MeasuredBatchSize, measureThroughput, MinibatchError, type NoisePoint, tune } from 'minibatch'
import { describe, expect, test, vi } from 'vitest'

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

  test('the predicted size is measured with those asked for, whose updates stay what they are', async () => {
    const data = await table(backend)
    const options = { batchSizes: [1, 8, 64, 'full'] as const, seeds: 2, rounds: 2, validation: data, arrival: 'held', aboveLeast: 0.05 } as const
    const [sizes, noise, told]: [MeasuredBatchSize[], NoisePoint[], string[]] = [[], [], []]
    const found = await measureBatchSizes(data, {
      ...options,
      predict: true,
      onSize: (size) => sizes.push(size),
      onNoise: (point) => noise.push(point),
      onProgress: ({ phase, batchSize, run }) => told.push([phase, batchSize, run].filter((part) => part !== undefined).join(' ')),
    })
    const { prediction, targetLoss } = found
    expect(targetLoss.target).toBe(1.05 * targetLoss.leastSquares!)
    expect(prediction!.batchSize).toBe(Math.round(Math.sqrt(prediction!.noiseScale * prediction!.timeBend)))
    expect(prediction!.timeBend).toBe(prediction!.times.secondsPerUpdate / prediction!.times.secondsPerRow)
    expect(prediction!.noise).toEqual(noise)
    const known = noise.map(({ noiseScale }) => noiseScale!).filter((scale) => scale)
    expect(prediction!.noiseScale).toBeGreaterThanOrEqual(Math.min(...known))
    expect(prediction!.noiseScale).toBeLessThanOrEqual(Math.max(...known))
    expect(found.sizes.map(({ rows }) => rows)).toEqual([1, 8, 64, 442, ...([1, 8, 64, 442].includes(prediction!.batchSize) ? [] : [prediction!.batchSize])])
    expect(new Set(sizes)).toEqual(new Set(found.sizes))
    expect(told.slice(0, 7)).toEqual(['target', 'time', 'noise 64', 'time', 'steps 64', 'steps 64 1', 'steps 64 2'])
    const again = await measureBatchSizes(data, { ...options, batchSizes: found.sizes.map(({ batchSize }) => batchSize) })
    expect(again.prediction).toBeNull()
    expect(again.sizes.map(({ runs }) => runs)).toEqual(found.sizes.map(({ runs }) => runs))
  }, 60_000)

  test('a target is held where the loss stays there, in the mean over a quarter of the updates', async () => {
    const data = await table(backend)
    const options = { batchSizes: [1], seeds: 3, rounds: 1, validation: data, aboveLeast: 0.05 }
    const first = await measureBatchSizes(data, options)
    const held = await measureBatchSizes(data, { ...options, arrival: 'held' })
    const { target } = held.targetLoss
    expect(first.targetLoss.target).toBe(target)
    for (const { steps, losses } of held.sizes[0]!.runs) {
      const from = losses.findIndex(({ step }) => step === steps)
      const after = losses.slice(from, losses.findIndex(({ step }, i) => step >= 1.25 * steps! && i >= from + 7) + 1)
      expect(losses[from]!.loss).toBeLessThanOrEqual(target)
      expect(after.reduce((sum, { loss }) => sum + loss, 0) / after.length).toBeLessThanOrEqual(target)
    }
    for (const { steps, losses } of first.sizes[0]!.runs) expect(losses.find(({ loss }) => loss <= target)!.step).toBe(steps)
    expect(held.sizes[0]!.stepsToTarget.median).toBeGreaterThan(first.sizes[0]!.stepsToTarget.median!)
  })

  test('a coarse clock that jumps does not pass off one update as long enough to be timed', async () => {
    const now = performance.now.bind(performance)
    let [calls, ahead] = [0, 0]
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      if (++calls % 101 === 0) ahead += 20
      return Math.floor(now() + ahead)
    })
    try {
      const { sizes } = await measureThroughput(await table(backend), { batchSizes: [4, 64], rounds: 5 })
      for (const { secondsPerUpdate } of sizes) expect(secondsPerUpdate.median).toBeGreaterThan(0)
    } finally {
      clock.mockRestore()
    }
  })

  test('a signal comes through while many short runs are measured', async () => {
    const data = await table(backend)
    const stop = new AbortController()
    const measured = measureBatchSizes(data, {
      batchSizes: [64, 1],
      seeds: 100,
      rounds: 1,
      onProgress: ({ phase }) => {
        if (phase === 'steps') setTimeout(() => stop.abort('enough'), 20)
      },
      signal: stop.signal,
    })
    await expect(measured).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
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
    ['two targets', (data: Dataset) => measureBatchSizes(data, { targetLoss: 1, aboveLeast: 0.1 }), /aboveLeast.*left out/],
    ['nothing above the least', (data: Dataset) => measureBatchSizes(data, { aboveLeast: 0 }), /aboveLeast.*above 0; got number 0/],
    ['no time', (data: Dataset) => tune(data, { budgetSeconds: 0 }), /budgetSeconds.*above 0/],
    ['no trials', (data: Dataset) => tune(data, { trials: 0 }), /trials.*at least 1/],
  ])('%s', async (_, call, sentence) => {
    const error = await call(await table(backend)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(MinibatchError)
    expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(sentence) })
  })
})
