import { loadCore, loadedCore } from '#load'
import { sqlTable } from '#sql'

import type { Backend, Loaded } from './backend/backend.js'
import type { Examples } from './backend/types.js'
import { type Batches, type BatchesOptions, batchesOf } from './batches.js'
import { type Row, type RowOf, tableFromRows } from './columns.js'
import { calling, MinibatchError } from './errors.js'
import { examplesFromArrays, examplesOf } from './examples.js'
import type { EncodeOptions, FoldOptions } from './generated/options.js'
import { toMatrix } from './matrix.js'
import { optionsJson } from './options.js'
import { type DatasetReport, descriptionOf, reportOf, type TableDescription } from './report.js'
import type { Source } from './source.js'
import { arrowTable } from './table/arrow.js'
import type { ArrowTable } from './table/arrow-types.js'
import { type ColumnSource, pushChunks } from './table/chunks.js'
import type { LoadedTable } from './table/files.js'
import {
  type ArrayData,
  type CsvOptions,
  type DatasetFoldOptions,
  type DatasetSplitOptions,
  encodingOf,
  type FileOptions,
  type PieceOptions,
  type SqlOptions,
  type TableOptions,
} from './table/options.js'
import type { PreparedOptions, PrepareOptions } from './table/prepared.js'
import { type DatasetState, hold, stateOf } from './table/state.js'

/** Options of everything that is read piece by piece. */
const FILE = ['signal', 'onProgress', 'maxUnpacked', 'memory']

/** Two datasets that share no row. */
export interface Split {
  /** The rows to train on. */
  readonly train: Dataset
  /** The rows held out. */
  readonly test: Dataset
}

/** One part of a fold, for the other files of this package. */
export let foldOf: (dataset: Dataset, part: 'train' | 'test', options: FoldOptions) => Dataset

/**
 * Rows to train on or to predict for: a table whose columns the core encodes, or plain arrays taken as they are. What
 * reads a kind of table is loaded by the first that is read.
 */
export class Dataset {
  static {
    foldOf = (dataset, part, options) => dataset.#fold(part, options)
  }

  private constructor(state: DatasetState) {
    hold(this, state)
  }

  /**
   * Plain arrays: nothing is scaled, nothing may be missing.
   *
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for values that are not finite numbers
   */
  static fromArrays({ x, y, sampleWeight, task, dtype = 'float32', backend }: ArrayData): Dataset {
    const loaded = loadedCore(backend)
    const matrix = toMatrix(x, dtype)
    const classes = task === 'classification' ? 'met' : undefined
    const examples = examplesFromArrays(loaded, { matrix, dtype, y, sampleWeight, classes })
    return new Dataset({ loaded, encode: {}, dtype, examples: new Map([[dtype, examples]]) })
  }

  /**
   * Rows of objects. Numbers, text, booleans and dates; null, undefined and NaN are missing.
   *
   * @throws MinibatchError DATA_INVALID, OPTION_INVALID
   */
  static fromRows<T extends RowOf<T>>(rows: readonly T[], options: TableOptions = {}): Dataset {
    const loaded = loadedCore(options.backend)
    const table = tableFromRows(loaded.core, rows as readonly Row[], options.name ?? 'the table')
    return Dataset.#ofTable({ loaded, table }, options)
  }

  /**
   * A CSV or TSV file, plain or gzip, with its column names in the first line.
   *
   * @param source a path or address, URL, Blob, bytes or a stream
   * @throws MinibatchError IO_FAILED, DATA_INVALID with file, row and column, OPTION_INVALID, ABORTED
   */
  static async fromCsv(source: Source, options: CsvOptions = {}): Promise<Dataset> {
    const { csvTable } = await import('./table/files.js')
    return Dataset.#ofTable(await csvTable(source, options), options, [...FILE, 'delimiter'])
  }

  /**
   * A JSON file, plain or gzip: an array of objects, or one object a line. A name that an object lacks is a missing cell.
   *
   * @param source as `fromCsv` takes it
   * @throws MinibatchError IO_FAILED, DATA_INVALID with file, row and line or column, OPTION_INVALID, ABORTED
   */
  static async fromJson(source: Source, options: FileOptions = {}): Promise<Dataset> {
    const { jsonTable } = await import('./table/files.js')
    return Dataset.#ofTable(await jsonTable(source, options), options, FILE)
  }

