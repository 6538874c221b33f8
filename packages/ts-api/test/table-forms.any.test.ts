/** A dataset is what its cells are, whatever form they come in. */
import fc from 'fast-check'
import { type Dataset, LinearRegression, MinibatchError } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { type DrawnColumn, forms, rowsOf } from './table-forms.js'

/** Text that a CSV file can carry; a mark of the encoding is none of a cell. */
const text = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((drawn) => !/[\0\uFEFF]/.test(drawn))

/** An object puts such names before all others. */
const isIndex = /^(0|[1-9]\d*)$/

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(
  (drawn) => drawn.trim() === drawn && !isIndex.test(drawn) && drawn !== 'target' && !/[\0\uFEFF]/.test(drawn),
)

/** Numbers of all sizes; −0 is 0 to JSON. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((drawn) => drawn + 0)

const kinds = {
  number: fc.oneof(number, fc.double({ min: -10, max: 10, noNaN: true }).map((drawn) => drawn + 0)),
  whole: fc.integer({ min: -100, max: 100 }),
  text,
  levels: fc.constantFrom('a', 'b', 'Zürich', '東京', '𝄞', 'NA', '12', ' padded '),
  flag: fc.boolean(),
  moment: fc.integer({ min: -2e9, max: 2e9 }).map((seconds) => new Date(seconds * 1000 + 125)),
} as const

const column = (rows: number) =>
  fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])).chain((kind) =>
    fc.record({
      name,
      kind: fc.constant(kind),
      cells: fc.oneof(
        { weight: 6, arbitrary: fc.array(fc.option(kinds[kind] as fc.Arbitrary<number>, { freq: 6 }), { minLength: rows, maxLength: rows }) },
        { weight: 1, arbitrary: fc.constant(Array.from({ length: rows }, () => null)) },
      ),
    }),
  )

const table = fc.integer({ min: 1, max: 40 }).chain((rows) =>
  fc.tuple(
    fc.uniqueArray(column(rows), { minLength: 1, maxLength: 5, selector: (drawn) => drawn.name }),
    fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rows, maxLength: rows }),
  ),
).map(([columns, y]): DrawnColumn[] => [...columns, { name: 'target', kind: 'whole', cells: y }])

/** What a user sees of a dataset: its description, its report, a short fit, predictions of raw rows. */
async function seen(data: Dataset, rows: readonly object[]): Promise<unknown> {
  const description = data.describe()
  try {
    const model = new LinearRegression({ epochs: 2, l2: 0, seed: 3 })
    await model.fit(data)
    const predictions = model.predict(data)
    expect(model.predict(rows as never[])).toEqual(predictions.subarray(0, rows.length))
    return { description, report: data.report, hash: model.weightsHash, predictions, text: `${data.describe()}\n${data.report}` }
  } catch (error) {
    // Only a file of text has lines.
    if (!(error instanceof MinibatchError)) throw error
    return { description, code: error.code, message: error.message.replace(/ \(line \d+\)/, '') }
  }
}

async function agree(columns: readonly DrawnColumn[], backend: (typeof backends)[number], of = forms): Promise<void> {
  const rows = rowsOf(columns).slice(0, 50)
  const [first, ...others] = Object.entries(of)
  const make = (form: (typeof forms)[string]) => form(columns, { target: 'target', name: 'the table', backend })
  const expected = await seen(await make(first![1]), rows)
  for (const [name, form] of others) expect(await seen(await make(form), rows), name).toEqual(expected)
}

describe.each(backends)('%s', (backend) => {
  test('every form of a drawn table gives one dataset', async () => {
    await fc.assert(fc.asyncProperty(table, (columns) => agree(columns, backend)), { numRuns: 25 })
  }, 120_000)

  test('a thousand categories', async () => {
    const rows = 2050
    const cells = Array.from({ length: rows }, (_, row) => `level ${(row * 7919) % 1000}`)
    await agree(
      [
        { name: 'category', kind: 'levels', cells },
        { name: 'target', kind: 'number', cells: cells.map((_, row) => Math.sin(row)) },
      ],
      backend,
    )
  }, 120_000)

  test('more rows than cross at once', async () => {
    const rows = 70_000
    const numbers = Array.from({ length: rows }, (_, row) => (row % 1000 === 7 ? null : Math.sin(row)))
    await agree(
      [
        { name: 'a', kind: 'number', cells: numbers },
        { name: 'b', kind: 'levels', cells: numbers.map((_, row) => (row % 3 ? ['x', 'ø', '𝄞'][row % 7] ?? null : 'often')) },
        { name: 'target', kind: 'whole', cells: numbers.map((_, row) => row % 101) },
      ],
      backend,
      // The others hand over as these do.
      { columns: forms['columns']!, JSON: forms['JSON']!, Arrow: forms['Arrow of two slices']!, Parquet: forms['Parquet']! },
    )
  }, 120_000)
})
