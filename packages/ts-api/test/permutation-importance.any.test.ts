/** What each column is worth to a model: against the definition over all orders of a few rows, and what it says of made data. */
import {
  type ColumnImportance,
  Dataset,
  dense,
  LinearRegression,
  LogisticRegression,
  type Model,
  permutationImportance,
  type Row,
  sequential,
  Trainer,
} from 'minibatch'
import { describe, expect, test } from 'vitest'

import iris from '../../../fixtures/tables/iris.csv?raw'
import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

/** All orders of so many rows. */
function orders(count: number): number[][] {
  if (count === 0) return [[]]
  return orders(count - 1).flatMap((order) => Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)))
}

/** Numbers, text and missing cells; half of the rows are one like the other in no column. */
const rows: Row[] = Array.from({ length: 40 }, (_, row) => ({
  size: row % 7 === 3 ? null : (row * 17) % 40,
  city: row % 5 === 2 ? null : ['Oslo', 'Rome', 'Paris'][(row * 11) % 3]!,
  same: 1,
  price: ((row * 17) % 40) + 30 * ((row * 11) % 3),
}))

async function modelOf(data: Dataset): Promise<Model> {
  const trainer = new Trainer(sequential(data, [dense(6, 'tanh'), dense(1)]), data, { epochs: 60, seed: 4, l2: 0 })
  await trainer.run()
  return trainer.model()
}

async function fittedNumbers(train: Dataset): Promise<LinearRegression> {
  const model = new LinearRegression({ epochs: 60, seed: 3 })
  await model.fit(train)
  return model
}

async function fittedClasses(train: Dataset): Promise<LogisticRegression> {
  const model = new LogisticRegression({ epochs: 60, seed: 3 })
  await model.fit(train)
  return model
}

const named = (columns: readonly ColumnImportance[]): string[] => columns.map(({ name }) => name)

