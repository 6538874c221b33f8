import type { Row, RowOf } from '../columns.js'
import type { ArrayData, CsvOptions, DatasetSplitOptions, TableOptions } from '../table/options.js'
import { MinibatchError } from '../errors.js'
import type { Evaluation, Task } from '../metrics.js'
import type { Predictions } from '../prediction.js'
import type { Predictor } from '../predictor.js'
import type { DatasetReport, TableDescription } from '../report.js'
import type { Source } from '../source.js'
import { toSentArrays } from './arrays.js'
import { type CallHooks, type Connection, connection } from './connection.js'
import type { Key } from './messages.js'
import { toSentSource } from './source.js'

/** What the worker says of a dataset it holds. */
export interface HeldDataset {
  readonly key: Key
  readonly rows: number
  readonly target?: string | undefined
}

/**
 * The key of a dataset in this worker.
 *
 * @throws MinibatchError OPTION_INVALID where its worker was terminated
 */
export let keyOf: (dataset: Dataset, to: Connection) => Key

/**
 * Rows in the worker's memory: read, encoded, split and predicted there. What needs the rows is a promise; the rest is as
 * with the `Dataset` of `minibatch`. The worker gives the memory back when this object is collected.
 */
export class Dataset {
  readonly #connection: Connection
  readonly #key: Key
  /** Rows, n: of a table as it was read, rows without a target included. */
  readonly rows: number
  /** The column to predict; undefined for plain arrays and tables without one. */
  readonly target: string | undefined

  static {
    keyOf = (dataset, to) => {
      if (dataset.#connection === to) return dataset.#key
      throw new MinibatchError('OPTION_INVALID', 'The worker that held this dataset was terminated. Read the data again.')
    }
  }

  private constructor(from: Connection, { key, rows, target }: HeldDataset) {
    this.#connection = from
    this.#key = key
    this.rows = rows
    this.target = target
    from.hold(this, key)
  }

  /**
   * Plain arrays: nothing is scaled, nothing may be missing. Typed arrays of the dataset's dtype are copied; with
   * `transfer` they leave without a copy and are empty on this side afterwards.
   *
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for values that are not finite numbers
   */
  static async fromArrays({ x, y, transfer, ...data }: ArrayData & { readonly transfer?: boolean }): Promise<Dataset> {
    const leaving: ArrayBuffer[] = []
    const arrays = toSentArrays(x, y, { dtype: data.dtype, transfer, leaving })
    return Dataset.#made(connection(), 'datasetFromArrays', [{ ...data, ...arrays }], { transfer: leaving })
  }

  /**
   * Rows of objects. Numbers, text, booleans and dates; null, undefined and NaN are missing.
   *
   * @throws MinibatchError DATA_INVALID, OPTION_INVALID
   */
  static async fromRows<T extends RowOf<T>>(rows: readonly T[], options: TableOptions = {}): Promise<Dataset> {
    return Dataset.#made(connection(), 'datasetFromRows', [rows as readonly Row[], options])
  }

  /**
   * A CSV or TSV file, plain or gzip, with its column names in the first line; the worker reads it.
   *
   * @param source a path or address, URL, Blob, bytes or a stream, which leaves this side
   * @throws MinibatchError IO_FAILED, DATA_INVALID with file, row and column, OPTION_INVALID, ABORTED
   */
  static async fromCsv(source: Source, { signal, onProgress, ...options }: CsvOptions = {}): Promise<Dataset> {
    const { sent, transfer } = toSentSource(source)
    return Dataset.#made(connection(), 'datasetFromCsv', [sent, options], { signal, onEvent: onProgress, transfer })
  }

  static async #made(from: Connection, call: string, args: readonly unknown[], hooks?: CallHooks): Promise<Dataset> {
    return new Dataset(from, await from.call<HeldDataset>(call, args, hooks))
  }

  /**
   * The columns of the table as they were read.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  describe(): Promise<TableDescription> {
    return this.#connection.call('datasetDescribe', [this.#key])
  }

  /**
   * What was done with every column to encode it. The first call encodes the table.
   *
   * @throws MinibatchError OPTION_INVALID, DATA_INVALID
   */
  report(): Promise<DatasetReport> {
    return this.#connection.call('datasetReport', [this.#key])
  }

  /**
   * Cells of one column as texts, null where a cell is missing.
   *
   * @param column its name
   * @param from first row, from 0
   * @param count rows, at most as many as there are
   * @throws MinibatchError OPTION_INVALID for a column that does not exist, and for plain arrays
   */
  texts(column: string, from = 0, count = this.rows): Promise<(string | null)[]> {
    return this.#connection.call('datasetTexts', [this.#key, column, from, count])
  }

  /**
   * The same rows of a table with another target or other choices of encoding; the file is not read again.
   *
   * @throws MinibatchError OPTION_INVALID for plain arrays, which have no columns
   */
  with(options: Omit<TableOptions, 'backend' | 'name'>): Promise<Dataset> {
    return Dataset.#made(this.#connection, 'datasetWith', [this.#key, options])
  }

  /**
   * Two datasets that share no row. The same rows, options and seed give the same parts on every machine.
   *
   * @throws MinibatchError OPTION_INVALID
   */
  async split(options: DatasetSplitOptions = {}): Promise<{ readonly train: Dataset; readonly test: Dataset }> {
    const from = this.#connection
    const { train, test } = await from.call<Record<'train' | 'test', HeldDataset>>('datasetSplit', [this.#key, options])
    return { train: new Dataset(from, train), test: new Dataset(from, test) }
  }

  /**
   * Predictions of a model for all rows, made in the worker.
   *
   * @throws MinibatchError as `Model.predict`
   */
  async predict<T extends Task>(model: Predictor<T>): Promise<Predictions<T>> {
    return this.#connection.call('datasetPredict', [this.#key, model.toBytes()])
  }

  /**
   * Loss and metrics of a model on these rows, made in the worker.
   *
   * @throws MinibatchError as `Model.evaluate`
   */
  async evaluate<T extends Task>(model: Predictor<T>): Promise<Evaluation<T>> {
    return this.#connection.call('datasetEvaluate', [this.#key, model.toBytes()])
  }
}