  /**
   * A Parquet file, in Node and in browsers. Files and Blobs are read a row group at a time.
   *
   * @param source as `fromCsv` takes it
   * @throws MinibatchError IO_FAILED, DATA_INVALID for a damaged file or a column of lists or objects, OPTION_INVALID,
   * ABORTED
   */
  static async fromParquet(source: Source, options: FileOptions = {}): Promise<Dataset> {
    const { parquetTable } = await import('./table/parquet.js')
    return Dataset.#ofTable(await parquetTable(source, options), options, FILE)
  }

  /**
   * A Table of the package apache-arrow: numbers, booleans, text, dictionaries, dates and timestamps, with nulls.
   *
   * @throws MinibatchError DATA_INVALID for a column of another type, OPTION_INVALID
   */
  static async fromArrow(source: ArrowTable, options: TableOptions = {}): Promise<Dataset> {
    const loaded = await loadCore(options.backend)
    return Dataset.#ofTable({ loaded, table: arrowTable(loaded.core, source, options.name ?? 'the Arrow table') }, options)
  }

  /**
   * The rows of a query, run by DuckDB, in Node with `@duckdb/node-api` installed. It may name files:
   * `SELECT * FROM 'houses.parquet'`.
   *
   * @throws MinibatchError BACKEND_UNAVAILABLE without DuckDB, OPTION_INVALID for a query that fails, DATA_INVALID,
   * OUT_OF_MEMORY, ABORTED
   */
  static async fromSql(query: string, options: SqlOptions = {}): Promise<Dataset> {
    return Dataset.#ofTable(await sqlTable(query, options), options, [...FILE, 'database'])
  }

  /**
   * Columns: an object or Map of arrays or typed arrays, or pieces of that form from a database or another reader. Every
   * piece has the same columns.
   *
   * @throws MinibatchError DATA_INVALID, SHAPE_MISMATCH, OPTION_INVALID, ABORTED
   */
  static async fromColumns(columns: ColumnSource, options: PieceOptions = {}): Promise<Dataset> {
    const { backend, name = 'the table', signal } = options
    const loaded = await loadCore(backend)
    const table = await pushChunks(loaded.core, columns, { name, signal })
    return Dataset.#ofTable({ loaded, table }, options, ['signal'])
  }

  /**
   * Rows that `prepare` has written, in Node with the native core. They are taken into memory where they fit.
   *
   * @param path of the file
   * @throws MinibatchError IO_FAILED, DATA_INVALID for a file that holds none or is damaged, BACKEND_UNAVAILABLE
   */
  static async fromPrepared(path: string | URL, options: PreparedOptions = {}): Promise<Dataset> {
    const { openPrepared } = await import('./table/prepared.js')
    const { loaded, examples } = await openPrepared(path, options)
    return Dataset.#ofExamples(loaded, examples, {})
  }

