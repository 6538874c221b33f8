/** How tables are read, whatever they come from. */
import type { BackendChoice } from '../backend/backend.js'
import type { EncodeOptions, FoldOptions, ReadOptions, SplitOptions } from '../generated/options.js'
import type { Dtype, Matrix, Targets } from '../matrix.js'

/** How the columns of a table are read and encoded. */
export interface TableOptions extends Omit<EncodeOptions, 'dtype'>, Omit<ReadOptions, 'delimiter'> {
  /** Element type of the encoded matrix. Default `float32`. */
  dtype?: Dtype
  /** Whose core holds the table, and what takes the steps of runs over it. Default `auto`. */
  backend?: BackendChoice
}

/** How a table that comes in pieces is read. */
export interface PieceOptions extends TableOptions {
  /** Stops reading; the promise then rejects with ABORTED. */
  signal?: AbortSignal
}

/** How a file is read. */
export interface FileOptions extends PieceOptions {
  /**
   * Bytes that a gzip file may unpack to. Default: 100 times its own bytes, at least 64 MiB; what expands further is
   * refused, because a small file could otherwise take all memory.
   */
  maxUnpacked?: number
  /**
   * Bytes of memory for the table, its encoded rows and what training them needs: what is more goes to files in the folder
   * for temporary files. It changes no result; too little of it is an error that names the least. CSV, Parquet and SQL
   * only, with the native core. Default: no bound.
   */
  memory?: number
  /** Called after every piece that was read. */
  onProgress?: (progress: ReadProgress) => void
}

/** How a CSV or TSV file is read. */
export interface CsvOptions extends FileOptions, Pick<ReadOptions, 'delimiter'> {}

/** How a query is run. */
export interface SqlOptions extends FileOptions {
  /** A DuckDB database file that the query reads; it is opened read-only. Default none: the query names files. */
  database?: string
}

/** How far the reading of a file is. */
export interface ReadProgress {
  /** Rows read. */
  readonly rows: number
  /** Bytes taken from the source, before they are unpacked; 0 for a query. */
  readonly bytes: number
  /** Bytes there are, where that is known. */
  readonly totalBytes?: number | undefined
}

/** Plain arrays with their targets. */
export interface ArrayData {
  /** Features, shape (n,d). */
  x: Matrix
  /** Targets, shape (n), or (n,k) for k outputs; with the task `classification` the classes themselves, as numbers. */
  y: Targets | Matrix
  /** Weight of each row, shape (n), finite and ≥ 0. Default: all equal. */
  sampleWeight?: Targets
  /** What is predicted: numbers, or classes. Default `regression`. */
  task?: 'regression' | 'classification'
  /** Element type. Default `float32`. */
  dtype?: Dtype
  /** Whose core holds the arrays, and what takes the steps of runs over them. Default `auto`. */
  backend?: BackendChoice
}

/** How rows are divided. */
export interface DatasetSplitOptions extends Omit<SplitOptions, 'stratify'> {
  /** A column whose levels both parts hold in the same proportion; `true` is the target. Default none. */
  stratify?: string | boolean
}

/** How rows are divided into folds. */
export type DatasetFoldOptions = Pick<FoldOptions, 'seed' | 'stratify'>

/** Of a table's options those that say how it is encoded: all but its own ones and those named. */
export function encodingOf(options: TableOptions, others: readonly string[]): EncodeOptions {
  const left = Object.entries(options).filter(([name]) => !['backend', 'name', 'dtype', ...others].includes(name))
  return Object.fromEntries(left) as EncodeOptions
}
