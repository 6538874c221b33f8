import { loadedCore } from '#load'

import type { Optimizer as CoreOptimizer } from './backend/types.js'
import { calling } from './errors.js'
import { type Dtype, type FloatArray, floatDtype, type Numbers, toColumn } from './matrix.js'
import { optionsJson } from './options.js'
import { release } from './release.js'

/** What an optimizer remembers from step to step; survives `structuredClone`. */
export interface OptimizerState {
  /** Parameters that it steps, P. */
  readonly parameters: number
  /** Its buffers, joined, each of P values in the dtype of the parameters. */
  readonly buffers: FloatArray
  /** Steps done, then the numbers beside the buffers. */
  readonly numbers: Float64Array
}

/** What an optimizer does in a loop of your own, for parameters of any model. */
export interface OptimizerSteps {
  /**
   * One step of all parameters, in place, by the arithmetic of a Trainer's: bits that agree. Weight decay, where asked,
   * is of all parameters. What it remembers (momentum, running means) it keeps for the next call.
   *
   * @param parameters shape (P), the same number and kind of array at every step
   * @param gradient shape (P)
   * @param learningRate η ≥ 0 of this step. Default: the option `learningRate`; `auto` is 0.001 for adam and adamw
   * @throws MinibatchError SHAPE_MISMATCH for another length, DIVERGED once a parameter is not finite
   */
  step(parameters: FloatArray, gradient: Numbers, learningRate?: number): void
  /** Forgets all steps: the next one is the first. */
  reset(): void
  /** What it remembers, to go on from later with `restore`; undefined before the first step. A copy. */
  readonly state: OptimizerState | undefined
  /**
   * Goes on from what an optimizer with the same options remembered.
   *
   * @throws MinibatchError CHECKPOINT_INVALID for what such an optimizer does not remember
   */
  restore(state: OptimizerState): void
}

/** An optimizer's options, which are also an optimizer that steps parameters of your own. */
export type Stepping<O extends object> = O & OptimizerSteps

/** An optimizer in the core's memory, with the parameters it is for. */
interface Opened {
  readonly handle: CoreOptimizer
  readonly dtype: Dtype
  readonly parameters: number
}

/** Its own properties are the options alone, so that its JSON, its copies and its clones are those. */
class Optimizer implements OptimizerSteps {
  #opened: Opened | undefined

  constructor(options: object) {
    Object.assign(this, options)
  }

  step(parameters: FloatArray, gradient: Numbers, learningRate?: number): void {
    const dtype = floatDtype(parameters, 'parameters')
    const values = apart(gradient, parameters, dtype)
    const opened = this.#opened ?? { handle: this.#open(), dtype, parameters: parameters.length }
    const { handle } = opened
    const rate = learningRate ?? this.#ownRate()
    calling(() =>
      dtype === 'float64'
        ? handle.stepFloat64(parameters as Float64Array, values as Float64Array, rate)
        : handle.stepFloat32(parameters as Float32Array, values as Float32Array, rate),
    )
    this.#opened = opened
  }

  reset(): void {
    release(this.#opened?.handle)
    this.#opened = undefined
  }

  get state(): OptimizerState | undefined {
    if (!this.#opened) return undefined
    const { handle, dtype, parameters } = this.#opened
    return calling(() => ({
      parameters,
      buffers: dtype === 'float64' ? handle.buffersFloat64() : handle.buffersFloat32(),
      numbers: handle.numbers(),
    }))
  }

  restore({ parameters, buffers, numbers }: OptimizerState): void {
    const dtype = floatDtype(buffers, 'buffers')
    const handle = this.#open()
    calling(() =>
      dtype === 'float64'
        ? handle.restoreFloat64(parameters, buffers as Float64Array, numbers)
        : handle.restoreFloat32(parameters, buffers as Float32Array, numbers),
    )
    this.reset()
    this.#opened = { handle, dtype, parameters }
  }

  #open(): CoreOptimizer {
    const json = optionsJson({ ...this })
    return calling(() => new (loadedCore().core.Optimizer)(json))
  }

  /** The option as it stands, if it is a number: a loop may change it. */
  #ownRate(): number | undefined {
    const { learningRate } = this as { learningRate?: unknown }
    return typeof learningRate === 'number' ? learningRate : undefined
  }
}

/** Options of an optimizer that steps. */
export function stepping<O extends object>(options: O): Stepping<O> {
  return new Optimizer(options) as unknown as Stepping<O>
}

/** The gradient in the dtype of the parameters, in memory of its own: the core writes the one while it reads the other. */
function apart(gradient: Numbers, parameters: FloatArray, dtype: Dtype): FloatArray {
  const values = toColumn(gradient, gradient.length, dtype, 'gradient')
  return values.buffer === parameters.buffer ? values.slice() : values
}
