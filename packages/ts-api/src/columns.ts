/** Rows of objects and columns of values, handed to the core's table reader. What a column means is the core's to say. */
import type { Core, Table, TableReader } from './backend/types.js'
import { calling, MinibatchError } from './errors.js'
import { describe } from './matrix.js'
import { type Cell, type ColumnCells, isNumberOrMissing, piecesOf, pushPiece } from './table/pieces.js'

export type { Cell, ColumnCells, NumberArray } from './table/pieces.js'

/** One row of a table by the names of its columns. */
export type Row = Readonly<Record<string, Cell>>

/** The same for rows of a type of their own: every property holds a cell. */
export type RowOf<T> = { readonly [Name in keyof T]: Cell }

/**
 * A piece of a table by columns, all of one length. A Map keeps their order whatever their names are; an object puts
 * names like `0` and `12` first.
 */
export type Columns = Readonly<Record<string, ColumnCells>> | ReadonlyMap<string, ColumnCells>

/** Cells of one column, and whether every one is a number or missing. */
export interface Column {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly numeric: boolean
}

/** Reads rows of objects as a table; a name that a row lacks is a missing cell. */
export function tableFromRows(core: Core, rows: readonly Row[], name?: string): Table {
  const source = name ?? 'the rows'
  const columns = columnsOf(rows, { source, row: 0 })
  if (columns.length === 0) {
    throw new MinibatchError('DATA_INVALID', `${source}: no row or no column; give at least one of each.`)
  }
  const reader = openReader(core, columns.map((column) => column.name), JSON.stringify({ name }))
  for (const [index, { name: column, cells, numeric }] of columns.entries()) {
    for (const piece of piecesOf(cells, numeric, { source, column, row: 0 })) pushPiece(reader, index, piece)
  }
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

/** The columns of rows, in the order in which their names first appear. `from` is where the first row stands. */
export function columnsOf(rows: readonly Row[], from: { source: string; row: number }): Column[] {
  const columns: { name: string; cells: Cell[]; numeric: boolean }[] = []
  const places = new Map<string, number>()
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Row
    if (typeof row !== 'object' || row === null || Array.isArray(row)) throw notRow(row, from.source, from.row + index)
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
  return columns
}

function notRow(row: unknown, source: string, index: number): MinibatchError {
  return new MinibatchError(
    'DATA_INVALID',
    `${source}, row ${index + 1}: expected an object such as {"age": 31}, got ${describe(row)}.`,
    { file: source, row: index + 1 },
  )
}
