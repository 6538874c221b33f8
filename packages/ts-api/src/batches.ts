/** The batches of an epoch, in the order in which a Trainer takes them. */
import type { Loaded } from './backend/backend.js'
import type { Examples } from './backend/types.js'
import type { Dataset } from './dataset.js'
import { stateOf } from './table/state.js'
import { calling, MinibatchError } from './errors.js'
import { examplesOf } from './examples.js'
import type { Config, Dtype } from './generated/options.js'
import { describe, emptyArray, type FloatArray, toOrders } from './matrix.js'
import { optionsJson, type RunExtras } from './options.js'

/** Which batches an epoch has: options that mean here what they mean to a Trainer. */
export interface BatchesOptions extends Pick<Config, 'batchSize' | 'dropLast' | 'seed'>, Pick<RunExtras, 'order'> {
  /** Order of the rows as a Trainer's `shuffle`; `true` is `full`, `false` is `none`. Default `auto`. */
  shuffle?: Config['shuffle'] | boolean
  /**
   * Which epoch, from 0: each has an order of its own, a function of seed and epoch alone. Default 0, the first one, at
   * every call.
   */
  epoch?: number
}

/** The sizes of a batch's arrays. */
interface BatchShape {
  readonly batchSize: number
  readonly features: number
  readonly targets: number
  readonly dtype: Dtype
  readonly weighted: boolean
}

/** Rows in the core's memory. */
interface BatchSource {
  readonly loaded: Loaded
  readonly examples: Examples
  readonly shape: BatchShape
}

/** Where a batch's rows lie in the core's memory; undefined once its arrays are in the user's hands. */
export let untouchedRowsOf: (batch: Batch) => { readonly examples: Examples; readonly loaded: Loaded } | undefined

/**
 * Some rows of a dataset, as they are encoded. The arrays are copied out of the core when they are first read; from then
 * on the batch is what they hold, changes of yours included.
 */
export class Batch {
  /** The epoch, from 0. */
  readonly epoch: number
  /** Which batch of the epoch, from 0. */
  readonly index: number
  /** Numbers of the rows, from 0, shape (b). */
  readonly rows: Uint32Array
  readonly #source: BatchSource
  #x: FloatArray | undefined
  #y: FloatArray | undefined
  #weight: FloatArray | undefined

  static {
    untouchedRowsOf = (batch) => (batch.#x || batch.#y || batch.#weight ? undefined : batch.#source)
  }

  /** @internal */
  constructor(source: BatchSource, at: { epoch: number; index: number; rows: Uint32Array }) {
    this.#source = source
    this.epoch = at.epoch
    this.index = at.index
    this.rows = at.rows
  }

  /** Rows, b. */
  get size(): number {
    return this.rows.length
  }

  /** Features of a row, d. */
  get columns(): number {
    return this.#source.shape.features
  }

  /** Numbers of a row of y: k, or 1 where y holds classes. */
  get outputs(): number {
    return this.#source.shape.targets
  }

  /** Features, shape (b,d), row-major: row i, column j at `x[i * columns + j]`. */
  get x(): FloatArray {
    this.#x ??= this.#taken('x', this.columns)
    return this.#x
  }

  /** Targets, shape (b,k), row-major; classes as their indices. */
  get y(): FloatArray {
    this.#y ??= this.#taken('y', this.outputs)
    return this.#y
  }

  /** Weights of the rows, shape (b); undefined where all are equal. */
  get weight(): FloatArray | undefined {
    if (this.#source.shape.weighted) this.#weight ??= this.#taken('weight', 1)
    return this.#weight
  }

  #taken(part: 'x' | 'y' | 'weight', width: number): FloatArray {
    const { examples, shape } = this.#source
    const into = emptyArray(this.rows.length * width, shape.dtype)
    calling(() =>
      into instanceof Float64Array
        ? examples.takeFloat64(part, this.rows, into)
        : examples.takeFloat32(part, this.rows, into),
    )
    return into
  }
}

/** The batches of one epoch, one after the other; taken again they are the same. */
export class Batches implements Iterable<Batch> {
  /** The epoch, from 0. */
  readonly epoch: number
  /** Rows of a batch; the last one may have fewer. */
  readonly batchSize: number
  /** How many batches there are. */
  readonly length: number
  readonly #source: BatchSource
  readonly #rows: Uint32Array

  /** @internal */
  constructor(source: BatchSource, epoch: number, rows: Uint32Array) {
    this.#source = source
    this.#rows = rows
    this.epoch = epoch
    this.batchSize = source.shape.batchSize
    this.length = Math.ceil(rows.length / this.batchSize)
  }

  /** Batch after batch, in the order of the epoch. */
  *[Symbol.iterator](): Generator<Batch, void, undefined> {
    for (let index = 0; index < this.length; index++) {
      const start = index * this.batchSize
      const rows = this.#rows.subarray(start, start + this.batchSize)
      yield new Batch(this.#source, { epoch: this.epoch, index, rows })
    }
  }
}

/** The batches of one epoch of a dataset. */
export function batchesOf(dataset: Dataset, { epoch = 0, order, shuffle, ...options }: BatchesOptions): Batches {
  if (!Number.isInteger(epoch) || epoch < 0 || epoch >= 2 ** 32) {
    throw invalid('epoch', `Option epoch must be a whole number of at least 0; got ${describe(epoch)}.`)
  }
  const { loaded } = stateOf(dataset)
  const examples = examplesOf(dataset)
  const json = optionsJson({ ...options, shuffle: shuffleName(shuffle) })
  const rows = new Uint32Array(examples.rows())
  const given = order && givenOrder(order, epoch, rows.length)
  return calling(() => {
    const shape = JSON.parse(examples.describeBatches(json)) as BatchShape
    const taken = examples.epochRows(json, epoch, rows, given)
    return new Batches({ loaded, examples, shape }, epoch, rows.subarray(0, taken))
  })
}

function shuffleName(shuffle: BatchesOptions['shuffle']): Config['shuffle'] {
  if (shuffle === true) return 'full'
  return shuffle === false ? 'none' : shuffle
}

function givenOrder(order: NonNullable<RunExtras['order']>, epoch: number, rows: number): Uint32Array {
  const given = order[epoch]
  if (given) return toOrders([given], rows)
  throw invalid('order', `Option order holds ${order.length} epochs, and epoch ${epoch} (from 0) is asked for. Give an order for every epoch.`)
}

function invalid(option: string, message: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', message, { option })
}
