/** Cells of one column on their way to the core: numbers, joined texts, or numbers of texts. */
import type { TableReader } from '../backend/types.js'
import { calling, MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'

/** One value of a table. Missing: null, undefined, NaN, or one of the words the reader of CSV files knows (`NA`, …). */
export type Cell = number | string | boolean | bigint | Date | null | undefined

/** Numbers of one column; typed arrays of floats cross fastest. */
export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array

/** Cells of one column. */
export type ColumnCells = readonly Cell[] | NumberArray

/** Where cells come from, for errors. */
export interface Place {
  /** Name of the file or the data. */
  readonly source: string
  /** Name of the column. */
  readonly column: string
  /** Row of the first cell, from 0. */
  readonly row: number
}

/** Texts as they cross: joined, with the end of each in UTF-16 code units. An empty one is missing. */
export interface Texts {
  readonly joined: string
  readonly ends: Uint32Array
}

/** Numbers with NaN for missing ones; or texts; or the number of each cell's text, `MISSING` for none. */
export type Piece = Float64Array | Texts | (Texts & { readonly codes: Uint32Array })

/** The number of no text. */
export const MISSING = 0xffff_ffff

/** Rows in one crossing: texts are joined, and a JavaScript string has its limit. */
const ROWS = 65_536

/** Appends a piece to a column. */
export function pushPiece(reader: TableReader, column: number, piece: Piece): void {
  calling(() => {
    if (piece instanceof Float64Array) reader.pushNumbers(column, piece)
    else if ('codes' in piece) reader.pushCoded(column, piece.joined, piece.ends, piece.codes)
    else reader.pushText(column, piece.joined, piece.ends)
  })
}

/** Cells as pieces; `numeric` says whether they cross as numbers. */
export function* piecesOf(cells: ColumnCells, numeric: boolean, place: Place): Generator<Piece> {
  for (let at = 0; at < cells.length; at += ROWS) {
    const part = partOf(cells, at)
    const here = { ...place, row: place.row + at }
    yield numeric ? toNumbers(part, here) : toTexts(part as readonly Cell[], here)
  }
}

/** Whether all cells cross as numbers. */
export function areNumbers(cells: ColumnCells): boolean {
  return isTyped(cells) || cells.every(isNumberOrMissing)
}

/** Whether a cell crosses as a number. */
export function isNumberOrMissing(cell: unknown): boolean {
  return typeof cell === 'number' || cell === null || cell === undefined || typeof cell === 'bigint'
}

/** Texts, joined. */
export function joinedTexts(texts: Iterable<string>, count: number): Texts {
  const ends = new Uint32Array(count)
  let joined = ''
  let at = 0
  for (const text of texts) {
    joined += text
    ends[at++] = joined.length
  }
  return { joined, ends }
}

/** A part of many cells; of typed ones a view. */
function partOf(cells: ColumnCells, at: number): ColumnCells {
  if (cells.length <= ROWS) return cells
  return isTyped(cells) ? cells.subarray(at, at + ROWS) : cells.slice(at, at + ROWS)
}

function isTyped(cells: ColumnCells): cells is NumberArray {
  return ArrayBuffer.isView(cells)
}

function toNumbers(cells: ColumnCells, place: Place): Float64Array {
  if (cells instanceof Float64Array) return cells
  if (isTyped(cells) && !isBig(cells)) return new Float64Array(cells)
  const values = new Float64Array(cells.length)
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row]
    if (typeof cell === 'number') values[row] = cell
    else if (isNumberOrMissing(cell)) values[row] = cell === null || cell === undefined ? Number.NaN : Number(cell)
    else throw misfit(cell, place, row, 'a number as in the cells before it', 'Give the whole column as text.')
  }
  return values
}

function isBig(cells: NumberArray): cells is BigInt64Array | BigUint64Array {
  return cells instanceof BigInt64Array || cells instanceof BigUint64Array
}

function toTexts(cells: readonly Cell[], place: Place): Texts {
  const ends = new Uint32Array(cells.length)
  let joined = ''
  for (let row = 0; row < ends.length; row++) {
    joined += textOf(cells[row], place, row)
    ends[row] = joined.length
  }
  return { joined, ends }
}

/** From here on the core writes numbers with an exponent, and so one text means one level. */
const LARGE = 1e16

function textOf(cell: unknown, place: Place, row: number): string {
  if (typeof cell === 'string') return cell
  if (cell === null || cell === undefined || Number.isNaN(cell)) return ''
  if (typeof cell === 'number') return Math.abs(cell) < LARGE ? String(cell) : cell.toExponential()
  if (typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell)
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString()
  throw misfit(cell, place, row, 'a number, text, a boolean or a date', 'Take one value of it, or leave the column out.')
}

function misfit(cell: unknown, { source, column, row }: Place, at: number, expected: string, cure: string): MinibatchError {
  const number = row + at + 1
  return new MinibatchError(
    'DATA_INVALID',
    `${source}, row ${number}, column '${column}': expected ${expected}, got ${describe(cell)}. ${cure}`,
    { file: source, column, row: number },
  )
}
