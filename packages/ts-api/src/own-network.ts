/** What a network is to a loop of the user's own: its parameters, and the gradient of a loss over a batch. */
import { loadedCore } from '#load'

import type { Loaded } from './backend/backend.js'
import type { Examples, Network as CoreNetwork } from './backend/types.js'
import { Batch, untouchedRowsOf } from './batches.js'
import { calling, MinibatchError } from './errors.js'
import type { Config, HiddenLayer, Loss } from './generated/options.js'
import { describe, type Dtype, emptyArray, type FloatArray, type Matrix, type Targets, toColumn, toMatrix, toTargets } from './matrix.js'
import { optionsJson } from './options.js'
import { release } from './release.js'

/** Rows of one batch as plain arrays. A `Batch` is one; so is every object with these arrays. */
export interface BatchArrays {
  /** Features, shape (b,d): one flat array, row-major, or anything `Dataset.fromArrays` takes. */
  readonly x: Matrix | FloatArray
  /** Targets, shape (b), or (b,k) row-major; classes as their indices from 0. */
  readonly y: Targets | Matrix
  /** Weights of the rows, shape (b), ≥ 0. Default: all equal. */
  readonly weight?: Targets | undefined
}

/** What is added to a gradient, and which dropout it has. */
export interface GradientOptions extends Pick<Config, 'clipNorm' | 'clipValue'> {
  /** L2 penalty λ ≥ 0: adds λw to the gradient of the weights, not of biases; the loss is given without it. Default 0. */
  l2?: number
  /** Seed of dropout, 0 … 2^53 − 1. Default: the network's. */
  seed?: number
  /** Step whose dropout is drawn, from 0. Default: how many gradients the network has given. */
  step?: number
  /** Array that takes the gradient, shape (P), in the network's dtype. Default: a new one at every call. */
  into?: FloatArray
}

/** The loss of a batch and its gradient. */
export interface LossAndGradient {
  /** Mean over the rows, by their weights. */
  readonly loss: number
  /** Of every parameter in logical order, shape (P), in the network's dtype. */
  readonly gradient: FloatArray
}

/** What the core is configured with. */
type CoreOptions = Omit<GradientOptions, 'step' | 'into'>

/** The layers and the dtype of a network. */
export interface NetworkShape {
  readonly inputs: number
  readonly outputs: number
  readonly hidden: readonly HiddenLayer[]
  readonly dtype: Dtype
}

interface Opened {
  readonly loaded: Loaded
  readonly handle: CoreNetwork
  /** The loss and options it was last configured with. */
  configured?: { readonly loss: Loss; readonly options: CoreOptions }
}

const NONE: GradientOptions = {}

/** A network whose parameters are the user's; a core holds what it computes with. */
export class OwnNetwork {
  readonly #shape: NetworkShape
  readonly #seed: number
  readonly #drops: boolean
  #loaded: Loaded | undefined
  #opened: Opened | undefined
  #parameters: FloatArray | undefined
  #gradients = 0

  constructor(shape: NetworkShape, seed: number, loaded: Loaded | undefined) {
    this.#shape = shape
    this.#seed = seed
    this.#loaded = loaded
    this.#drops = shape.hidden.some(({ dropout }) => (dropout ?? 0) > 0)
  }

  /** The parameters, drawn from the seed at the first call. */
  get parameters(): FloatArray {
    this.#parameters ??= this.#drawn()
    return this.#parameters
  }

