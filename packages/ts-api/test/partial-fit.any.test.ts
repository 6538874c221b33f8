/** `partialFit`: one pass over the rows it is given, going on. */
import { Dataset, LinearRegression, LogisticRegression, MLPRegressor, sgd } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

const line = (from: number, rows: number) => {
  const x = Array.from({ length: rows }, (_, i) => [((from + i) * 7 % 20) / 10])
  return { x, y: x.map(([value]) => 3.5 * value! + 1.2) }
}

describe.each(backends)('%s', (backend) => {
  test('passes over pieces of any length find the line', async () => {
    const model = new LinearRegression({ backend, optimizer: sgd({ learningRate: 0.1 }) })
    for (let pass = 0; pass < 200; pass++) {
      const { x, y } = line(pass * 13, 20 + (pass % 5))
      const epoch = await model.partialFit(x, y)
      expect(epoch.number).toBe(pass + 1)
    }
    expect(model.coefficients[0]).toBeCloseTo(3.5, 2)
    expect(model.intercept).toBeCloseTo(1.2, 2)
    expect(model.history).toHaveLength(200)
  })

  test('passes over the same rows are the epochs of a fit without a schedule', async () => {
    const { x, y } = line(0, 100)
    const options = { backend, batchSize: 16, learningRate: 0.05, seed: 3 } as const
    const passes = new LinearRegression(options)
    for (let pass = 0; pass < 4; pass++) await passes.partialFit(x, y)
    const whole = new LinearRegression({ ...options, epochs: 4, schedule: 'constant' })
    await whole.fit(x, y)
    expect(passes.weightsHash).toBe(whole.weightsHash)
  })

  test('goes on after a fit of plain arrays', async () => {
    const { x, y } = line(0, 100)
    const model = new LinearRegression({ backend, epochs: 300, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) })
    await model.fit(x, y)
    const before = model.weightsHash
    await model.partialFit(x.slice(0, 10), y.slice(0, 10).map((value) => value + 0.01))
    expect(model.weightsHash).not.toBe(before)
    expect(model.coefficients[0]).toBeCloseTo(3.5, 2)
  })

  test('a classifier is told all classes with the first rows', async () => {
    const x = Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? -1 : i % 3 === 1 ? 0 : 1, i % 2])
    const y = x.map((_, i) => i % 3)
    const model = new LogisticRegression({ backend, learningRate: 0.1 })
    const two = y.map((label, i) => [label, i] as const).filter(([label]) => label < 2).map(([, i]) => i)
    await model.partialFit(two.map((i) => x[i]!), two.map((i) => y[i]!), { classes: [0, 1, 2] })
    for (let pass = 0; pass < 60; pass++) await model.partialFit(x, y)
    expect(model.classes).toEqual([0, 1, 2])
    expect(model.score(x, y)).toBe(1)
    const untold = new LogisticRegression({ backend })
    await untold.partialFit(two.map((i) => x[i]!), two.map((i) => y[i]!))
    await expect(untold.partialFit(x, y)).rejects.toThrow(/no class of the training \(0, 1\)/)
    await untold.partialFit(two.map((i) => x[i]!), two.map((i) => y[i]!))
    expect(untold.history).toHaveLength(2)
  })

  test('tables are encoded as the first rows were', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => ({ a: i % 17, city: i % 2 ? 'Oslo' : 'Bergen' }))
    const y = rows.map(({ a, city }) => 2 * a + (city === 'Oslo' ? 5 : 0))
    const model = new LinearRegression({ backend, learningRate: 0.05 })
    for (let pass = 0; pass < 100; pass++) await model.partialFit(rows, y)
    expect(model.predict({ a: 3, city: 'Oslo' })).toBeCloseTo(11, 0)
    const data = Dataset.fromRows(rows.map((row, i) => ({ ...row, y: y[i]! })), { target: 'y', backend })
    const fitted = new MLPRegressor({ epochs: 1 })
    await fitted.fit(data)
    await expect(fitted.partialFit(data)).rejects.toThrow(/After fit.*plain arrays alone.*new estimator/)
  })

  test('a pass that diverges leaves the former model', async () => {
    const { x, y } = line(0, 40)
    const model = new LinearRegression({ backend, optimizer: sgd({ learningRate: 0.1 }) })
    await model.partialFit(x, y)
    const before = model.weightsHash
    const huge = x.map(() => [1e30])
    await expect(model.partialFit(huge, y)).rejects.toMatchObject({ code: 'DIVERGED' })
    expect(model.weightsHash).toBe(before)
    await model.partialFit(x, y)
    expect(model.weightsHash).not.toBe(before)
  })
})
