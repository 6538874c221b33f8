/** Arrow tables where rows of objects may stand: fit, partialFit, predict, score. */
import { tableFromArrays } from 'apache-arrow'
import { Dataset, LinearRegression, LogisticRegression } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

const CITIES = ['Oslo', 'Turin', 'Lyon']
const area = Float64Array.from({ length: 240 }, (_, i) => 40 + ((i * 37) % 90))
const city = Array.from(area, (_, i) => CITIES[i % 3]!)
const y = Array.from(area, (square, i) => 3 * square + 50 * (i % 3))
const rows = Array.from(area, (square, i) => ({ area: square, city: city[i]! }))

describe.each(backends)('%s', (backend) => {
  const options = { backend, epochs: 30, seed: 2 } as const

  test('an Arrow table is what its rows are', async () => {
    const table = tableFromArrays({ area, city })
    const byTable = new LinearRegression(options)
    await byTable.fit(table, y, { validation: { x: table, y } })
    const byRows = new LinearRegression(options)
    await byRows.fit(rows, y)
    expect(byTable.weightsHash).toBe(byRows.weightsHash)
    expect(byTable.predict(table)).toEqual(byRows.predict(rows))
    expect(byTable.score(table, y)).toBe(byRows.score(rows, y))
    const data = await Dataset.fromArrow(tableFromArrays({ area, city, price: Float64Array.from(y) }), { target: 'price', backend })
    const byDataset = new LinearRegression(options)
    await byDataset.fit(data)
    expect(byDataset.weightsHash).toBe(byRows.weightsHash)
    // A column of the target's name gives way to the targets beside it.
    expect(byDataset.score(tableFromArrays({ area, city, price: new Float64Array(240) }), y)).toBe(byRows.score(rows, y))
  })

  test('labels of text, and passes over pieces', async () => {
    const table = tableFromArrays({ area })
    const labels = Array.from(area, (square) => (square > 80 ? 'large' : 'small'))
    const byTable = new LogisticRegression(options)
    const byRows = new LogisticRegression(options)
    for (let pass = 0; pass < 3; pass++) {
      await byTable.partialFit(table, labels)
      await byRows.partialFit(rows.map((row) => ({ area: row.area })), labels)
    }
    expect(byTable.weightsHash).toBe(byRows.weightsHash)
    expect(byTable.predict(table).slice(0, 5)).toEqual(byRows.predict(rows).slice(0, 5))
  })

  test('another number of targets is an error', async () => {
    const fit = new LinearRegression(options).fit(tableFromArrays({ area }), y.slice(1))
    await expect(fit).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' })
    await expect(fit).rejects.toThrow(/expected 240, got 239/)
  })
})
