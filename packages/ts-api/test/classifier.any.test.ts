/** Classifiers: labels, probabilities, metrics, files. */
import {
  Dataset,
  dense,
  LinearClassifier,
  loadModel,
  LogisticRegression,
  MLPClassifier,
  MLPRegressor,
  type Row,
  sequential,
  Trainer,
} from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

/** Points around three corners, the same every time; their classes are 10, 20 and 30. */
function corners(rows = 90): { x: number[][]; y: number[] } {
  const centres = [[0, 0], [4, 0], [0, 4]] as const
  const x = Array.from({ length: rows }, (_, i) => {
    const [a, b] = centres[i % 3]!
    return [a + ((i * 7) % 11) / 11 - 0.5, b + ((i * 5) % 13) / 13 - 0.5]
  })
  return { x, y: x.map((_, i) => [10, 20, 30][i % 3]!) }
}

/** Points inside and outside a ring: no line parts them. */
function ring(rows = 160): { x: number[][]; y: number[] } {
  const x = Array.from({ length: rows }, (_, i) => {
    const radius = i % 2 ? 0.5 : 1.5
    const turn = (i * 2.399963) % (2 * Math.PI)
    return [radius * Math.cos(turn), radius * Math.sin(turn)]
  })
  return { x, y: x.map((_, i) => i % 2) }
}

const flowers: Row[] = corners().x.map(([a, b], i) => ({ a: a!, b: b!, kind: ['rose', 'iris', 'aster'][i % 3]! }))

