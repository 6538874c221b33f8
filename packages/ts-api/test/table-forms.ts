/** One table in every form a dataset is made of. */
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Table,
  TimestampMillisecond,
  Utf8,
  tableFromIPC,
  tableToIPC,
  type Vector,
  vectorFromArray,
} from 'apache-arrow'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { type Columns, Dataset, type Row, type TableOptions } from 'minibatch'

/** A column as a test draws it. */
export interface DrawnColumn {
  readonly name: string
  readonly kind: 'number' | 'whole' | 'text' | 'levels' | 'flag' | 'moment'
  readonly cells: readonly (number | string | boolean | Date | null)[]
}

/** Makes a dataset of columns. */
export type Form = (columns: readonly DrawnColumn[], options: TableOptions) => Dataset | Promise<Dataset>

/** Rows of objects; after the first a row lacks what is missing. */
export function rowsOf(columns: readonly DrawnColumn[]): Row[] {
  return Array.from(columns[0]!.cells, (_, row) =>
    Object.fromEntries(
      columns.flatMap(({ name, cells }) => (row > 0 && cells[row] === null ? [] : [[name, cells[row] ?? null]])),
    ),
  )
}

const quoted = (cell: unknown) => `"${(cell instanceof Date ? cell.toISOString() : String(cell ?? '')).replaceAll('"', '""')}"`

function csvOf(columns: readonly DrawnColumn[]): Uint8Array {
  const lines = Array.from(columns[0]!.cells, (_, row) => columns.map(({ cells }) => quoted(cells[row])).join(','))
  return new TextEncoder().encode([columns.map(({ name }) => quoted(name)).join(','), ...lines, ''].join('\n'))
}

/** Bytes in some hundred pieces of at least seven. */
export function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  const size = Math.max(7, Math.ceil(bytes.length / 300))
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, (at += size)))
    },
  })
}

function vectorOf({ kind, cells }: DrawnColumn): Vector {
  const types = {
    number: () => new Float64(),
    whole: () => new Int32(),
    text: () => new Utf8(),
    levels: () => new Dictionary(new Utf8(), new Int32()),
    flag: () => new Bool(),
    moment: () => new TimestampMillisecond(),
  }
  return vectorFromArray(cells as never[], types[kind]() as never) as Vector
}

export function arrowOf(columns: readonly DrawnColumn[]): Table {
  return new Table(Object.fromEntries(columns.map((column) => [column.name, vectorOf(column)])))
}

const PARQUET = { number: 'DOUBLE', whole: 'INT32', text: 'STRING', levels: 'STRING', flag: 'BOOLEAN', moment: 'TIMESTAMP' } as const

export function parquetOf(columns: readonly DrawnColumn[], rowGroupSize = Math.max(7, columns[0]!.cells.length >> 2)): Uint8Array {
  const columnData = columns.map(({ name, kind, cells }) => ({ name, data: [...cells], type: PARQUET[kind] }))
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }))
}

export const forms: Readonly<Record<string, Form>> = {
  'rows of objects': (columns, options) => Dataset.fromRows(rowsOf(columns) as never[], options),
  columns: (columns, options) => Dataset.fromColumns(new Map(columns.map(({ name, cells }) => [name, cells])) as Columns, options),
  CSV: (columns, options) => Dataset.fromCsv(csvOf(columns), options),
  JSON: (columns, options) => Dataset.fromJson(inPieces(JSON.stringify(rowsOf(columns), null, 1)), options),
  'JSON lines': (columns, options) => Dataset.fromJson(inPieces(rowsOf(columns).map((row) => JSON.stringify(row)).join('\n')), options),
  Arrow: (columns, options) => Dataset.fromArrow(arrowOf(columns), options),
  'Arrow of two slices': (columns, options) => {
    const table = arrowOf(columns)
    const half = table.numRows >> 1
    return Dataset.fromArrow(table.slice(0, half).concat(table.slice(half)), options)
  },
  'Arrow IPC': (columns, options) => Dataset.fromArrow(tableFromIPC(tableToIPC(arrowOf(columns))), options),
  Parquet: (columns, options) => Dataset.fromParquet(parquetOf(columns), options),
  'Parquet in a Blob': (columns, options) => Dataset.fromParquet(new Blob([parquetOf(columns, 1000) as Uint8Array<ArrayBuffer>]), options),
}
