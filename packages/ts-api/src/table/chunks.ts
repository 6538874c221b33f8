/** Tables that come in pieces by columns. */
import type { Core, Table, TableReader } from '../backend/types.js'
import { type ColumnCells, type Columns, openReader } from '../columns.js'
import { aborted, calling, MinibatchError } from '../errors.js'
import { isNumberOrMissing, piecesOf, pushPiece } from './pieces.js'

/** A column's name, and whether its cells cross as numbers: settled by the first piece that has a value. */
interface ColumnKind {
  readonly name: string
  numeric: boolean | undefined
  /** Rows seen before its kind was known, all missing. */
  waiting: number
}

/** How pieces are read. */
export interface ChunkOptions {
  /** What errors call the table. */
  readonly name: string
  readonly signal?: AbortSignal | undefined
}

/** Columns in one piece or in many. */
export type ColumnSource = Columns | Iterable<Columns> | AsyncIterable<Columns>

/** Reads a table that comes in pieces by columns. */
export async function pushChunks(core: Core, source: ColumnSource, options: ChunkOptions): Promise<Table> {
  const { name, signal } = options
  let reader: TableReader | undefined
  let kinds: ColumnKind[] = []
  let row = 0
  for await (const chunk of chunksOf(source)) {
    if (signal?.aborted) throw aborted(signal)
    if (!reader) {
      const names = chunk instanceof Map ? [...chunk.keys()] : Object.keys(chunk)
      kinds = names.map((column: string) => ({ name: column, numeric: undefined, waiting: 0 }))
      reader = openReader(core, names, JSON.stringify({ name }))
    }
    row += pushChunk(reader, chunk, kinds, { source: name, row })
  }
  if (!reader) throw new MinibatchError('DATA_INVALID', `${name} has no rows; give at least one.`)
  const whole = reader
  for (const [index, kind] of kinds.entries()) pushMissing(whole, index, kind)
  return calling(() => whole.finish())
}

/** An object of columns is one piece; so is a Map, although it can be iterated. */
function chunksOf(source: ColumnSource): Iterable<Columns> | AsyncIterable<Columns> {
  if (source instanceof Map) return [source]
  return Symbol.iterator in source || Symbol.asyncIterator in source ? (source as Iterable<Columns>) : [source as Columns]
}

/** Appends a piece; gives its rows. */
function pushChunk(reader: TableReader, chunk: Columns, kinds: ColumnKind[], from: { source: string; row: number }): number {
  let rows = 0
  for (const [index, kind] of kinds.entries()) {
    const cells: unknown = chunk instanceof Map ? chunk.get(kind.name) : (chunk as Record<string, ColumnCells>)[kind.name]
    if (!isCells(cells)) throw lacking(kind.name, from.source)
    rows = cells.length
    kind.numeric ??= kindOf(cells)
    if (kind.numeric === undefined) {
      kind.waiting += rows
      continue
    }
    pushMissing(reader, index, kind)
    const place = { ...from, column: kind.name }
    for (const piece of piecesOf(cells, kind.numeric, place)) pushPiece(reader, index, piece)
  }
  return rows
}

function isCells(cells: unknown): cells is ColumnCells {
  return Array.isArray(cells) || (ArrayBuffer.isView(cells) && 'length' in cells)
}

/** True for numbers, false for text, undefined where every cell is missing. */
function kindOf(cells: ColumnCells): boolean | undefined {
  if (ArrayBuffer.isView(cells)) return true
  const first = cells.find((cell) => cell !== null && cell !== undefined)
  return first === undefined ? undefined : isNumberOrMissing(first)
}

/** The missing cells that came before the kind of the column was known. */
function pushMissing(reader: TableReader, index: number, kind: ColumnKind): void {
  if (kind.waiting > 0) pushPiece(reader, index, new Float64Array(kind.waiting).fill(Number.NaN))
  kind.waiting = 0
}

function lacking(column: string, source: string): MinibatchError {
  return new MinibatchError(
    'SHAPE_MISMATCH',
    `${source}: a piece lacks column '${column}', which the first piece has, as an array of cells.`,
    { file: source, column },
  )
}
