/** Folds, cross-validation and learning curves. */
import { crossValidate, Dataset, dense, learningCurve, LinearRegression, type Row, sequential, Trainer } from 'minibatch'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import iris from '../../../fixtures/tables/iris.csv?raw'
import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

describe.each(backends)('%s', (backend) => {
  test('each row is in one test part, and in the train part of all other folds; folds differ by one row at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.integer({ min: 2, max: 9 }), fc.nat(1000), (n, wanted, seed) => {
        const count = Math.min(wanted, n)
        const data = Dataset.fromRows(Array.from({ length: n }, (_, id) => ({ id, y: id })), { target: 'y', backend })
        const folds = [...data.folds(count, { seed })].map(({ train, test }) => ({ train: idsOf(train), test: idsOf(test) }))
        expect(folds.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual(idsOf(data))
        for (const { train, test } of folds) {
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(idsOf(data))
          expect(test).toEqual(test.toSorted((a, b) => a - b))
        }
        const sizes = folds.map(({ test }) => test.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 40 },
    )
  })

  test('classes are held in proportion: of text without being asked, of a column by its name, not where it is refused', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 6, maxLength: 80 }), fc.nat(1000), (kinds, seed) => {
        const rows = kinds.map((kind, id) => ({ id, kind, y: id }))
        for (const [target, stratify] of [['kind', 'auto'], ['kind', true], ['y', 'kind']] as const) {
          const data = Dataset.fromRows(rows, { target, backend })
          const counts = [...data.folds(3, { seed, stratify })].map(({ test }) => countsOf(test.texts('kind')))
          for (const kind of new Set(kinds)) {
            const met = counts.map((count) => count.get(kind) ?? 0)
            expect(Math.max(...met) - Math.min(...met)).toBeLessThanOrEqual(1)
          }
          const sizes = counts.map((count) => [...count.values()].reduce((sum, value) => sum + value, 0))
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 25 },
    )
    // By chance alone one fold of a class of three rows among thirty has two of them.
    const rare = Array.from({ length: 30 }, (_, id) => ({ id, kind: id < 3 ? 'rare' : 'common' }))
    const data = Dataset.fromRows(rare, { target: 'kind', backend })
    const spread = (stratify: boolean) =>
      Array.from({ length: 20 }, (_, seed) => [...data.folds(3, { seed, stratify })].map(({ test }) => countsOf(test.texts('kind')).get('rare') ?? 0))
    expect(spread(true).every((met) => met.every((count) => count === 1))).toBe(true)
    expect(spread(false).some((met) => met.some((count) => count !== 1))).toBe(true)
  })

  test('plain arrays fold like tables, their classes too', () => {
    const n = 37
    const x = { data: Float64Array.from({ length: n }, (_, i) => i), columns: 1 }
    const rows = Dataset.fromRows(Array.from({ length: n }, (_, id) => ({ id, y: id })), { target: 'y', backend })
    const arrays = Dataset.fromArrays({ x, y: x.data, dtype: 'float64', backend })
    expect([...arrays.folds(4, { seed: 3 })].map(({ test }) => test.rows)).toEqual([...rows.folds(4, { seed: 3 })].map(({ test }) => test.rows))
    const classes = Dataset.fromArrays({ x, y: x.data.map((i) => i % 3), task: 'classification', backend })
    for (const { train, test } of classes.folds(4)) {
      expect(train.rows + test.rows).toBe(n)
      expect(train.report.classes).toEqual(['0', '1', '2'])
    }
  })

  test.each([
    ['one fold', (data: Dataset) => [...data.folds(1)], /folds.*2 to the number of rows, 10; got 1/],
    ['more folds than rows', (data: Dataset) => [...data.folds(11)], /folds.*10; got 11/],
    ['half a fold', (data: Dataset) => [...data.folds(2.5)], /folds/],
    ['a column that does not exist', (data: Dataset) => [...data.folds(2, { stratify: 'kinds' })], /'kinds'/],
  ])('%s', (_, call, sentence) => {
    const data = Dataset.fromRows(Array.from({ length: 10 }, (_, id) => ({ id, y: id, kind: 'a' })), { target: 'y', backend })
    expect(() => call(data)).toThrow(sentence)
  })

  test('a cross-validation is the estimator on each fold, its encoder learnt on the rows trained on', async () => {
    const { x, y } = rowsOf(90, 2)
    // A last row far away: a mean over all rows would show in every fold.
    const rows: Row[] = Array.from(y, (price, i) => ({ price, a: i === 89 ? 1e3 : x.data[2 * i]!, b: x.data[2 * i + 1]! }))
    const data = Dataset.fromRows(rows, { target: 'price', backend })
    const options = { epochs: 8, l2: 0, seed: 3 }
    const seen: number[] = []
    const found = await crossValidate(data, { ...options, folds: 3, onFold: ({ number }) => seen.push(number) })
    expect(seen).toEqual([1, 2, 3])
    for (const [i, { train, test }] of [...data.folds(3, { seed: 3 })].entries()) {
      const model = new LinearRegression(options)
      await model.fit(train)
      expect(found.folds[i]).toMatchObject({ weightsHash: model.weightsHash, trainRows: train.rows, ...model.evaluate(test) })
    }
    const losses = found.folds.map(({ loss }) => loss)
    const mean = losses.reduce((sum, loss) => sum + loss) / 3
    expect(found.loss.mean).toBeCloseTo(mean, 14)
    expect(found.loss.sd).toBeCloseTo(Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 2), 14)
    expect(Object.keys(found.metrics)).toEqual(['r2', 'rmse', 'mae'])
    expect(String(found)).toMatch(/^fold +rows +epochs +loss +r2 +rmse +mae\n1 +30 +8 .*\n2 .*\n3 .*\nmean ± sd +.* ± /)
  })

  test('rows held out of a fold stop its run, and are neither trained on nor measured', async () => {
    const { x, y } = rowsOf(120, 3)
    const rows: Row[] = Array.from(y, (price, i) => ({ price, a: x.data[3 * i]!, b: x.data[3 * i + 1]!, c: x.data[3 * i + 2]! }))
    const data = Dataset.fromRows(rows, { target: 'price', backend })
    const earlyStopping = { monitor: 'validation', patience: 3 } as const
    const options = { epochs: 200, l2: 0, seed: 5, earlyStopping, hidden: [8] }
    const found = await crossValidate(data, { ...options, folds: 3, holdOut: { test: 0.25 } })
    for (const [i, fold] of [...data.folds(3, { seed: 5 })].entries()) {
      const { train, test: held } = fold.train.split({ test: 0.25, seed: 5 })
      const trainer = new Trainer(sequential(train, [dense(8, 'relu'), dense(1)]), train, { epochs: 200, l2: 0, seed: 5, earlyStopping, validation: held })
      await trainer.run()
      expect(found.folds[i]).toMatchObject({ weightsHash: trainer.weightsHash, trainRows: 60, epochs: trainer.history.length, rows: 40 })
    }
    await expect(crossValidate(data, { ...options, folds: 3 })).rejects.toThrow(/validation/)
  })

  test('five folds of the irises', async () => {
    const data = await Dataset.fromCsv(new TextEncoder().encode(iris), { target: irisTarget, task: 'classification', backend })
    const found = await crossValidate(data, { epochs: 60, l2: 0, seed: 1 })
    expect(found.metrics.accuracy!.mean).toBeGreaterThan(0.93)
    // Each fold holds ten of each of the three kinds.
    for (const { confusionMatrix } of found.folds) {
      expect(confusionMatrix!.map((row) => row.reduce((sum, count) => sum + count))).toEqual([10, 10, 10])
    }
  })

  test('more rows teach more', async () => {
    const { x, y } = rowsOf(300, 8)
    const noisy = y.map((value, i) => value + (((i * 7919) % 101) / 101 - 0.5))
    const data = Dataset.fromArrays({ x, y: noisy, backend })
    const curve = await learningCurve(data, { sizes: [12, 0.5, 1], folds: 4, epochs: 60, seed: 2 })
    expect(curve.points.map(({ rows }) => rows)).toEqual([12, 112, 225])
    const [few, , all] = curve.points
    expect(few!.validation.loss.mean).toBeGreaterThan(all!.validation.loss.mean)
    expect(few!.train.loss.mean).toBeLessThan(all!.train.loss.mean)
    expect(all!.validation.score!.mean).toBeGreaterThan(few!.validation.score!.mean)
    expect(String(curve).split('\n')).toHaveLength(4)
    // The last size is the cross-validation itself.
    const whole = await crossValidate(data, { folds: 4, epochs: 60, seed: 2 })
    const smallest = Math.min(...whole.folds.map(({ trainRows }) => trainRows))
    expect(smallest).toBe(225)
    expect(all!.validation.loss).toEqual(whole.loss)
    await expect(learningCurve(data, { sizes: [1.5] })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(learningCurve(data, { sizes: [299] })).rejects.toThrow(/the 240 outside a fold; got number 299/)
    await expect(learningCurve(data, { folds: 1 })).rejects.toThrow(/folds/)
  })

  test('a signal ends the work', async () => {
    const { x, y } = rowsOf(60, 2)
    const data = Dataset.fromArrays({ x, y, backend })
    const controller = new AbortController()
    const work = crossValidate(data, { epochs: 4, signal: controller.signal, onFold: () => controller.abort('enough') })
    await expect(work).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' })
    await expect(learningCurve(data, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
  })
})

const irisTarget = iris.slice(0, iris.indexOf('\n')).trim().split(',').at(-1)!

function idsOf(data: Dataset): number[] {
  return data.texts('id').map(Number)
}

function countsOf(values: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value!, (counts.get(value!) ?? 0) + 1)
  return counts
}
