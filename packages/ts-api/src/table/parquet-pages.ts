/** A row group's bytes, looked through before anything in them is believed. */
import type { AsyncBuffer, RowGroup } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'

/** Where a column's pages lie in the file, and what the file says of them. */
interface Chunk {
  readonly start: number
  readonly end: number
  readonly values: number
  /** Bytes of its pages, unpacked. */
  readonly size: number
}

/**
 * Reads a row group's bytes once, and checks that its pages lie inside it and hold as many cells as it has rows, so that
 * no damaged number makes the reader go on for ever or ask for memory without end.
 *
 * @throws Error for a page that cannot be
 */
export async function checkedGroup(file: AsyncBuffer, group: RowGroup): Promise<AsyncBuffer> {
  const chunks = group.columns.map(({ meta_data: meta }): Chunk => {
    if (!meta) throw new Error('a column has no metadata')
    const coded = Number(meta.dictionary_page_offset) || Number(meta.data_page_offset)
    const start = Math.min(coded, Number(meta.data_page_offset))
    const end = start + Number(meta.total_compressed_size)
    return { start, end, values: Number(meta.num_values), size: Number(meta.total_uncompressed_size) }
  })
  const start = Math.min(...chunks.map((chunk) => chunk.start))
  const end = Math.max(...chunks.map((chunk) => chunk.end))
  if (!(start >= 0 && end <= file.byteLength)) throw new Error('a column lies outside the file')
  const bytes = await file.slice(start, end)
  for (const chunk of chunks) {
    if (chunk.values !== Number(group.num_rows)) throw new Error(`a column claims ${chunk.values} cells for ${group.num_rows} rows`)
    checkPages(new DataView(bytes, chunk.start - start, chunk.end - chunk.start), chunk)
  }
  return { byteLength: file.byteLength, slice: (from, to = file.byteLength) => bytes.slice(from - start, to - start) }
}

function checkPages(view: DataView, { values, size }: Chunk): void {
  const reader = { view, offset: 0 }
  let [cells, unpacked] = [0, 0]
  while (cells < values) {
    const header = parquetHeader(reader)
    const { compressed_page_size: packed, uncompressed_page_size: whole } = header
    unpacked += whole
    if (!(packed >= 0 && whole >= 0 && reader.offset + packed <= view.byteLength && unpacked <= size)) {
      throw new Error('a page lies outside its column')
    }
    reader.offset += packed
    const claimed = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0
    const texts = header.dictionary_page_header?.num_values ?? 0
    cells += claimed
    // A text in a dictionary has a byte at least.
    if (!(claimed >= 0 && cells <= values && texts >= 0 && texts <= whole)) throw new Error(`a page claims ${claimed + texts} cells`)
  }
}