  lossAndGradient(
    parameters: FloatArray,
    batch: Batch | BatchArrays,
    loss: Loss,
    { step = this.#gradients, into, ...options }: GradientOptions = NONE,
  ): LossAndGradient {
    const known = batch instanceof Batch ? untouchedRowsOf(batch) : undefined
    const opened = this.#open(known?.loaded)
    this.#configure(opened, loss, options)
    if (this.#drops) calling(() => opened.handle.setStep(step))
    const values = this.#typed(parameters)
    const gradient = into ? this.#checkedInto(into, values) : emptyArray(values.length, this.#shape.dtype)
    const mean = known
      ? gradientOfRows(opened.handle, { ...known, rows: (batch as Batch).rows }, values, gradient)
      : gradientOfArrays(opened.handle, this.#arraysOf(batch), values, gradient)
    this.#gradients++
    return { loss: mean, gradient }
  }

  forward(parameters: FloatArray, x: Matrix | FloatArray | Batch): FloatArray {
    const { outputs, dtype } = this.#shape
    const { data, rows } = this.#matrixOf(x instanceof Batch ? x.x : x)
    const out = emptyArray(rows * outputs, dtype)
    const { handle } = this.#open()
    const values = this.#typed(parameters)
    calling(() =>
      out instanceof Float64Array
        ? handle.forwardFloat64(values as Float64Array, data as Float64Array, out)
        : handle.forwardFloat32(values as Float32Array, data as Float32Array, out),
    )
    return out
  }

  weightsHash(parameters: FloatArray): string {
    const { handle } = this.#open()
    return calling(() =>
      parameters instanceof Float64Array ? handle.weightsHashFloat64(parameters) : handle.weightsHashFloat32(parameters),
    )
  }

  /** Tells the core what the next gradients are of, where that is new. */
  #configure(opened: Opened, loss: Loss, options: CoreOptions): void {
    const { configured } = opened
    if (configured && isEqual(loss, configured.loss) && isEqual(options, configured.options)) return
    const json = optionsJson({ loss, seed: this.#seed, ...options })
    calling(() => opened.handle.configure(json))
    opened.configured = { loss: typeof loss === 'string' ? loss : { ...loss }, options }
  }

  #checkedInto(into: FloatArray, values: FloatArray): FloatArray {
    const { dtype } = this.#shape
    const isOfDtype = dtype === 'float64' ? into instanceof Float64Array : into instanceof Float32Array
    if (isOfDtype && into.buffer !== values.buffer) return into
    throw new MinibatchError(
      'OPTION_INVALID',
      `Option into must be a ${dtype === 'float64' ? 'Float64Array' : 'Float32Array'} in memory of its own; got ${isOfDtype ? 'one in the memory of the parameters' : describe(into)}.`,
      { option: 'into' },
    )
  }

  /** The network in the core that is asked for, or else in the one it was in. */
  #open(wanted?: Loaded): Opened {
    const loaded = wanted ?? this.#opened?.loaded ?? this.#loaded ?? loadedCore()
    if (this.#opened?.loaded.core !== loaded.core) {
      release(this.#opened?.handle)
      const json = optionsJson(this.#shape)
      this.#opened = { loaded, handle: calling(() => new loaded.core.Network(json)) }
    }
    return this.#opened as Opened
  }

  #drawn(): FloatArray {
    const { handle } = this.#open()
    const drawn = calling(() => handle.initialParameters(this.#seed))
    return this.#typed(drawn)
  }

  /** Values in the network's own dtype: the same array where it is of it. */
  #typed(values: FloatArray): FloatArray {
    return toColumn(values, values.length, this.#shape.dtype, 'parameters')
  }

  #arraysOf({ x, y, weight }: BatchArrays): TypedArrays {
    const { dtype } = this.#shape
    const { data, rows } = this.#matrixOf(x)
    const targets = toTargets(this.#targetsOf(y, rows), rows, dtype)
    return { x: data, y: targets, weight: weight && toColumn(weight, rows, dtype, 'weight') }
  }

  #matrixOf(x: Matrix | FloatArray): { data: FloatArray; rows: number; columns: number } {
    const { inputs, dtype } = this.#shape
    const flat = x instanceof Float32Array || x instanceof Float64Array
    const matrix = toMatrix(flat ? { data: x, columns: inputs } : x, dtype)
    if (matrix.columns === inputs) return matrix
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `x must have ${inputs} columns, one for each input of the network; got ${matrix.columns}.`,
      { array: 'x', expected: inputs, got: matrix.columns },
    )
  }

  /** A flat array of k numbers a row is a matrix. */
  #targetsOf(y: Targets | Matrix, rows: number): Targets | Matrix {
    const { outputs } = this.#shape
    const flat = y instanceof Float32Array || y instanceof Float64Array
    return flat && outputs > 1 && y.length === rows * outputs ? { data: y, columns: outputs } : y
  }
}

/** The arrays of a batch in a network's dtype. */
interface TypedArrays {
  readonly x: FloatArray
  readonly y: FloatArray
  readonly weight: FloatArray | undefined
}

/** Whether two losses, or options, say the same: they are flat. */
function isEqual(one: object | string, other: object | string): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>]
  let left = Object.keys(b).length
  for (const key in a) {
    if (!Object.is(a[key], b[key])) return false
    left--
  }
  return left === 0
}

function gradientOfRows(handle: CoreNetwork, { examples, rows }: { examples: Examples; rows: Uint32Array }, parameters: FloatArray, gradient: FloatArray): number {
  return calling(() =>
    gradient instanceof Float64Array
      ? handle.lossAndGradientFloat64(examples, rows, parameters as Float64Array, gradient)
      : handle.lossAndGradientFloat32(examples, rows, parameters as Float32Array, gradient),
  )
}

function gradientOfArrays(handle: CoreNetwork, { x, y, weight }: TypedArrays, parameters: FloatArray, gradient: FloatArray): number {
  return calling(() => {
    if (gradient instanceof Float64Array) {
      handle.setArraysFloat64(x as Float64Array, y as Float64Array, weight as Float64Array)
      return handle.lossAndGradientOfArraysFloat64(parameters as Float64Array, gradient)
    }
    handle.setArraysFloat32(x as Float32Array, y as Float32Array, weight as Float32Array)
    return handle.lossAndGradientOfArraysFloat32(parameters as Float32Array, gradient)
  })
}
