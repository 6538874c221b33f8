/** What a table holds, and what was done with its columns, as the core tells it. */
import type { Examples, Table } from './backend/types.js'
import { calling } from './errors.js'
import type { Dtype } from './matrix.js'
import { descriptionText, reportText } from './report-text.js'

/** A table's columns as they were read. */
export interface TableDescription {
  /** Name of the file or the data. */
  readonly name: string
  /** Rows that were read, n. */
  readonly rows: number
  /** The columns in the order of the table. */
  readonly columns: readonly ColumnDescription[]
}

/** A column as it was read. */
export interface ColumnDescription {
  /** Its name, as the header has it. */
  readonly name: string
  /** What its cells are taken for. */
  readonly type: 'number' | 'text' | 'date'
  /** Cells without a value. */
  readonly missing: number
  /** Distinct levels of a text column. */
  readonly distinct?: number
  /** Smallest number; of a date in days since 1970-01-01. */
  readonly min?: number
  /** Largest number. */
  readonly max?: number
  /** Mean of the numbers. */
  readonly mean?: number
  /** The ten most frequent levels of a text column, each with its rows. */
  readonly levels?: readonly (readonly [level: string, rows: number])[]
}

/** An encoded matrix, and what was done with every column to make it. */
export interface DatasetReport {
  /** Rows, n. */
  readonly rows: number
  /** Features, d. */
  readonly features: number
  /** Outputs, k. */
  readonly outputs: number
  /** Element type of the matrix. */
  readonly dtype: Dtype
  /** True for an encoded table, false for plain arrays. */
  readonly encoded: boolean
  /** The classes of the target, in the order of their indices; empty for numbers. */
  readonly classes: readonly string[]
  /** Names of the d features; empty for plain arrays. */
  readonly names: readonly string[]
  /** Rows without a target, left out. */
  readonly droppedRows: number
  /** What was done with each column; null for plain arrays. */
  readonly report: readonly ColumnReport[] | null
  /** What a user should know: columns left out, a target that may be meant as classes; null for plain arrays. */
  readonly warnings: readonly string[] | null
}

/** What was done with one column. */
export interface ColumnReport {
  /** The column's name. */
  readonly name: string
  /** Features it became. */
  readonly features: number
  /** In words: `standardised, mean 12.3, scale 4.5`. */
  readonly done: string
}

/** A table's columns; as a string, a table for reading. */
export function descriptionOf(table: Table): TableDescription {
  const description = JSON.parse(calling(() => table.describe())) as TableDescription
  return withText(description, () => descriptionText(description))
}

/** What was done with the columns; as a string, a table for reading, with what the columns were. */
export function reportOf(examples: Examples, table?: Table): DatasetReport {
  const report = JSON.parse(calling(() => examples.describe())) as DatasetReport
  // Only who prints it waits for the description.
  return withText(report, () => reportText(report, table && descriptionOf(table)))
}

/** Not enumerable: to JSON, spread and comparison the object is the data alone. */
function withText<T extends object>(data: T, text: () => string): T {
  return Object.defineProperty(data, 'toString', { value: text })
}