describe.each(backends)('%s', (backend) => {
  test('three classes of plain arrays: labels, probabilities that sum to 1, metrics', async () => {
    const { x, y } = corners()
    const model = new LogisticRegression({ backend, epochs: 60 })
    await model.fit(x, y, { validation: { x: x.slice(0, 2), y: y.slice(0, 2) } })
    expect(model.classes).toEqual([10, 20, 30])
    expect([...model.predict(x)]).toEqual(y)
    expect(model.predict(x)).toBeInstanceOf(Float64Array)
    const { data, columns } = model.predictProbability(x)
    expect([columns, data.length]).toEqual([3, 270])
    for (let row = 0; row < 90; row++) {
      const own = Array.from(data.subarray(row * 3, row * 3 + 3))
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
      expect(model.classes[own.indexOf(Math.max(...own))]).toBe(y[row])
    }
    expect(model.score(x, y)).toBe(1)
    expect(model.evaluate(x, y).metrics).toMatchObject({ accuracy: 1, f1: 1, auc: 1, logLoss: expect.any(Number) })
    expect(model.coefficients).toHaveLength(3)
    expect(model.coefficients[0]).toHaveLength(2)
    expect(model.intercept).toHaveLength(3)
  })

  test('rows that hold some of the classes alone are evaluated with those of the model', async () => {
    const { x, y } = corners()
    const model = new LogisticRegression({ backend, epochs: 60 })
    await model.fit(x, y)
    const last = y.map((label, i) => [label, i] as const).filter(([label]) => label === 30)
    const found = model.evaluate(last.map(([, i]) => x[i]!), last.map(([label]) => label))
    expect(found).toMatchObject({ rows: 30, metrics: { accuracy: 1, auc: null } })
    expect(() => model.evaluate([[0, 0]], [40])).toThrow(/40.*no class of the training \(10, 20, 30\)/)
  })

  test('two classes have one output, whose probability is the second class’s', async () => {
    const { x, y } = corners(60)
    const two = y.map((label) => (label === 20 ? 1 : -1))
    const model = new LogisticRegression({ backend, epochs: 60 })
    await model.fit(x, two)
    expect(model.classes).toEqual([-1, 1])
    expect(model.coefficients).toHaveLength(2)
    const { data, columns } = model.predictProbability({ data: Float32Array.from(x[1]!), columns: 2 })
    expect(columns).toBe(2)
    expect(data[1]).toBeGreaterThan(0.5)
    expect(model.predict([x[1]!])[0]).toBe(1)
  })

  test('a hinge loss predicts, and says why it has no probabilities', async () => {
    const { x, y } = corners(60)
    const two = y.map((label) => (label === 20 ? 1 : 0))
    const model = new LinearClassifier({ backend, loss: 'hinge', epochs: 60 })
    await model.fit(x, two)
    expect(model.evaluate(x, two).metrics).toMatchObject({ accuracy: 1, logLoss: null, auc: 1 })
    expect(() => model.predictProbability(x)).toThrow(/hinge.*binaryCrossEntropy or crossEntropy/)
  })

  test('rows of objects with text labels: labels come back as the table has them', async () => {
    const rows = flowers.map(({ a, b }) => ({ a: a as number, b: b as number }))
    const labels = flowers.map(({ kind }) => kind as string)
    const model = new LogisticRegression({ backend, l2: 0, epochs: 60 })
    await model.fit(rows, labels, { validation: { x: rows, y: labels } })
    expect(model.classes).toEqual(['aster', 'iris', 'rose'])
    expect(model.predict(rows)).toEqual(labels)
    expect(model.predict(rows[1]!)).toBe('iris')
    const one = model.predictProbability(rows[1]!)
    expect(one).toHaveLength(3)
    expect(one[1]).toBeGreaterThan(0.8)
    expect(model.score(rows, labels)).toBe(1)
  })

  test('a model survives its bytes: labels, probabilities, hash', async () => {
    for (const model of [new LogisticRegression({ backend, epochs: 5, l2: 0 }), new MLPClassifier({ backend, epochs: 5, hidden: [8, 4] })]) {
      await model.fit(Dataset.fromRows(flowers, { target: 'kind', backend }))
      const same = await loadModel(model.toBytes(), { backend })
      expect(same.weightsHash).toBe(model.weightsHash)
      expect(same.predict(flowers)).toEqual(model.predict(flowers))
      expect(same.predictProbability(flowers)).toEqual(model.predictProbability(flowers))
      expect(same.describe()).toEqual(model.describe())
    }
  })

  test('a target of numbers is taken as classes by a classifier, and as numbers by a regressor', async () => {
    const rows = flowers.map(({ a, b }, i) => ({ a: a as number, b: b as number, grade: (i % 3) + 1 }))
    const data = Dataset.fromRows(rows, { target: 'grade', backend })
    const classifier = new LogisticRegression({ l2: 0, epochs: 60 })
    await classifier.fit(data, { validation: data })
    expect(classifier.classes).toEqual([1, 2, 3])
    expect([...classifier.predict(data)]).toEqual(rows.map(({ grade }) => grade))
    const regressor = new MLPRegressor({ epochs: 3 })
    await regressor.fit(data)
    expect(regressor.classes).toEqual([])
    const arrays = Dataset.fromArrays({ ...corners(), backend })
    await expect(classifier.fit(arrays)).rejects.toThrow(/task: 'classification' to Dataset\.fromArrays/)
  })

  test('text labels beside plain arrays are refused with the way out', async () => {
    const { x } = corners(6)
    await expect(new LogisticRegression({ backend }).fit(x, ['a', 'b', 'a', 'b', 'a', 'b'])).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/y\[0\].*text "a".*Dataset\.fromRows/),
    })
  })

  test('hidden layers part what no line parts', async () => {
    const { x, y } = ring()
    const line = new LogisticRegression({ backend, epochs: 100 })
    await line.fit(x, y)
    expect(line.score(x, y)).toBeLessThan(0.8)
    const model = new MLPClassifier({ backend, hidden: [16], activation: 'tanh', learningRate: 0.02, epochs: 200 })
    await model.fit(x, y)
    expect(model.score(x, y)).toBeGreaterThan(0.97)
    expect(model.describe()).toMatchObject({ model: 'mlp', layers: [{ inputs: 2, units: 16, activation: 'tanh' }, { units: 1 }] })
    const loaded = await loadModel(model.toBytes(), { backend })
    expect(() => loaded.coefficients).toThrow(/hidden layers.*parameters/)
  })

  test('a perceptron predicts several numbers a row', async () => {
    const x = Array.from({ length: 120 }, (_, i) => [(i % 12) / 6 - 1, ((i * 5) % 11) / 5 - 1])
    const y = x.map(([a, b]) => [a! * a!, a! * b!])
    const model = new MLPRegressor({ backend, hidden: [{ units: 32, activation: 'tanh' }], learningRate: 0.01, epochs: 300 })
    await model.fit(x, y)
    const predicted = model.predict(x)
    expect(predicted).toHaveLength(240)
    expect(predicted[1]).toBeCloseTo(y[0]![1]!, 0)
    expect(model.score(x, y)).toBeGreaterThan(0.97)
  })

  test('a trainer tells classes and probabilities as its model does', async () => {
    const data = Dataset.fromRows(flowers, { target: 'kind', backend })
    const trainer = new Trainer(sequential(data, [dense(data.report.classes.length)]), data, { epochs: 5, l2: 0 })
    await trainer.run()
    expect(trainer.predict(flowers)).toEqual(trainer.model().predict(flowers))
    expect(trainer.predictProbability(flowers).columns).toBe(3)
    expect(trainer.evaluate(data).metrics).toHaveProperty('accuracy')
  })
})
