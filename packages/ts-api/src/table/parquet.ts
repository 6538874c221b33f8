/** Parquet files, row group by row group; one reader in Node and in browsers. Loaded when the first file is read. */
import { type ColumnData, type FileMetaData, parquetMetadataAsync, type ParquetParsers, parquetRead, parquetSchema, type RowGroup } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { loadCore } from '#load'

import type { TableReader } from '../backend/types.js'
import { openReader } from '../columns.js'
import { aborted, calling, MinibatchError } from '../errors.js'
import { openSlices, type OpenSlices, type Source } from '../source.js'
import { dayText, momentText } from './dates.js'
import type { LoadedTable } from './files.js'
import { optionsJson } from '../options.js'
import { memoryBound } from './memory.js'
import type { FileOptions } from './options.js'
import { checkedGroup } from './parquet-pages.js'
import { areNumbers, type ColumnCells, piecesOf, pushPiece } from './pieces.js'

/**
 * Reads a Parquet file.
 *
 * @throws MinibatchError IO_FAILED, DATA_INVALID for a file that is damaged or holds columns of lists or objects, ABORTED
 */
export async function parquetTable(source: Source, options: FileOptions): Promise<LoadedTable> {
  const { backend, signal } = options
  if (signal?.aborted) throw aborted(signal)
  const loaded = await loadCore(backend)
  const slices = await openSlices(source, signal)
  try {
    const file = new ParquetFile(slices, options)
    const metadata = await file.reading(() => parquetMetadataAsync(file.buffer))
    const names = columnNames(metadata, file.name)
    const reader = openReader(loaded.core, names, optionsJson({ name: file.name, memory: memoryBound(options.memory) }))
    await readGroups(file, metadata, { names, reader })
    return { loaded, table: calling(() => reader.finish()) }
  } finally {
    await slices.close()
  }
}

/** A file being read: its bytes, and what its errors say. */
class ParquetFile {
  readonly name: string
  readonly options: FileOptions
  readonly size: number
  /** Bytes read so far. */
  bytes = 0
  /** The file as the reader wants it. */
  readonly buffer: { readonly byteLength: number; slice(start: number, end?: number): Promise<ArrayBuffer> }

  constructor(slices: OpenSlices, options: FileOptions) {
    this.name = options.name ?? slices.name
    this.options = options
    this.size = slices.size
    this.buffer = {
      byteLength: slices.size,
      slice: async (start, end = slices.size) => {
        const { signal } = options
        if (signal?.aborted) throw aborted(signal)
        const bytes = await slices.slice(start, Math.min(end, slices.size))
        this.bytes = Math.min(this.bytes + bytes.byteLength, slices.size)
        return bytes
      },
    }
  }

  /** What the reader cannot make out is the file's fault. */
  async reading<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (error instanceof MinibatchError) throw error
      throw this.damaged(error instanceof Error ? error.message : String(error), error)
    }
  }

  damaged(reason: string, cause?: unknown): MinibatchError {
    return new MinibatchError(
      'DATA_INVALID',
      `${this.name} is no whole Parquet file that can be read here (${reason}). Write or fetch it again.`,
      { file: this.name },
      { cause },
    )
  }
}

/** Days and moments as texts the core reads, and JSON as it stands. */
const PARSERS: Partial<ParquetParsers> = {
  dateFromDays: (days) => (isNothing(days) ? undefined : dayText(days)),
  timestampFromMilliseconds: momentOrNothing(1),
  timestampFromMicroseconds: momentOrNothing(2),
  timestampFromNanoseconds: momentOrNothing(3),
  jsonFromBytes: (bytes) => (isNothing(bytes) ? undefined : new TextDecoder().decode(bytes)),
}

function momentOrNothing(unit: number): (moment: bigint) => string | undefined {
  const text = momentText(unit)
  return (moment) => (isNothing(moment) ? undefined : text(moment))
}

/** Older files leave out what is null where the types say that it is there. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null
}

/** Names of the columns; none of them holds lists or objects. */
function columnNames(metadata: FileMetaData, file: string): string[] {
  return parquetSchema(metadata).children.map(({ element, children }) => {
    if (children.length === 0 && element.repetition_type !== 'REPEATED') return element.name
    throw new MinibatchError(
      'DATA_INVALID',
      `${file}, column '${element.name}': expected numbers, text, booleans or dates, got lists or objects. Write the file without the column, or with one column a value.`,
      { file, column: element.name },
    )
  })
}

/** Where a file's columns go. */
interface Destination {
  readonly names: readonly string[]
  readonly reader: TableReader
}

async function readGroups(file: ParquetFile, metadata: FileMetaData, to: Destination): Promise<void> {
  let row = 0
  for (const group of metadata.row_groups) {
    const end = row + Number(group.num_rows)
    const columns = await readGroup(file, { metadata, group }, [row, end])
    for (const [index, name] of to.names.entries()) {
      const parts = columns.get(name) ?? []
      if (parts.reduce((sum, { length }) => sum + length, 0) !== end - row) {
        throw file.damaged(`column '${name}' lacks rows from ${row + 1} to ${end}`)
      }
      let at = row
      for (const cells of parts) {
        for (const piece of piecesOf(cells, areNumbers(cells), { source: file.name, column: name, row: at })) {
          pushPiece(to.reader, index, piece)
        }
        at += cells.length
      }
    }
    row = end
    file.options.onProgress?.({ rows: row, bytes: file.bytes, totalBytes: file.size })
  }
}

/** The columns of a row group, each in its pages. */
async function readGroup(
  file: ParquetFile,
  { metadata, group }: { metadata: FileMetaData; group: RowGroup },
  [rowStart, rowEnd]: [number, number],
): Promise<Map<string, ColumnCells[]>> {
  const columns = new Map<string, ColumnCells[]>()
  const onChunk = ({ columnName, columnData }: ColumnData) => {
    const parts = columns.get(columnName)
    if (parts) parts.push(columnData as ColumnCells)
    else columns.set(columnName, [columnData as ColumnCells])
  }
  if (rowEnd > rowStart) {
    await file.reading(async () => {
      const bytes = await checkedGroup(file.buffer, group)
      await parquetRead({ file: bytes, metadata, rowStart, rowEnd, compressors, parsers: PARSERS, geoparquet: false, onChunk })
    })
  }
  return columns
}
