/** An Arrow table as apache-arrow's classes have it, by shape alone: any version of that package serves. */

/** A table of the package apache-arrow, or another object of its shape. */
export interface ArrowTable {
  /** Rows of all chunks. */
  readonly numRows: number
  /** Names and types of the columns. */
  readonly schema: { readonly fields: readonly ArrowField[] }
  /** The column with this number, from 0. */
  getChildAt(index: number): ArrowVector | null
}

/** A column's name and type. */
export interface ArrowField {
  readonly name: string
  readonly type: ArrowType
}

/** A type, by the numbers of Arrow's format. `String(type)` names it. */
export interface ArrowType {
  readonly typeId: number
  toString(): string
}

/** A column in chunks. */
export interface ArrowVector {
  readonly type: ArrowType
  readonly length: number
  readonly data: readonly ArrowData[]
  get(index: number): unknown
}

/** One chunk. Values begin at its first row; bits (of booleans and of what is null) at bit `offset`. */
export interface ArrowData {
  readonly type: ArrowType
  readonly offset: number
  readonly length: number
  readonly nullCount: number
  readonly values: unknown
  readonly valueOffsets: unknown
  readonly nullBitmap: unknown
  readonly dictionary?: ArrowVector | undefined
}

/** Numbers of the types that hold cells. */
export const TYPE = {
  dictionary: -1,
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  largeUtf8: 20,
  utf8View: 24,
} as const

/** Whether a value has the shape of an Arrow table. */
export function isArrowTable(value: unknown): value is ArrowTable {
  const table = value as Partial<ArrowTable> | null | undefined
  return typeof table?.getChildAt === 'function' && typeof table.numRows === 'number' && Array.isArray(table.schema?.fields)
}
