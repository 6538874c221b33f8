import { loadCore, loadedCore } from '#load'

import type { Backend, BackendChoice, Loaded } from './backend/backend.js'
import type { Examples, Table } from './backend/types.js'
import { type Batches, type BatchesOptions, batchesOf } from './batches.js'
import { type Columns, type Row, type RowOf, tableFromRows } from './columns.js'
import { aborted, calling, MinibatchError } from './errors.js'
import { examplesFromArrays, examplesOf } from './examples.js'
import type { EncodeOptions, FoldOptions, ReadOptions, SplitOptions } from './generated/options.js'
import { unpacked } from './gzip.js'
import { type Dtype, type Matrix, type Targets, toMatrix } from './matrix.js'
import { optionsJson } from './options.js'
import type { DatasetReport, TableDescription } from './report.js'
import { openSource, type Source } from './source.js'
import { pushChunks } from './table-chunks.js'

/** How the columns of a table are read and encoded. */
export interface TableOptions extends Omit<EncodeOptions, 'dtype'>, Omit<ReadOptions, 'delimiter'> {
  /** Element type of the encoded matrix. Default `float32`. */
  dtype?: Dtype
  /** Which build of the core holds the table. Default `auto`. */
  backend?: BackendChoice
}

/** How a CSV or TSV file is read. */
export interface CsvOptions extends TableOptions, Pick<ReadOptions, 'delimiter'> {
  /** Stops reading; the promise then rejects with ABORTED. */
  signal?: AbortSignal
  /** Called after every piece that was read. */
  onProgress?: (progress: ReadProgress) => void
}

/** How far the reading of a file is. */
export interface ReadProgress {
  /** Rows read. */
  readonly rows: number
  /** Bytes taken from the source, before they are unpacked. */
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
  /** Which build of the core holds the arrays. Default `auto`. */
  backend?: BackendChoice
}

/** How rows are divided. */
export interface DatasetSplitOptions extends Omit<SplitOptions, 'stratify'> {
  /** A column whose levels both parts hold in the same proportion; `true` is the target. Default none. */
  stratify?: string | boolean
}

/** How rows are divided into folds. */
export type DatasetFoldOptions = Pick<FoldOptions, 'seed' | 'stratify'>

/** Two datasets that share no row. */
export interface Split {
  readonly train: Dataset
  readonly test: Dataset
}

/** What a dataset holds in the core's memory. */
export interface DatasetState {
  readonly loaded: Loaded
  readonly table?: Table
  /** Encoding options without dtype; only with a table. */
  readonly encode: EncodeOptions
  readonly dtype: Dtype
  /** Encoded matrices by dtype, made when first asked for. */
  readonly examples: Map<Dtype, Examples>
}

/** The state of a dataset, for the other files of this package. */
export let stateOf: (dataset: Dataset) => DatasetState

/** One part of a fold, for the other files of this package. */
export let foldOf: (dataset: Dataset, part: 'train' | 'test', options: FoldOptions) => Dataset

/** Rows to train on or to predict for: a table whose columns the core encodes, or plain arrays taken as they are. */
export class Dataset {
  readonly #state: DatasetState

  static {
    stateOf = (dataset) => dataset.#state
    foldOf = (dataset, part, options) => dataset.#fold(part, options)
  }

  private constructor(state: DatasetState) {
    this.#state = state
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
    const { backend, name, dtype, ...encode } = options
    const loaded = loadedCore(backend)
    const table = tableFromRows(loaded.core, rows as readonly Row[], optionsJson({ name: name ?? 'the table' }))
    return Dataset.#ofTable(loaded, table, encode, dtype)
  }

