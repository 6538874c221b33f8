import { Dataset } from 'minibatch'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { inPieces } from './table-forms.js'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A text, and what its error must say. */
const mistakes: [name: string, text: string, sentence: RegExp, details: object][] = [
  ['a comma too many in a row', '[{"a":1},\n{"a":2,}\n]', /^t, row 2 \(line 2\): this is no JSON/, { row: 2, line: 2 }],
  ['a comma too many behind the rows', '[{"a":1},\n]', /^t, row 2 \(line 2\)/, { row: 2 }],
  ['an array that is not closed', '[{"a":1},\n{"a":2}\n', /^t, line 3: the text ends inside its array, in row 2.*cut off/, { line: 3 }],
  ['a text that is not closed', '[{"a":"x},\n{"a":2}]', /^t, line 2: the text ends inside its array/, { row: 1 }],
  ['more behind the array', '[{"a":1}]\n\n{}', /^t, line 3: the array is closed, and more stands behind it/, { line: 3 }],
  ['a damaged line', '{"a":1}\n\n{"a":2\n{"a":3}', /^t, row 2 \(line 3\): this is no JSON/, { row: 2, line: 3 }],
  ['a list in a cell', '{"a":1}\n{"a":2}\n{"a":[2]}', /^t, row 3, column 'a': expected a number, text.*got an array/, { row: 3, column: 'a' }],
  ['an object in a cell', '[{"a":1},{"b":{"c":2}}]', /^t, row 2, column 'b': expected a number, text.*got an object/, { row: 2, column: 'b' }],
  ['a list as a row', '[{"a":1},[2]]', /^t, row 2: expected an object.*got an array/, { row: 2 }],
  ['numbers as rows', '1\n2\n', /^t, row 1: expected an object.*got number 1/, { row: 1 }],
  ['no row', ' [ ] ', /^t: no rows/, {}],
  ['nothing', '', /^t: no rows/, {}],
  ['no JSON at all', 'a,b\n1,2\n', /^t, row 1 \(line 1\): this is no JSON/, { row: 1, line: 1 }],
]

describe.each(backends)('%s', (backend) => {
  const options = { name: 't', backend }

  test.each(mistakes)('%s', async (_, text, sentence, details) => {
    const expected = { code: 'DATA_INVALID', message: expect.stringMatching(sentence), details: expect.objectContaining(details) }
    await expect(Dataset.fromJson(bytes(text), options)).rejects.toMatchObject(expected)
    await expect(Dataset.fromJson(inPieces(text), options)).rejects.toMatchObject(expected)
  })

  test('bytes that are no UTF-8', async () => {
    const reading = Dataset.fromJson(Uint8Array.of(...bytes('[{"a":"'), 0xff, ...bytes('"}]')), options)
    await expect(reading).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(/^t: behind row 0: the bytes are no UTF-8/) })
  })

  test('a column that appears late is missing before, of every kind', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => (i < 200 ? { a: i } : { a: i, n: i / 7, d: '2024-01-31', t: 'x' }))
    const data = await Dataset.fromJson(inPieces(JSON.stringify(rows)), options)
    const columns = data.describe().columns.map(({ name, type, missing }) => [name, type, missing])
    expect(columns).toEqual([['a', 'number', 0], ['n', 'number', 200], ['d', 'date', 200], ['t', 'text', 200]])
    expect(data.with({ target: 'a' }).report.names).toContain('d')
  })

  test('numbers among text are levels by their value, wherever the text begins', async () => {
    const rows = [...Array.from({ length: 40 }, () => ({ a: 1e16 })), ...Array.from({ length: 40 }, (_, i) => ({ a: i % 2 ? 'x' : 1e16 }))]
    const whole = await Dataset.fromJson(bytes(JSON.stringify(rows)), options)
    const pieces = await Dataset.fromJson(inPieces(JSON.stringify(rows)), options)
    expect(pieces.describe()).toEqual(whole.describe())
    expect(whole.describe().columns[0]?.levels).toEqual([['1e16', 60], ['x', 20]])
  })

  test('a packed file, with progress', async () => {
    const packed = new Blob(['{"a":1}\n{"a":2}\n']).stream().pipeThrough(new CompressionStream('gzip')) as ReadableStream<Uint8Array>
    let last
    const data = await Dataset.fromJson(packed, { ...options, onProgress: (progress) => (last = progress) })
    expect([data.rows, last]).toEqual([2, expect.objectContaining({ rows: 2 })])
  })

  test('an aborted signal ends the reading', async () => {
    const reading = Dataset.fromJson(bytes('[]'), { ...options, signal: AbortSignal.abort('no') })
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: 'no' })
  })

  test('no text does more than fail as invalid data', async () => {
    const noise = fc.string({ unit: fc.constantFrom(...'[]{}",:\\ \n1ae-.') })
    await fc.assert(
      fc.asyncProperty(noise, async (text) => {
        const outcomes = await Promise.allSettled([Dataset.fromJson(bytes(text), options), Dataset.fromJson(inPieces(text), options)])
        for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason.code).toBe('DATA_INVALID')
        expect(outcomes[0]?.status).toBe(outcomes[1]?.status)
      }),
    )
  })
})
