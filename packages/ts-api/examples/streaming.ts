/**
 * A table that is never in memory as a whole: the rows of a CSV stream are learnt from in chunks, one pass of `partialFit`
 * each. The first chunk settles how columns are encoded; the model can be used after every one, here on rows to come.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

import { LinearRegression } from 'minibatch'

type Row = Record<string, number>

const model = new LinearRegression({ batchSize: 8, learningRate: 0.05 })
const input = createReadStream(new URL('../../../fixtures/tables/diabetes.csv', import.meta.url))

let seen = 0
for await (const rows of chunks(input, 100)) {
  const x = rows.map(({ target: _target, ...features }) => features)
  const y = rows.map(({ target }) => target!)
  if (seen > 0) console.log(`After ${seen} rows: R² on the next ${rows.length} is ${model.score(x, y)?.toFixed(3)}`)
  await model.partialFit(x, y)
  seen += rows.length
}
console.log(`${seen} rows, none read twice`)

/** So many rows at a time, of a CSV without quotes. */
async function* chunks(lines: NodeJS.ReadableStream, size: number): AsyncGenerator<Row[]> {
  let names: string[] | undefined
  let rows: Row[] = []
  for await (const line of createInterface({ input: lines })) {
    const cells = line.split(',')
    if (names) rows.push(Object.fromEntries(names.map((name, column) => [name, Number(cells[column])])))
    else names = cells
    if (rows.length === size) {
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}
