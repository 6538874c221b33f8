import { type Columns, Dataset, LinearRegression, type Row } from 'minibatch'
import { describe, expect, test } from 'vitest'

import diabetes from '../../../fixtures/tables/diabetes.csv?raw'
import { backends } from './each-backend.js'
import { rowsOf } from './numbers.js'

const bytes = new TextEncoder().encode(diabetes)
const names = diabetes.slice(0, diabetes.indexOf('\n')).trim().split(',')
const rows: Row[] = diabetes
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => Object.fromEntries(line.split(',').map((cell, column) => [names[column]!, Number(cell)])))

/** The same file in every form that fromCsv takes. */
const sources = {
  bytes: () => bytes,
  'an ArrayBuffer': () => bytes.buffer as ArrayBuffer,
  'a view into a buffer': () => new Uint8Array(Uint8Array.of(1, ...bytes).buffer, 1),
  'a Blob': () => new Blob([bytes]),
  'a File': () => new File([bytes], 'diabetes.csv'),
  'a stream of single bytes and more': () => streamOf([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)]),
  gzip: async () => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()),
  'a gzip stream': () => new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')) as ReadableStream<Uint8Array>,
}

async function hashOf(data: Dataset): Promise<string> {
  const model = new LinearRegression({ epochs: 5, l2: 0, seed: 1 })
  await model.fit(data)
  return model.weightsHash
}

describe.each(backends)('%s', (backend) => {
  test('another target needs no second reading, and is as if it had been read so', async () => {
    const read = await Dataset.fromCsv(bytes, { target: 'target', backend })
    const afresh = await Dataset.fromCsv(bytes, { target: 'bmi', exclude: ['s1'], backend })
    const changed = read.with({ target: 'bmi', exclude: ['s1'] })
    expect(changed.report).toEqual(afresh.report)
    expect(await hashOf(changed)).toBe(await hashOf(afresh))
    expect(read.target).toBe('target')
    expect(() => Dataset.fromArrays({ x: [[1], [2]], y: [1, 2], backend }).with({ target: 'bmi' })).toThrow(/plain arrays/)
  })

  const options = { target: 'target', backend }

  test.each(Object.entries(sources))('CSV from %s trains to one hash', async (_, source) => {
    const data = await Dataset.fromCsv(await source(), options)
    expect(data.rows).toBe(rows.length)
    expect(await hashOf(data)).toBe(await hashOf(Dataset.fromRows(rows, options)))
  })

  test('columns in pieces are the same table', async () => {
    const pieces = async function* () {
      for (let at = 0; at < rows.length; at += 100) yield columnsOf(rows.slice(at, at + 100))
    }
    const data = await Dataset.fromColumns(pieces(), options)
    expect(await hashOf(data)).toBe(await hashOf(Dataset.fromRows(rows, options)))
  })

  test('columns that begin with missing cells', async () => {
    const pieces: Columns[] = [{ a: [null, null], t: [null, null], y: [1, 2] }, { a: [3, 4], t: ['x', 'y'], y: [3, 4] }]
    const data = await Dataset.fromColumns(pieces, { target: 'y', backend })
    const missing = data.describe().columns.map(({ name, missing }) => [name, missing])
    expect(missing).toEqual([['a', 2], ['t', 2], ['y', 0]])
  })

  test('progress counts rows and bytes', async () => {
    const seen: number[] = []
    let last
    await Dataset.fromCsv(new Blob([bytes]), { backend, onProgress: (progress) => seen.push((last = progress).rows) })
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
    expect(last).toMatchObject({ bytes: bytes.length, totalBytes: bytes.length })
  })

  test('an aborted signal ends the reading', async () => {
    const reading = Dataset.fromCsv(bytes, { backend, signal: AbortSignal.abort('no') })
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: 'no' })
  })

  test('a signal ends a read that waits for its stream', async () => {
    const controller = new AbortController()
    let released = false
    const stream = new ReadableStream<Uint8Array>({
      start: (to) => to.enqueue(bytes.subarray(0, 100)),
      cancel: () => {
        released = true
      },
    })
    const reading = Dataset.fromCsv(stream, { backend, signal: controller.signal })
    setTimeout(() => controller.abort('late'), 5)
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: 'late' })
    expect(released).toBe(true)
  })

  test('split parts share no row, follow the seed, and hold all rows', () => {
    const data = Dataset.fromRows(rows, options)
    const { train, test } = data.split({ test: 0.25, seed: 5 })
    expect(train.rows + test.rows).toBe(rows.length)
    expect(test.rows).toBe(Math.ceil(rows.length * 0.25))
  })

  test('plain arrays split alike', async () => {
    const { x, y } = rowsOf(50, 3)
    const { train, test } = Dataset.fromArrays({ x, y, backend }).split({ test: 0.2, seed: 5 })
    expect([train.rows, test.rows]).toEqual([40, 10])
    const model = new LinearRegression({ epochs: 2 })
    await model.fit(train, { validation: test })
    expect(model.predict(test)).toHaveLength(10)
    expect(model.history.every(({ validation }) => Number.isFinite(validation?.loss))).toBe(true)
  })

  test('the report says what was done with every column', () => {
    const table = rows.slice(0, 60).map((row, i) => ({ ...row, city: i % 2 ? 'Oslo' : 'Bergen' }))
    const { report, names, encoded, dtype } = Dataset.fromRows(table, { ...options, exclude: ['age'], dtype: 'float64' }).report
    expect({ encoded, dtype }).toEqual({ encoded: true, dtype: 'float64' })
    expect(names).not.toContain('age')
    expect(names.filter((name) => name.includes('city'))).toHaveLength(2)
    expect(report?.length).toBeGreaterThanOrEqual(names.length - 1)
  })

  test('sample weights count as repeated rows', async () => {
    const { x, y } = rowsOf(40, 2)
    const twice = { data: Float64Array.of(...x.data, ...x.data), columns: 2 }
    const fit = async (data: Dataset) => {
      const model = new LinearRegression({ batchSize: 'full', epochs: 50, learningRate: 0.1 })
      await model.fit(data)
      return model.parameters
    }
    const weighted = await fit(Dataset.fromArrays({ x, y, sampleWeight: y.map(() => 2), dtype: 'float64', backend }))
    const repeated = await fit(Dataset.fromArrays({ x: twice, y: Float64Array.of(...y, ...y), dtype: 'float64', backend }))
    for (const [i, value] of weighted.entries()) expect(value).toBeCloseTo(repeated[i]!, 12)
  })

  test('booleans, dates and bigints are cells', () => {
    const data = Dataset.fromRows(
      [
        { flag: true, day: new Date(0), big: 1n, y: 1 },
        { flag: false, day: new Date(86_400_000), big: 2n, y: 2 },
      ],
      { backend },
    )
    const types = Object.fromEntries(data.describe().columns.map(({ name, type }) => [name, type]))
    expect(types).toEqual({ flag: 'text', day: 'date', big: 'number', y: 'number' })
  })
})

function columnsOf(part: readonly Row[]): Columns {
  return Object.fromEntries(names.map((name, i) => {
    const cells = part.map((row) => row[name] as number)
    return [name, i % 2 ? Float64Array.from(cells) : cells]
  }))
}

function streamOf(chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk) controller.enqueue(chunk)
      else controller.close()
    },
  })
}
