import { Dataset, type Dtype, LinearRegression, sgd } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { takers } from './each-backend.js'
import { rowsOf } from './numbers.js'

const DTYPES: readonly Dtype[] = ['float32', 'float64']
const BATCH_SIZES = [1, 7, 64, 256, 257, 511, 700, 'full'] as const
const WIDTHS = [1, 31, 33, 129]

// The snapshot file is one for all projects: Node native, Node WebAssembly and Chromium read the same hashes.
describe('one seed, one result', () => {
  test.for(DTYPES.flatMap((dtype) => WIDTHS.map((width) => ({ dtype, width }))))(
    'plain arrays, $dtype, $width features',
    async ({ dtype, width }, { expect }) => {
      const { x, y } = rowsOf(1500, width)
      const hashes = await Promise.all(
        takers.map(async (backend) => {
          const found: Record<string, string> = {}
          for (const batchSize of BATCH_SIZES) {
            const model = new LinearRegression({ dtype, backend, batchSize, epochs: 3, seed: 7, learningRate: 0.003 })
            await model.fit(x, y)
            found[batchSize] = model.weightsHash
          }
          return found
        }),
      )
      for (const found of hashes) expect(found).toEqual(hashes[0])
      expect(hashes[0]).toMatchSnapshot()
    },
  )

  test('an encoded table, split, with every auto settled', async () => {
    const rows = tableRows(400)
    const found = takers.map(async (backend) => {
      const { train, test } = Dataset.fromRows(rows, { target: 'price', backend }).split({ test: 0.25, seed: 3 })
      const model = new LinearRegression({ optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) })
      await model.fit(train, { validation: test })
      return { hash: model.weightsHash, validation: model.history.at(-1)?.validation, evaluation: model.evaluate(test) }
    })
    const results = await Promise.all(found)
    for (const result of results) expect(result).toEqual(results[0])
    expect(results[0]).toMatchSnapshot()
  })
})

function tableRows(n: number): Record<string, string | number | null>[] {
  const { x, y } = rowsOf(n, 3)
  const cities = ['Oslo', 'Bergen', 'Tromsø']
  return Array.from(y, (value, row) => {
    const [area, age, noise] = x.data.subarray(row * 3, row * 3 + 3) as unknown as [number, number, number]
    const city = cities[row % 3]!
    return { area: area * 100, age: row % 17 === 0 ? null : age * 40, city, noise, price: value * 1000 + cities.indexOf(city) * 50 }
  })
}
