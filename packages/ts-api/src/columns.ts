/** Rows of objects and columns of values, handed to the core's table reader. What a column means is the core's to say. */
import type { Core, Table, TableReader } from './backend/types.js'
import { calling, MinibatchError } from './errors.js'
import { describe } from './matrix.js'

/** One value of a table. Missing: null, undefined, NaN, or one of the words the reader of CSV files knows (`NA`, …). */
export type Cell = number | string | boolean | bigint | Date | null | undefined

/** One row of a table by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>

/** The same for rows of a type of their own: every property holds a cell. */
export type RowOf<T> = { readonly [Name in keyof T]: Cell }

/** Cells of one column. */
export type ColumnCells = readonly Cell[] | NumberArray

/**
 * A piece of a table by columns, all of one length. A Map keeps their order whatever their names are; an object puts
 * names like `0` and `12` first.
 */
export type Columns = Readonly<Record<string, ColumnCells>> | ReadonlyMap<string, ColumnCells>

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

/** Rows in one crossing: texts are joined, and a JavaScript string has its limit. */
const PIECE = 65_536

/** Reads rows of objects as a table; a name that a row lacks is a missing cell. */
export function tableFromRows(core: Core, rows: readonly Row[], optionsJson = '{}'): Table {
  const columns = columnsOf(rows)
  const names = columns.map(({ name }) => name)
  const reader = openReader(core, names, optionsJson)
  for (const [index, column] of columns.entries()) pushColumn(reader, index, column)
  return calling(() => reader.finish())
}

/** A reader whose columns have these names. */
export function openReader(core: Core, names: readonly string[], optionsJson: string): TableReader {
  return calling(() => {
    const reader = new core.TableReader(optionsJson)
    reader.setNames(JSON.stringify(names))
    return reader
  })
}

/** Cells of one column on their way to the core: as numbers, or as text. */
export interface ColumnPiece {
  /** The column's name, for errors. */
  readonly name: string
  readonly cells: readonly Cell[] | NumberArray
  /** Whether every cell is a number or missing. */
  readonly numeric: boolean
}

/** Appends cells to a column, in pieces. */
export function pushColumn(reader: TableReader, index: number, { name, cells, numeric }: ColumnPiece): void {
  for (let at = 0; at < cells.length; at += PIECE) {
    const piece = cells.length <= PIECE ? cells : cells.slice(at, at + PIECE)
    calling(() => {
      if (numeric) {
        reader.pushNumbers(index, toNumbers(piece, name, at))
      } else {
        const { joined, ends } = toText(piece as readonly Cell[], name, at)
        reader.pushText(index, joined, ends)
      }
    })
  }
}

/** Whether a cell crosses as a number. */
export function isNumberOrMissing(cell: unknown): boolean {
  return typeof cell === 'number' || cell === null || cell === undefined || typeof cell === 'bigint'
}

/** The columns of rows, in the order in which their names first appear. */
function columnsOf(rows: readonly Row[]): ColumnPiece[] {
  const columns: { name: string; cells: Cell[]; numeric: boolean }[] = []
  const places = new Map<string, number>()
  for (const [index, row] of rows.entries()) {
    if (typeof row !== 'object' || row === null) {
      throw new MinibatchError('DATA_INVALID', `Row ${index + 1} must be an object; got ${describe(row)}.`, {
        row: index + 1,
      })
    }
    let place = 0
    for (const name in row) {
      // Rows mostly have the same names in the same order, and then nothing is looked up.
      let column = columns[place++]
      if (column?.name !== name) column = columns[places.get(name) ?? -1]
      if (!column) {
        column = { name, cells: [], numeric: true }
        column.cells.length = rows.length
        places.set(name, columns.length)
        columns.push(column)
      }
      const cell = row[name]
      column.cells[index] = cell
      column.numeric &&= isNumberOrMissing(cell)
    }
  }
  if (columns.length === 0) {
    throw new MinibatchError('DATA_INVALID', 'The table has no rows or no columns; give at least one of each.')
  }
  return columns
}

function toNumbers(cells: readonly Cell[] | NumberArray, name: string, firstRow: number): Float64Array {
  if (cells instanceof Float64Array) return cells
  const values = new Float64Array(cells.length)
  for (let row = 0; row < values.length; row++) {
    const cell = cells[row]
    if (!isNumberOrMissing(cell)) throw notNumber(cell, name, firstRow + row)
    values[row] = cell === null || cell === undefined ? Number.NaN : Number(cell)
  }
  return values
}

function notNumber(cell: unknown, name: string, row: number): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `Column '${name}', row ${row + 1} must be a number, as the cells before it; got ${describe(cell)}. Give the whole column as text.`,
    { column: name, row: row + 1 },
  )
}

function toText(cells: readonly Cell[], name: string, firstRow: number): { joined: string; ends: Uint32Array } {
  const ends = new Uint32Array(cells.length)
  let joined = ''
  for (let row = 0; row < ends.length; row++) {
    joined += textOf(cells[row], name, firstRow + row)
    ends[row] = joined.length
  }
  return { joined, ends }
}

function textOf(cell: unknown, name: string, row: number): string {
  if (typeof cell === 'string') return cell
  if (cell === null || cell === undefined || Number.isNaN(cell)) return ''
  if (cell instanceof Date) return cell.toISOString()
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell)
  throw new MinibatchError(
    'DATA_INVALID',
    `Column '${name}', row ${row + 1} must hold a number, text, a boolean or a Date; got ${describe(cell)}.`,
    { column: name, row: row + 1 },
  )
}
