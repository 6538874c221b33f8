import fc from 'fast-check'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { Dataset } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'
import { type DrawnColumn, parquetOf } from './table-forms.js'

const columns: DrawnColumn[] = [
  { name: 'a', kind: 'number', cells: Array.from({ length: 50 }, (_, i) => (i % 9 ? i / 7 : null)) },
  { name: 'b', kind: 'text', cells: Array.from({ length: 50 }, (_, i) => 'xyz'[i % 3]!) },
  { name: 'c', kind: 'moment', cells: Array.from({ length: 50 }, (_, i) => new Date(i * 1e8)) },
]
const file = parquetOf(columns)

describe.each(backends)('%s', (backend) => {
  const options = { name: 't', backend }

  test.each([
    ['text', new TextEncoder().encode('not parquet at all')],
    ['nothing', new Uint8Array(0)],
    ['a file cut at its end', file.slice(0, -20)],
    ['a file cut at its start', file.slice(200)],
  ])('%s is no whole file', async (_, bytes) => {
    const expected = { code: 'DATA_INVALID', message: expect.stringMatching(/^t is no whole Parquet file.*Write or fetch it again/), details: { file: 't' } }
    await expect(Dataset.fromParquet(bytes, options)).rejects.toMatchObject(expected)
  })

  test('a column of lists is named', async () => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'tags', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'INT32', repetition_type: 'OPTIONAL' },
    ] as const
    const nested = new Uint8Array(parquetWriteBuffer({ schema: [...schema], columnData: [{ name: 'tags', data: [[1], [2, 3]] }] }))
    await expect(Dataset.fromParquet(nested, options)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/^t, column 'tags': expected .*, got lists or objects/),
      details: { column: 'tags' },
    })
  })

  test('progress counts rows and bytes by row groups', async () => {
    const seen: number[] = []
    let last
    await Dataset.fromParquet(file, { ...options, onProgress: (progress) => seen.push((last = progress).rows) })
    expect(seen.length).toBeGreaterThan(1)
    expect(last).toMatchObject({ rows: 50, totalBytes: file.length })
  })

  test('a signal ends the reading between two row groups', async () => {
    const controller = new AbortController()
    const reading = Dataset.fromParquet(file, { ...options, signal: controller.signal, onProgress: () => controller.abort('late') })
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: 'late' })
  })

  test('a file that ends early anywhere fails with a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (end) => {
        await expect(Dataset.fromParquet(file.slice(0, end), options)).rejects.toMatchObject({ code: 'DATA_INVALID' })
      }),
    )
  })

  test('a page that claims more cells than the file says is refused before it is read', async () => {
    const bytes = file.slice()
    // In the first page's header: the number of its cells, 12 as a zigzag number behind the mark of an i32.
    const page = Number(parquetMetadata(file).row_groups[0]!.columns[0]!.meta_data!.data_page_offset)
    const at = bytes.findIndex((byte, i) => i > page && byte === 24 && bytes[i - 1] === 0x15)
    bytes[at] = 120
    await expect(Dataset.fromParquet(bytes, options)).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringMatching(/claims|outside/) })
  })
})
