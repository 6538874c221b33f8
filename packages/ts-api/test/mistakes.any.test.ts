/** The commonest mistakes: each sentence says what was expected, what came, where, and what to do; on every backend the same. */
import { Dataset, LinearClassifier, LinearRegression, LogisticRegression, MinibatchError, ready, type Row } from 'minibatch'
import { beforeAll, describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

const x = [[1], [2], [3]]
const y = [1, 2, 3]
const homes = Array.from({ length: 40 }, (_, i) => ({ area: 50 + 7 * i, city: ['Oslo', 'Rome'][i % 2]!, price: 100 + 3 * i }))
const areas: Row[] = homes.map(({ area }) => ({ area }))
const prices = homes.map(({ price }) => price)
const cities = homes.map(({ city }) => city)

describe.each(backends)('%s', (backend) => {
  beforeAll(() => ready({ backend }))
  const regression = () => new LinearRegression({ backend })

  /** The error of a call, as text. */
  async function said(call: () => unknown): Promise<string> {
    try {
      await call()
    } catch (error) {
      expect(error).toBeInstanceOf(MinibatchError)
      const { code, message } = error as MinibatchError
      return `${code}: ${message}`
    }
    throw new Error('expected an error')
  }

  test('y missing, a column by its name, options in its place', async () => {
    expect(await said(() => regression().fit(x, undefined as never))).toMatchInlineSnapshot(`"DATA_INVALID: fit needs the targets: fit(x, y), or fit(dataset) with a Dataset that has a target; y is undefined."`)
    expect(await said(() => regression().fit(homes, 'price' as never))).toMatchInlineSnapshot(`"DATA_INVALID: fit needs the targets: fit(x, y), or fit(dataset) with a Dataset that has a target; y is the text "price". To name a column: fit(Dataset.fromRows(rows, { target: "price" }))."`)
    expect(await said(() => regression().fit(x, { onEpoch() {} } as never))).toMatchInlineSnapshot(`"DATA_INVALID: fit needs the targets: fit(x, y), or fit(dataset) with a Dataset that has a target; y is an object (Object). Options come after y: fit(x, y, options)."`)
    expect(await said(() => regression().fit(Dataset.fromRows(homes, { backend })))).toMatchInlineSnapshot(`"OPTION_INVALID: The rows have no target: name the column to predict with target."`)
  })

  test('x ragged, or with a hole', async () => {
    expect(await said(() => regression().fit([[1, 2], [3]], [1, 2]))).toMatchInlineSnapshot(`"SHAPE_MISMATCH: x[1] must have 2 values, as x[0] has; got 1. Every row holds one value for each feature: fix that row or leave it out."`)
    expect(await said(() => regression().fit([[1, 2], undefined as never], [1, 2]))).toMatchInlineSnapshot(`"DATA_INVALID: x[1] must be a row of numbers; got undefined. Fix that row or leave it out."`)
    expect(await said(() => regression().fit(x, [1, 2]))).toMatchInlineSnapshot(`"SHAPE_MISMATCH: y must have one value for each row: expected 3, got 2. Check where the rows of x and y come from."`)
  })

  test('text where numbers belong', async () => {
    expect(await said(() => regression().fit([['1'], ['2']] as never, [1, 2]))).toMatchInlineSnapshot(`"DATA_INVALID: x[0][0] must be a number; got the text "1". Convert it first: x.map((row) => row.map(Number))."`)
    expect(await said(() => regression().fit([[1], ['many']] as never, [1, 2]))).toMatchInlineSnapshot(`"DATA_INVALID: x[1][0] must be a number; got the text "many". For text and missing values give rows of objects, or Dataset.fromRows(rows, { target }): their columns are encoded."`)
    expect(await said(() => regression().fit(x, ['1', '2', '3'] as never))).toMatchInlineSnapshot(`"DATA_INVALID: y[0] must be a number; got the text "1". Convert it first: y.map(Number)."`)
    const text = areas.map((row, i) => (i === 6 ? { area: 'many' } : row))
    expect(await said(() => regression().fit(text, prices))).toMatchInlineSnapshot(`"DATA_INVALID: The table, row 7, column 'area': expected a number as in 97.5 % of its cells, got 'many'. Fix or empty the cell, or take the column as text: name it in categorical (--categorical area)."`)
    const csv = new TextEncoder().encode(`area,price\n${text.map((row, i) => `${row['area']},${i}`).join('\n')}`)
    const table = Dataset.fromCsv(csv, { target: 'price', name: 'homes.csv', backend })
    expect(await said(async () => regression().fit(await table))).toMatchInlineSnapshot(`"DATA_INVALID: homes.csv, row 7 (line 8), column 'area': expected a number as in 97.5 % of its cells, got 'many'. Fix or empty the cell, or take the column as text: name it in categorical (--categorical area)."`)
  })

  test('features that are not scaled, at a large rate', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [i % 20, 1000 * (i % 13)])
    const model = new LinearRegression({ backend, optimizer: 'sgd', learningRate: 0.1 })
    expect(await said(() => model.fit(rows, rows.map(([a]) => a!)))).toMatchInlineSnapshot(`"DIVERGED: Training diverged at step 4 (epoch 1): the loss or a parameter is no longer finite at learning rate 0.1. Feature number 2 has the largest scale, a root mean square of 6.993e3. Use learningRate 0.00000001, or standardise the columns."`)
  })

  test('a prediction before the fit, or of other features', async () => {
    expect(await said(() => regression().predict(x))).toMatchInlineSnapshot(`"OPTION_INVALID: The model is not trained yet. Call \`await model.fit(x, y)\` first."`)
    const model = regression()
    await model.fit([[1, 2], [3, 5]], [1, 2])
    expect(await said(() => model.predict(x))).toMatchInlineSnapshot(`"SHAPE_MISMATCH: x has rows of 1 values and the model was trained on 2 features. Give the same features in the same order."`)
    const table = regression()
    await table.fit(Dataset.fromRows(homes, { target: 'price', backend }))
    expect(await said(() => table.predict({ Area: 50, city: 'Oslo' }))).toMatchInlineSnapshot(`"DATA_INVALID: The table lacks column 'area', which the model needs. Did you mean 'Area'? Its columns: Area, city."`)
  })

  test('a target that is misspelt', async () => {
    expect(await said(() => regression().fit(Dataset.fromRows(homes, { target: 'prize', backend })))).toMatchInlineSnapshot(`"OPTION_INVALID: Option target names column 'prize', which the table does not have. Did you mean 'price'? Its columns: area, city, price."`)
  })

  test('NaN and null among the numbers', async () => {
    expect(await said(() => regression().fit([[1], [Number.NaN], [3]], y))).toMatchInlineSnapshot(`"DATA_INVALID: x is NaN in row 2, column 1; every value must be finite. Fill or drop such rows, or use a Dataset, which fills missing cells."`)
    expect(await said(() => regression().fit([[1], [null], [3]] as never, y))).toMatchInlineSnapshot(`"DATA_INVALID: x[1][0] must be a number; got null. For text and missing values give rows of objects, or Dataset.fromRows(rows, { target }): their columns are encoded."`)
    expect(await said(() => regression().fit(x, [1, Number.NaN, 3]))).toMatchInlineSnapshot(`"DATA_INVALID: y is NaN in row 2, column 1; every value must be finite. Fill or drop such rows, or use a Dataset, which fills missing cells."`)
  })

  test('labels of classes for a regression', async () => {
    expect(await said(() => regression().fit(areas, cities as never))).toMatchInlineSnapshot(`"DATA_INVALID: y[0] must be a number for a regression; got 'Oslo'. For classes use LogisticRegression, LinearClassifier or MLPClassifier; if this value alone is wrong, fix or empty it."`)
    expect(await said(() => regression().fit(x, ['a', 'b', 'a'] as never))).toMatchInlineSnapshot(`"DATA_INVALID: y[0] must be a number; got the text "a". For classes as text give rows of objects with their labels to a classifier, or a Dataset: Dataset.fromRows(rows, { target })."`)
    expect(await said(() => regression().fit(Dataset.fromRows(homes, { target: 'city', backend })))).toMatchInlineSnapshot(`"DATA_INVALID: Target 'city', row 1, must be a number for a regression; got 'Oslo'. For classes use LogisticRegression, LinearClassifier or MLPClassifier; if this value alone is wrong, fix or empty it."`)
  })

  test('a loss of two classes for three, and one class alone', async () => {
    expect(await said(() => new LinearClassifier({ backend, loss: 'hinge' }).fit(x, y))).toMatchInlineSnapshot(`"OPTION_INVALID: Option loss is one of two classes (binaryCrossEntropy, hinge or squaredHinge), and the target holds 3. Take crossEntropy, which takes any number of them."`)
    expect(await said(() => new LogisticRegression({ backend }).fit(x, [1, 1, 1]))).toMatchInlineSnapshot(`"DATA_INVALID: A classification needs at least 2 classes in y; got 1."`)
  })
})
