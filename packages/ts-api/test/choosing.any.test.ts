/** compare, findLearningRate, findBatchSize: what is the same on every machine, on the tutorial's data and real tables. */
import { compare, Dataset, dense, findBatchSize, findLearningRate, LinearRegression, MinibatchError, sequential, sgd, Trainer } from 'minibatch'
import { describe, expect, test } from 'vitest'

import tutorial from '../../../fixtures/golden/tutorial.json' with { type: 'json' }
import diabetes from '../../../fixtures/tables/diabetes.csv?raw'
import { backends } from './each-backend.js'

const options = {
  loss: 'halfSquaredError',
  optimizer: sgd({ learningRate: tutorial.learningRate }),
  schedule: 'constant',
  initialParameters: [tutorial.w0, tutorial.b0],
  seed: 42,
} as const

const tutorialData = (backend: 'native' | 'wasm') =>
  Dataset.fromArrays({ x: tutorial.x.map((value) => [value]), y: tutorial.y, dtype: 'float64', backend })

const table = (backend: 'native' | 'wasm') =>
  Dataset.fromCsv(new TextEncoder().encode(diabetes), { target: 'target', backend })

describe.each(backends)('%s', (backend) => {
  test('the tutorial’s table: all rows at once are steady and slow to converge, single rows fast and noisy, 64 between', async () => {
    const data = tutorialData(backend)
    const found = await compare(data, { ...options, epochs: 400, targetLoss: 0.15 })
    const [full, mini, single] = found.runs as [Run, Run, Run]
    expect(found.runs.map(({ batchSize, rows, updates }) => [batchSize, rows, updates])).toEqual([
      ['full', 1000, 400],
      [64, 64, 6400],
      [1, 1, 400_000],
    ])
    // Convergence: updates an epoch.
    expect(full.toTarget).toBeNull()
    expect(mini.toTarget!.epochs).toBeGreaterThan(single.toTarget!.epochs)
    expect(mini.toTarget!.updates).toBe(16 * mini.toTarget!.epochs)
    // Noise: none for all rows; a 64th of the rows has eight times the deviation, but for being drawn without replacement.
    expect(full.noise).toBe(0)
    expect(mini.noise).toBeGreaterThan(0)
    expect(single.noise! / mini.noise!).toBeCloseTo(8 / Math.sqrt((1000 - 64) / 999), 10)
    // Memory: what a batch needs.
    expect(full.bytes).toBeGreaterThan(mini.bytes)
    expect(mini.bytes).toBeGreaterThan(single.bytes)
    for (const { losses, secondsPerUpdate } of found.runs) {
      expect(losses).toHaveLength(400)
      expect(secondsPerUpdate).toBeGreaterThanOrEqual(0)
    }
    const trainer = new Trainer(sequential(1, [dense(1)]), data, { ...options, batchSize: 64, epochs: 400, l2: 0 })
    await trainer.run()
    expect(mini.weightsHash).toBe(trainer.weightsHash)
    expect(mini.losses.at(-1)).toBe(trainer.evaluate(data).loss)
    const [head, , titles, ...lines] = String(found).split('\n')
    expect(head).toContain(`1,000 rows, 400 epochs each from the same start; target loss 0.15; times of this machine, ${data.backend.kind} core`)
    expect(titles).toMatch(/^batch +rate +updates +time\/update +rows\/s +noise +memory +loss +target: epochs +updates +time$/)
    expect(lines).toHaveLength(3)
  })

  test('each size may have the rate that is found for it', async () => {
    const data = await table(backend)
    const shared = { optimizer: sgd({ learningRate: 0.001 }), seed: 1, epochs: 10 }
    const found = await compare(data, { ...shared, batchSizes: ['full', 8], learningRate: 'find' })
    for (const { batchSize, learningRate } of found.runs) {
      expect(learningRate).toBe((await findLearningRate(data, { ...shared, batchSize })).suggestion)
    }
    const same = await compare(data, { ...shared, batchSizes: ['full', 8] })
    expect(same.runs.map(({ learningRate }) => learningRate)).toEqual([0.001, 0.001])
    for (const [i, { losses }] of found.runs.entries()) expect(losses.at(-1)).toBeLessThan(same.runs[i]!.losses.at(-1)!)
  })

  test('given time, all rows at once need more epochs than 64', async () => {
    const found = await compare(tutorialData(backend), { ...options, batchSizes: ['full', 64], epochs: 2000, targetLoss: 0.15 })
    const [full, mini] = found.runs.map(({ toTarget }) => toTarget!.epochs)
    expect(full).toBeGreaterThan(10 * mini!)
  })

  test('a size that diverges says where, and the others go on', async () => {
    const data = await table(backend)
    const found = await compare(data, { batchSizes: [1, 'full'], optimizer: sgd({ learningRate: 0.3 }), epochs: 5, schedule: 'constant' })
    const [single, full] = found.runs
    expect(single!.diverged).toMatchObject({ step: expect.any(Number), safeLearningRate: expect.any(Number) })
    expect(full).not.toHaveProperty('diverged')
    expect(full!.losses).toHaveLength(5)
    expect(String(found)).toContain(`diverged at ${single!.diverged!.step}`)
  })

  test.each([['linear', []], ['with a hidden layer', [16]]] as const)('a rate that is found trains well: %s', async (_, hidden) => {
    const data = await table(backend)
    const shared = { hidden, optimizer: 'sgd', seed: 1 } as const
    const { suggestion, curve, stopped, reason } = await findLearningRate(data, shared)
    expect(stopped).toBe('rising')
    expect(reason).toContain('had risen to 4 times its least value')
    expect(curve[0]!.learningRate).toBe(1e-7)
    const factors = curve.slice(1).map(({ learningRate }, i) => learningRate / curve[i]!.learningRate)
    // 1e8 in 99 equal factors.
    for (const factor of factors) expect(factor).toBeCloseTo(10 ** (8 / 99), 6)
    const lossAt = async (learningRate: number) =>
      (await compare(data, { ...shared, batchSizes: [64], learningRate })).runs[0]!.losses.at(-1) ?? Infinity
    const best = Math.min(...(await Promise.all([1e-3, 3e-3, 1e-2, 3e-2, 1e-1].map(lossAt))))
    expect(await lossAt(suggestion!)).toBeLessThan(1.35 * best)
    expect(await lossAt(suggestion! * 30)).toBeGreaterThan(best)
  })

  test('a curve that goes to its end, and the three ways to read it', async () => {
    const data = tutorialData(backend)
    const range = await findLearningRate(data, { optimizer: 'adam', steps: 60, minLearningRate: 1e-4, maxLearningRate: 1, method: 'steepest' })
    expect(range).toMatchObject({ stopped: 'end', suggestion: range.suggestions.steepest })
    expect(range.curve).toHaveLength(60)
    expect(range.curve.at(-1)!.learningRate).toBeCloseTo(1, 12)
    for (const rate of Object.values(range.suggestions)) expect(rate).toBeGreaterThan(1e-5)
    expect(String(range)).toContain(range.reason)
    // The smoothed loss is a weighted mean of those so far.
    const losses = range.curve.map(({ loss }) => loss)
    for (const [i, { smoothedLoss }] of range.curve.entries()) {
      expect(smoothedLoss).toBeLessThanOrEqual(Math.max(...losses.slice(0, i + 1)) + 1e-9)
      expect(smoothedLoss).toBeGreaterThanOrEqual(Math.min(...losses.slice(0, i + 1)) - 1e-9)
    }
  })

  test('where no rate lowers the loss none is suggested', async () => {
    const range = await findLearningRate(tutorialData(backend), { ...withoutRate, minLearningRate: 50, maxLearningRate: 1e6 })
    expect(range).toMatchObject({ suggestion: null, reason: expect.stringMatching(/did not fall.*minLearningRate/) })
  })

  test('the advice: what is the same on every machine, and the machine’s own times', async () => {
    const data = await table(backend)
    const shared = { batchSizes: [16, 1, 64, 353], optimizer: 'sgd', seeds: 3, seed: 2 } as const
    const [advice, again] = [await findBatchSize(data, shared), await findBatchSize(data, shared)]
    expect(again.targetLoss).toBe(advice.targetLoss)
    expect(advice.candidates.map(({ batchSize }) => batchSize)).toEqual([1, 16, 64, 353])
    for (const [i, { measured, updates, learningRate, secondsPerUpdate, seconds, rowsPerSecond, batchSize }] of advice.candidates.entries()) {
      const other = again.candidates[i]!
      // Which sizes are looked at twice may differ with the times; what is counted does not.
      if (measured && other.measured) expect([other.updates, other.learningRate]).toEqual([updates, learningRate])
      expect(seconds).toBe(updates! * secondsPerUpdate)
      expect(rowsPerSecond).toBe(batchSize / secondsPerUpdate)
      expect(learningRate === null).toBe(!measured)
    }
    const measured = advice.candidates.filter(({ measured }) => measured)
    const least = Math.min(...measured.map(({ seconds }) => seconds!))
    const advised = measured.find(({ batchSize }) => batchSize === advice.batchSize)!
    expect(advised.learningRate).toBe(advice.learningRate)
    expect(advised.seconds!).toBeLessThanOrEqual(1.15 * least)
    // More rows, fewer updates.
    expect(measured[0]!.updates!).toBeGreaterThan(3 * measured.at(-1)!.updates!)
    expect(advice.criticalBatchSize).toBeGreaterThan(1)
    expect(advice.reason).toMatch(/^Batch size [\d,]+ gets to a held-out loss of .* soonest here: [\d,]+ updates of .*, .* in all\. Up to about [\d,]+ rows? .*\.$/)
    expect(String(advice)).toMatch(/\d+ \*/)
  }, 60_000)

  test('a signal ends each of them', async () => {
    const data = tutorialData(backend)
    for (const call of [compare, findLearningRate, findBatchSize]) {
      await expect(call(data, { signal: AbortSignal.abort('no') })).rejects.toMatchObject({ code: 'ABORTED', cause: 'no' })
    }
  })

  test.each([
    ['no sizes', (data: Dataset) => compare(data, { batchSizes: [] }), /batchSizes.*got none/],
    ['half a row', (data: Dataset) => compare(data, { batchSizes: [0.5] }), /batchSize/],
    ['a target that is none', (data: Dataset) => compare(data, { targetLoss: Number.NaN }), /targetLoss.*NaN/],
    ['more rows than there are', (data: Dataset) => findBatchSize(data, { batchSizes: [1001] }), /batchSizes.*800; got number 1001/],
    ['a last rate below the first', (data: Dataset) => findLearningRate(data, { maxLearningRate: 1e-9 }), /maxLearningRate.*above minLearningRate/],
    ['no first rate', (data: Dataset) => findLearningRate(data, { minLearningRate: 0 }), /minLearningRate/],
    ['too few steps', (data: Dataset) => findLearningRate(data, { steps: 3 }), /steps.*10; got number 3/],
    ['a misspelt option', (data: Dataset) => compare(data, { optimiser: 'sgd' } as never), /optimiser.*optimizer/],
  ])('%s', async (_, call, sentence) => {
    const error = await call(tutorialData(backend)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(MinibatchError)
    expect(error).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(sentence) })
  })
})

type Run = Awaited<ReturnType<typeof compare>>['runs'][number]

const withoutRate = { loss: 'halfSquaredError', optimizer: 'sgd', seed: 42 } as const

test('every build finds the same, but for the times', async () => {
  const found = await Promise.all(
    backends.map(async (backend) => {
      const data = await table(backend)
      const { runs, targetLoss } = await compare(data, { hidden: [8], batchSizes: ['full', 32], epochs: 5 })
      const range = await findLearningRate(data, { hidden: [8] })
      const advice = await findBatchSize(data, { batchSizes: [16, 64], seeds: 2 })
      const { targetLoss: heldOutLoss, candidates } = advice
      const model = new LinearRegression({ l2: 0 })
      await model.fit(data)
      const same = runs.map(({ losses, noise, weightsHash, updates }) => ({ losses, noise, weightsHash, updates }))
      const updates = candidates.map(({ updates, learningRate }) => ({ updates, learningRate }))
      return { same, targetLoss, curve: range.curve, suggestions: range.suggestions, heldOutLoss, updates }
    }),
  )
  for (const other of found) expect(other).toEqual(found[0])
}, 60_000)
