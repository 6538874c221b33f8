import { constant, Dataset, LinearRegression, LinearRegressor, loadModel, type Row, sgd } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

describe.each(backends)('%s', (backend) => {
  test('finds a line', async () => {
    const x = Array.from({ length: 200 }, (_, i) => [i / 100])
    const y = x.map(([value]) => 3.5 * value! + 1.2)
    const model = new LinearRegression({ backend, epochs: 300, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }) })
    const history = await model.fit(x, y)
    expect(model.coefficients[0]).toBeCloseTo(3.5, 3)
    expect(model.intercept).toBeCloseTo(1.2, 3)
    expect(model.score(x, y)).toBeCloseTo(1, 6)
    expect(model.predict([[10]])[0]).toBeCloseTo(36.2, 2)
    expect(history).toHaveLength(300)
    expect(history).toEqual(model.history)
    expect(history[0]).toMatchObject({ number: 1, steps: 4, loss: expect.any(Number), learningRate: expect.any(Number) })
  })

  test('every form of the same matrix gives one hash', async () => {
    const { x, y } = rowsOf(100, 3)
    const nested = Array.from(y, (_, row) => Array.from(x.data.subarray(row * 3, row * 3 + 3)))
    const forms = [x, { data: Float32Array.from(x.data), columns: 3 }, nested, nested.map((row) => Float32Array.from(row))]
    const hashes = await Promise.all(
      forms.map(async (form) => {
        const model = new LinearRegression({ backend, epochs: 2 })
        await model.fit(form, Array.from(y))
        expect(model.predict(form)).toHaveLength(100)
        return model.weightsHash
      }),
    )
    expect(new Set(hashes).size).toBe(1)
  })

  test('epochs come in order, each once, with their validation loss', async () => {
    const { x, y } = rowsOf(300, 4)
    const seen: number[] = []
    const model = new LinearRegression({ backend, epochs: 30 })
    const history = await model.fit(x, y, { validation: { x, y }, onEpoch: ({ number }) => seen.push(number) })
    expect(seen).toEqual(history.map(({ number }) => number))
    expect(history.at(-1)?.validation?.loss).toBeCloseTo(model.evaluate(x, y).loss, 12)
  })

  test('rows of objects: one row gives one number', async () => {
    const rows: Row[] = Array.from({ length: 90 }, (_, i) => ({ area: (i * 7) % 30, city: ['Oslo', 'Bergen', null][i % 3] }))
    const y = rows.map(({ area, city }) => (area as number) * 2 + (city === 'Oslo' ? 10 : 0))
    const model = new LinearRegression({ backend, l2: 0 })
    await model.fit(rows, y, { validation: { x: rows, y } })
    const all = model.predict(rows)
    expect(model.predict(rows[4]!)).toBe(all[4])
    expect(model.predict({ area: 12, city: 'Oslo', unknown: 'more' })).toBeCloseTo(34, 0)
    expect(model.score(rows, y)).toBeGreaterThan(0.999)
    expect(model.featureNames).toContain('area')
    expect(model.coefficients).toHaveLength(model.featureNames?.length ?? 0)
    expect(model.coefficients[model.featureNames!.indexOf('area')]).toBeCloseTo(2, 1)
    expect(model.standardizedCoefficients).not.toEqual(model.coefficients)
  })

  test('a Dataset is predicted and evaluated as its rows are', async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({ a: i, y: 3 * i + (i % 2) }))
    const { train, test } = Dataset.fromRows(rows, { target: 'y', backend }).split({ test: 0.3, seed: 1 })
    const model = new LinearRegression()
    await model.fit(train, { validation: test })
    expect(model.backend.kind).toBe(backend)
    expect(model.predict(test)).toHaveLength(test.rows)
    expect(model.evaluate(test)).toMatchObject({ rows: test.rows, metrics: { r2: model.score(test) } })
    expect(model.describe()).toMatchObject({ target: 'y', training: { rows: train.rows } })
  })

  test('a model survives its bytes', async () => {
    const rows: Row[] = Array.from({ length: 60 }, (_, i) => ({ a: i, c: `${i % 4}x`, y: 3 * i + (i % 4) }))
    const model = new LinearRegression({ backend, epochs: 5 })
    await model.fit(Dataset.fromRows(rows, { target: 'y', backend }))
    for (const source of [model.toBytes(), new Blob([model.toBytes() as Uint8Array<ArrayBuffer>])]) {
      const same = await loadModel(source, { backend })
      expect(same.weightsHash).toBe(model.weightsHash)
      expect(same.predict(rows)).toEqual(model.predict(rows))
      expect(same.describe()).toEqual(model.describe())
    }
  })

  test('halved squared error steps half as far as squared error', async () => {
    const { x, y } = rowsOf(64, 2)
    const fit = async (loss: 'mse' | 'halfSquaredError', learningRate: number) => {
      const options = { optimizer: sgd({ learningRate }), schedule: constant(), epochs: 3, dtype: 'float64', backend } as const
      const model = new LinearRegressor({ loss, ...options })
      await model.fit(x, y)
      return model.weightsHash
    }
    expect(await fit('mse', 0.125)).toBe(await fit('halfSquaredError', 0.25))
  })

  test('a failed fit leaves the former model', async () => {
    const { x, y } = rowsOf(64, 2)
    const model = new LinearRegression({ backend, epochs: 2 })
    await model.fit(x, y)
    const before = model.weightsHash
    await expect(model.fit(x, y.subarray(1))).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' })
    expect(model.weightsHash).toBe(before)
  })

  test('r2 of equal targets is null, not NaN', async () => {
    const model = new LinearRegression({ backend, epochs: 1 })
    await model.fit([[1], [2]], [5, 5])
    expect(model.score([[1], [2]], [5, 5])).toBeNull()
  })
})