  static #ofExamples(loaded: Loaded, examples: Examples, encode: EncodeOptions): Dataset {
    const { dtype } = reportOf(examples)
    return new Dataset({ loaded, encode, dtype, examples: new Map([[dtype, examples]]) })
  }

  /** `reading` names the options that are about the source; one that no source has is the core's to refuse. */
  static #ofTable({ loaded, table }: LoadedTable, options: TableOptions, reading: readonly string[] = []): Dataset {
    return new Dataset({
      loaded,
      table,
      encode: encodingOf(options, reading),
      dtype: options.dtype ?? 'float32',
      examples: new Map(),
    })
  }

  /** Rows, n: of a table as it was read, rows without a target included. */
  get rows(): number {
    const { table, examples, dtype } = stateOf(this)
    return table ? table.rows() : (examples.get(dtype)?.rows() ?? 0)
  }

  /** The column to predict; undefined for plain arrays and tables without one. */
  get target(): string | undefined {
    return stateOf(this).encode.target ?? undefined
  }

  /** The core that holds the rows; runs over them take their steps by the same choice unless they have their own. */
  get backend(): Backend {
    return stateOf(this).loaded.backend
  }

  /**
   * What was done with every column to encode it. The first call encodes the table. `String(data.report)` is a table for
   * reading.
   *
   * @throws MinibatchError OPTION_INVALID, DATA_INVALID
   */
  get report(): DatasetReport {
    const { table } = stateOf(this)
    return reportOf(examplesOf(this), table)
  }

  /**
   * Writes the encoded rows of a table to a safetensors file, from which they train without the table, and however many
   * they are. It appears whole or not at all.
   *
   * @param path of the file; null for one without a name, which ends with the dataset
   * @returns the rows as `fromPrepared` has them
   * @throws MinibatchError IO_FAILED, DATA_INVALID, OPTION_INVALID for rows without a table, BACKEND_UNAVAILABLE, ABORTED
   */
  async prepare(path: string | URL | null, options: PrepareOptions = {}): Promise<Dataset> {
    const { loaded, encode } = stateOf(this)
    const { writePrepared } = await import('./table/prepared.js')
    return Dataset.#ofExamples(loaded, await writePrepared(this, path, options), encode)
  }

  /**
   * The columns of the table as they were read; `String(data.describe())` is a table for reading.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  describe(): TableDescription {
    const { table } = stateOf(this)
    if (!table) throw noColumns('describe()')
    return descriptionOf(table)
  }

  /**
   * Cells of one column as texts, null where a cell is missing.
   *
   * @param column its name
   * @param from first row, from 0
   * @param count rows, at most as many as there are
   * @throws MinibatchError OPTION_INVALID for a column that does not exist, and for plain arrays
   */
  texts(column: string, from = 0, count = this.rows): (string | null)[] {
    const { table } = stateOf(this)
    if (!table) throw noColumns('texts()')
    return JSON.parse(calling(() => table.texts(column, from, count))) as (string | null)[]
  }

  /**
   * The same rows of a table with another target or other choices of encoding; the file is not read again.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  with({ dtype, ...encode }: Omit<TableOptions, 'backend' | 'name'>): Dataset {
    const { loaded, table, encode: before, dtype: own } = stateOf(this)
    if (!table) throw noColumns('with()')
    return new Dataset({ loaded, table, encode: { ...before, ...encode }, dtype: dtype ?? own, examples: new Map() })
  }

  /**
   * Two datasets that share no row. The same rows, options and seed give the same parts on every machine.
   *
   * @throws MinibatchError OPTION_INVALID
   */
  split(options: DatasetSplitOptions = {}): Split {
    const json = optionsJson({ ...options, stratify: this.#stratum(options.stratify) })
    return { train: this.#part('train', json), test: this.#part('test', json) }
  }

  /**
   * Folds for a cross-validation, each made when it is asked for: every row is in the test part of exactly one. Classes are
   * held in proportion unless `stratify` is false. The same rows, options and seed give the same folds on every machine.
   *
   * @param count folds, from 2 to the number of rows
   * @throws MinibatchError OPTION_INVALID, when the first fold is asked for
   */
  *folds(count = 5, options: DatasetFoldOptions = {}): Generator<Split, void, undefined> {
    let fold = 0
    do {
      const own = { ...options, folds: count, fold }
      yield { train: this.#fold('train', own), test: this.#fold('test', own) }
      fold++
    } while (fold < count)
  }

  #fold(part: 'train' | 'test', options: FoldOptions): Dataset {
    const state = stateOf(this)
    const { table, examples, encode, dtype } = state
    const json = optionsJson(options)
    return calling(() => {
      if (table) return new Dataset({ ...state, table: table.fold(part, json, optionsJson(encode)), examples: new Map() })
      const all = examples.get(dtype) as Examples
      return new Dataset({ ...state, examples: new Map([[dtype, all.fold(part, json)]]) })
    })
  }

  /**
   * The batches of one epoch, in the order in which a Trainer with the same options takes them: for a loop of your own,
   * `for (const batch of train.batches({ epoch, seed: 42 }))`. Arrays are copied only where you read them.
   *
   * @throws MinibatchError OPTION_INVALID; SHAPE_MISMATCH and DATA_INVALID for an order that is not one of these rows
   */
  batches(options: BatchesOptions = {}): Batches {
    return batchesOf(this, options)
  }

  #stratum(stratify: string | boolean | undefined): string | undefined {
    if (stratify !== true) return stratify || undefined
    if (this.target) return this.target
    throw new MinibatchError(
      'OPTION_INVALID',
      'Option stratify: true means the target, and this dataset has no target column. Name a column of a table.',
      { option: 'stratify' },
    )
  }

  #part(part: 'train' | 'test', json: string): Dataset {
    const { table, examples, dtype } = stateOf(this)
    return calling(() => {
      if (table) return new Dataset({ ...stateOf(this), table: table.part(part, json), examples: new Map() })
      const all = examples.get(dtype) as Examples
      return new Dataset({ ...stateOf(this), examples: new Map([[dtype, all.part(part, json)]]) })
    })
  }
}

function noColumns(call: string): MinibatchError {
  return new MinibatchError(
    'OPTION_INVALID',
    `${call} tells about the columns of a table, and this dataset holds plain arrays, or prepared rows. Use report.`,
  )
}