describe.each(backends)('%s', (backend) => {
  test('is the metric lost by the cells of a column in another order, every order as likely', async () => {
    const model = await modelOf(Dataset.fromRows(rows, { target: 'price', backend }))
    const few = rows.slice(0, 4)
    const part = Dataset.fromRows(few, { target: 'price', backend })
    for (const metric of ['loss', 'r2', 'rmse'] as const) {
      const valueOf = (of: readonly Row[]): number => {
        const { loss, metrics } = model.evaluate(Dataset.fromRows(of, { target: 'price', backend }))
        return metric === 'loss' ? loss : (metrics as { r2: number; rmse: number })[metric]
      }
      const sign = metric === 'r2' ? -1 : 1
      const found = await permutationImportance(model, part, { metric, repeats: 400, seed: 9 })
      expect(found.baseline).toBe(valueOf(few))
      expect(named(found.columns)).toEqual(['size', 'city'])
      for (const { name, importances, mean, std } of found.columns) {
        const possible = orders(4).map((order) => {
          const moved = few.map((row, place) => ({ ...row, [name]: few[order[place]!]![name] }))
          return sign * (valueOf(moved) - found.baseline)
        })
        expect(new Set(importances)).toEqual(new Set(possible))
        // Of 400 draws the mean strays by a twentieth of the deviation.
        const expected = possible.reduce((sum, value) => sum + value) / possible.length
        expect(Math.abs(mean - expected)).toBeLessThan(4 * (std / 20))
        expect(mean).toBeCloseTo(importances.reduce((sum, value) => sum + value) / 400, 12)
        expect(std).toBeCloseTo(Math.sqrt(importances.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400), 12)
      }
    }
  })

  test('a column that makes the target is worth the most, one of noise nothing beyond its noise', async () => {
    const { x, y } = rowsOf(600, 3)
    const made = Array.from({ length: 600 }, (_, row) => ({ most: x.data[3 * row]!, some: x.data[3 * row + 1]!, noise: x.data[3 * row + 2]! }))
    const data = (target: (row: number) => number | string): { train: Dataset; test: Dataset } =>
      Dataset.fromRows(made.map((row, place) => ({ ...row, y: target(place) })), { target: 'y', backend }).split({ test: 0.5, seed: 2 })
    const signal = (row: number): number => 3 * made[row]!.most + made[row]!.some + y[row]! / 8
    for (const [task, target, fitted] of [
      ['numbers', signal, fittedNumbers],
      ['classes', (row: number) => (signal(row) > 0 ? 'up' : 'down'), fittedClasses],
    ] as const) {
      const parts = data(target)
      const model = await fitted(parts.train)
      const { metric, baseline, columns } = await permutationImportance(model, parts.test, { repeats: 20 })
      expect(metric).toBe(task === 'numbers' ? 'r2' : 'accuracy')
      expect(baseline).toBe(model.score(parts.test))
      const [most, some, noise] = columns as [ColumnImportance, ColumnImportance, ColumnImportance]
      expect(named(columns)).toEqual(['most', 'some', 'noise'])
      expect(most.mean - 2 * most.std, task).toBeGreaterThan(some.mean + 2 * some.std)
      expect(some.mean - 2 * some.std, task).toBeGreaterThan(noise.mean + 2 * noise.std)
      expect(Math.abs(noise.mean), task).toBeLessThan(0.01)
    }
  })

  test('features of plain arrays have the numbers of their order, and those of one array stay as they are', async () => {
    const { x, y } = rowsOf(200, 4)
    for (const dtype of ['float32', 'float64'] as const) {
      const data = Dataset.fromArrays({ x, y, dtype, backend })
      const trainer = new Trainer(sequential(data, [dense(1)]), data, { epochs: 50, seed: 1, l2: 0 })
      await trainer.run()
      const model = trainer.model()
      const before = model.evaluate(data)
      const found = await permutationImportance(model, data, { metric: 'loss', repeats: 3 })
      expect(named(found.columns)).toEqual(['feature 0', 'feature 1', 'feature 2', 'feature 3'])
      expect(model.evaluate(data)).toEqual(before)
      // The larger a weight, the more there is to lose.
      const byWeight = (model.coefficients as number[]).map((weight, feature) => [Math.abs(weight), feature]).toSorted(([a], [b]) => b! - a!)
      const byWorth = found.columns.map(({ mean }, feature) => [mean, feature]).toSorted(([a], [b]) => b! - a!)
      expect(byWorth.map(([, feature]) => feature)).toEqual(byWeight.map(([, feature]) => feature))
    }
  })

  test('is the same for a seed, whichever columns are asked for; each repeat and seed has its own order', async () => {
    const data = await Dataset.fromCsv(new TextEncoder().encode(iris), { target: 'target', task: 'classification', backend })
    const trainer = new Trainer(sequential(data, [dense(3)]), data, { epochs: 20, seed: 1 })
    await trainer.run()
    const model = trainer.model()
    const all = await permutationImportance(model, data, { metric: 'logLoss', seed: 7 })
    expect(await permutationImportance(model, data, { metric: 'logLoss', seed: 7 })).toEqual(all)
    expect(all.columns.map(({ importances }) => importances.length)).toEqual([5, 5, 5, 5])
    for (const { importances } of all.columns) expect(new Set(importances).size).toBe(5)
    const [first, , third] = all.columns as [ColumnImportance, ColumnImportance, ColumnImportance]
    const asked = await permutationImportance(model, data, { metric: 'logLoss', seed: 7, columns: [third.name, first.name] })
    expect(asked.columns).toEqual([third, first])
    const other = await permutationImportance(model, data, { metric: 'logLoss', seed: 8 })
    expect(other.columns[0]!.importances).not.toEqual(first.importances)
    const setosa = await Dataset.fromCsv(new TextEncoder().encode(iris.split('\n').slice(0, 40).join('\n')), { target: 'target', task: 'classification', backend })
    await expect(permutationImportance(model, setosa, { metric: 'auc' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining("metric is 'auc', which is not defined on these rows"),
    })
    const [title, top] = String(all).split('\n') as [string, string]
    expect(title).toMatch(/^column +logLoss added +sd$/)
    expect(top.split(/ {2,}/)[0]).toBe(all.columns.toSorted((a, b) => b.mean - a.mean)[0]!.name)
  })

  test('says what it cannot do', async () => {
    const data = Dataset.fromRows(rows, { target: 'price', backend })
    const model = await modelOf(data)
    const refused = (options: object, of = data) => expect(permutationImportance(model, of, options)).rejects
    await refused({ repeats: 0 }).toMatchObject({ code: 'OPTION_INVALID', message: 'Option repeats must be a whole number of at least 1; got number 0.' })
    await refused({ seed: 0.5 }).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('seed') })
    await refused({ seed: 2 ** 53 }).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('seed') })
    await refused({ columns: ['same'] }).toMatchObject({
      code: 'OPTION_INVALID',
      message: "Option columns names 'same', which the model does not take; it takes size, city.",
    })
    await refused({ metric: 'accuracy' }).toMatchObject({
      code: 'OPTION_INVALID',
      message: 'Option metric must be one of loss, mae, r2, rmse for this model; got the text "accuracy".',
    })
    await refused({ signal: AbortSignal.abort('enough') }).toMatchObject({ code: 'ABORTED' })
    const stop = new AbortController()
    const running = permutationImportance(model, data, { repeats: 100_000, signal: stop.signal })
    setTimeout(() => stop.abort(), 20)
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' })
    await expect(permutationImportance(new LinearRegression(), data)).rejects.toMatchObject({ message: expect.stringContaining('not trained yet') })
  })
})

test.runIf(backends.length > 1)('is the same number on both builds', async () => {
  const found = await Promise.all(
    backends.map(async (backend) => {
      const data = Dataset.fromRows(rows, { target: 'price', backend })
      return permutationImportance(await modelOf(data), data, { metric: 'loss', seed: 3 })
    }),
  )
  expect(found[1]).toEqual(found[0])
})
