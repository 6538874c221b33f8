/** Real tables from files: classes as the files write them. */
import { fileURLToPath } from 'node:url'

import { Dataset, loadModel, LogisticRegression, MLPClassifier } from 'minibatch'
import { describe, expect, test } from 'vitest'

const table = (name: string) => fileURLToPath(new URL(`../../../fixtures/tables/${name}.csv`, import.meta.url))

/** With the accuracy each must reach on held-out rows; three flowers of iris lie among those of another class. */
const estimators = [
  ['LogisticRegression', 0.95, () => new LogisticRegression()],
  ['MLPClassifier', 0.94, () => new MLPClassifier({ learningRate: 0.01, epochs: 60 })],
] as const

describe.each([
  ['iris', ['setosa', 'versicolor', 'virginica']],
  ['wine', ['class_0', 'class_1', 'class_2']],
])('%s', (name, classes) => {
  test.each(estimators)('%s predicts held-out rows: accuracy %d over five splits', async (_, least, create) => {
    const data = await Dataset.fromCsv(table(name), { target: 'target' })
    let accuracy = 0
    for (let seed = 0; seed < 5; seed++) {
      const { train, test } = data.split({ test: 0.3, stratify: true, seed })
      const model = create()
      await model.fit(train)
      accuracy += model.evaluate(test).metrics.accuracy / 5
    }
    expect(accuracy).toBeGreaterThanOrEqual(least)
  }, 30_000)

  test.each(estimators)('%s: labels are the texts of the table, and survive a file', async (_, _least, create) => {
    const data = await Dataset.fromCsv(table(name), { target: 'target' })
    const model = create()
    await model.fit(data)
    expect(model.classes).toEqual(classes)
    const labels = model.predict(data)
    const truth = data.texts('target')
    const met = truth.filter((text, row) => text === labels[row]).length
    expect(met / data.rows).toBeCloseTo(model.evaluate(data).metrics.accuracy, 12)
    const { data: probabilities, columns } = model.predictProbability(data)
    for (let at = 0; at < probabilities.length; at += columns) {
      const own = Array.from(probabilities.subarray(at, at + columns))
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    }
    const same = await loadModel(model.toBytes())
    expect(same.weightsHash).toBe(model.weightsHash)
    expect(same.predict(data)).toEqual(labels)
  })
})
