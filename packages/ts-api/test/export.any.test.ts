/** Exports of models: JSON that holds all that a prediction needs, ONNX bytes that no backend changes. */
import { Dataset, LinearRegression, MLPClassifier, type ModelDescription } from 'minibatch'
import { type ModelJson, toJson, toOnnx, toTypeScript } from 'minibatch/export'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const rows = Array.from({ length: 48 }, (_, i) => ({
  area: i % 6 === 0 ? null : 40 + ((i * 29) % 53),
  city: ['Oslo', 'Rome', null][i % 3]!,
  built: new Date(Date.UTC(1990 + (i % 30), i % 12, 5)),
  kind: ['flat', 'house', 'room'][(i * 7) % 3]!,
  price: 100 + ((i * 29) % 53) * 2,
}))

const tables = (backend: (typeof backends)[number]) => ({
  numbers: Dataset.fromRows(rows, { target: 'price', exclude: ['kind'], backend }),
  classes: Dataset.fromRows(rows, { target: 'kind', exclude: ['price'], dtype: 'float64', backend }),
})

/** The prediction of features by what the JSON says alone. */
function forward({ layers }: ModelJson, features: readonly number[]): number[] {
  const activations: Record<string, (z: number) => number> = { identity: (z) => z, tanh: Math.tanh }
  return layers.reduce<number[]>(
    (x, { weights, bias, activation }) =>
      weights.map((row, unit) => activations[activation]!(row.reduce((sum, weight, i) => sum + weight * x[i]!, bias[unit]!))),
    [...features],
  )
}

describe.each(backends)('%s', (backend) => {
  test('the JSON of a table’s model is enough to predict by', async () => {
    const model = new LinearRegression({ epochs: 10 })
    await model.fit(tables(backend).numbers)
    const json = JSON.parse(JSON.stringify(toJson(model))) as ModelJson
    expect(json).toMatchObject({ format: 'minibatch-model', formatVersion: 1, task: 'regression', target: 'price', dtype: 'float32', classes: [] })
    expect(json.encoder!.columns).toMatchObject([
      { name: 'area', type: 'number', missing: true },
      { name: 'city', type: 'text', levels: ['Oslo', 'Rome'], missing: true },
      { name: 'built', type: 'date', missing: false },
    ])
    const [area, , built] = json.encoder!.columns
    const { target } = json.encoder!
    if (area?.type !== 'number' || built?.type !== 'date' || target?.type !== 'number') throw new Error('columns of other types')
    const days = Date.UTC(1999, 3, 3) / 86_400_000
    const features = [(61 - area.mean) / area.scale, 0, 0, 1, 0, (days - built.mean) / built.scale]
    const expected = model.predict({ area: 61, city: 'Rome', built: new Date(Date.UTC(1999, 3, 3)) })
    expect((forward(json, features)[0]! * target.scale + target.mean) / expected).toBeCloseTo(1, 6)
  })

  test('the JSON of plain arrays holds all parameters, by outputs', async () => {
    const { x, y } = rowsOf(60, 4)
    const labels = Array.from(y, (value) => (value > 0.2 ? 7 : value > 0 ? 5 : -1))
    const model = new MLPClassifier({ backend, epochs: 8, hidden: [5], activation: 'tanh', dtype: 'float64' })
    await model.fit(x, labels)
    const json = toJson(model)
    expect(json).toMatchObject({ classes: [-1, 5, 7], encoder: null, target: null, loss: { name: 'crossEntropy' } })
    expect(json.layers.map(({ inputs, units, activation }) => [inputs, units, activation])).toEqual([[4, 5, 'tanh'], [5, 3, 'identity']])
    expect(json.weightsHash).toBe(model.weightsHash)
    const raw = forward(json, Array.from(x.data.subarray(0, 4)))
    expect(json.classes[raw.indexOf(Math.max(...raw))]).toBe(model.predict({ data: x.data.subarray(0, 4), columns: 4 })[0])
  })
})

test('the same model is the same ONNX, TypeScript and JSON on every backend', async () => {
  const made = await Promise.all(
    backends.map(async (backend) => {
      const { numbers, classes } = tables(backend)
      const linear = new LinearRegression({ epochs: 3 })
      const perceptron = new MLPClassifier({ epochs: 3, hidden: [4, 3], activation: 'gelu' })
      await linear.fit(numbers)
      await perceptron.fit(classes)
      return [linear, perceptron].map((model) => [toOnnx(model), toTypeScript(model), toJson(model)])
    }),
  )
  expect(made.length).toBeGreaterThan(0)
  for (const other of made) expect(other).toEqual(made[0])
})

test('what cannot be exported is refused with the way out', async () => {
  expect(() => toOnnx(new LinearRegression())).toThrow(/not trained yet/)
  expect(() => toJson(new LinearRegression())).toThrow(/not trained yet/)
  const model = new LinearRegression({ epochs: 1 })
  await model.fit([[1], [2]], [1, 2])
  // @ts-expect-error: no such type
  expect(() => toOnnx(model, { inputs: 'int8' })).toThrow(/'float32' or 'float64'; got "int8"/)
  const layers: ModelDescription['layers'] = [{ inputs: 2 ** 16, units: 2 ** 13, activation: 'identity' }]
  const vast = { describe: () => ({ ...model.describe(), layers }), parameters: new Float64Array(0) }
  expect(() => toOnnx(vast)).toThrow(/less than 2 GiB/)
})