  /**
   * A CSV or TSV file, plain or gzip, with its column names in the first line.
   *
   * @param source a path or address, URL, Blob, bytes or a stream
   * @throws MinibatchError IO_FAILED, DATA_INVALID with file, row and column, OPTION_INVALID, ABORTED
   */
  static async fromCsv(source: Source, options: CsvOptions = {}): Promise<Dataset> {
    const { backend, name, delimiter, signal, onProgress, dtype, ...encode } = options
    if (signal?.aborted) throw aborted(signal)
    const loaded = await loadCore(backend)
    const opened = await openSource(source, signal)
    const readOptions = optionsJson({ name: name ?? opened.name, delimiter })
    const reader = calling(() => new loaded.core.TableReader(readOptions))
    let bytes = 0
    const chunks = counted(opened.chunks, (length) => {
      bytes += length
    })
    for await (const chunk of unpacked({ ...opened, chunks }, signal)) {
      if (signal?.aborted) throw aborted(signal)
      calling(() => reader.pushBytes(chunk))
      onProgress?.({ rows: reader.rows(), bytes, totalBytes: opened.size })
    }
    return Dataset.#ofTable(loaded, calling(() => reader.finish()), encode, dtype)
  }

  /**
   * A table that comes in pieces by columns, from a database or another reader. Every piece has the same columns.
   *
   * @throws MinibatchError DATA_INVALID, SHAPE_MISMATCH, OPTION_INVALID, ABORTED
   */
  static async fromColumns(
    chunks: Iterable<Columns> | AsyncIterable<Columns>,
    options: TableOptions & Pick<CsvOptions, 'signal'> = {},
  ): Promise<Dataset> {
    const { backend, name, signal, dtype, ...encode } = options
    const loaded = await loadCore(backend)
    const readOptions = optionsJson({ name: name ?? 'the table' })
    const table = await pushChunks(loaded.core, chunks, readOptions, signal)
    return Dataset.#ofTable(loaded, table, encode, dtype)
  }

  static #ofTable(loaded: Loaded, table: Table, encode: EncodeOptions, dtype: Dtype = 'float32'): Dataset {
    return new Dataset({ loaded, table, encode, dtype, examples: new Map() })
  }

  /** Rows, n: of a table as it was read, rows without a target included. */
  get rows(): number {
    const { table, examples, dtype } = this.#state
    return table ? table.rows() : (examples.get(dtype)?.rows() ?? 0)
  }

  /** The column to predict; undefined for plain arrays and tables without one. */
  get target(): string | undefined {
    return this.#state.encode.target ?? undefined
  }

  /** The build of the core that holds the rows. */
  get backend(): Backend {
    return this.#state.loaded.backend
  }

  /**
   * What was done with every column to encode it. The first call encodes the table.
   *
   * @throws MinibatchError OPTION_INVALID, DATA_INVALID
   */
  get report(): DatasetReport {
    const examples = examplesOf(this)
    return JSON.parse(calling(() => examples.describe())) as DatasetReport
  }

  /**
   * The columns of the table as they were read.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  describe(): TableDescription {
    const { table } = this.#state
    if (!table) throw noColumns('describe()')
    return JSON.parse(calling(() => table.describe())) as TableDescription
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
    const { table } = this.#state
    if (!table) throw noColumns('texts()')
    return JSON.parse(calling(() => table.texts(column, from, count))) as (string | null)[]
  }

  /**
   * The same rows of a table with another target or other choices of encoding; the file is not read again.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  with({ dtype, ...encode }: Omit<TableOptions, 'backend' | 'name'>): Dataset {
    const { loaded, table, encode: before, dtype: own } = this.#state
    if (!table) throw noColumns('with()')
    return Dataset.#ofTable(loaded, table, { ...before, ...encode }, dtype ?? own)
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
    const { table, examples, encode, dtype } = this.#state
    const json = optionsJson(options)
    return calling(() => {
      if (table) return new Dataset({ ...this.#state, table: table.fold(part, json, optionsJson(encode)), examples: new Map() })
      const all = examples.get(dtype) as Examples
      return new Dataset({ ...this.#state, examples: new Map([[dtype, all.fold(part, json)]]) })
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
    const { table, examples, dtype } = this.#state
    return calling(() => {
      if (table) return new Dataset({ ...this.#state, table: table.part(part, json), examples: new Map() })
      const all = examples.get(dtype) as Examples
      return new Dataset({ ...this.#state, examples: new Map([[dtype, all.part(part, json)]]) })
    })
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length)
    yield chunk
  }
}

function noColumns(call: string): MinibatchError {
  return new MinibatchError(
    'OPTION_INVALID',
    `${call} tells about the columns of a table, and this dataset holds plain arrays. Use report.`,
  )
}
