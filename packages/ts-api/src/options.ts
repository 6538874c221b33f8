import type { BackendChoice } from './backend/backend.js'
import { MinibatchError } from './errors.js'
import type { Config } from './generated/options.js'
import type { Dtype, Numbers } from './matrix.js'

/** What a run takes beside the core's options. */
export interface RunExtras {
  /** Element type of the arithmetic. Default `float32`, or that of the Dataset. */
  dtype?: Dtype
  /**
   * What takes the steps: `cuda`, `native` or `wasm`, with the same bits. Default: what the Dataset was given, else `auto`;
   * the environment's `MINIBATCH_BACKEND` overrules it in Node.
   */
  backend?: BackendChoice
  /** Parameters to start from, in logical order: layer by layer the weights (in,out), then the biases. Default: drawn from the seed. */
  initialParameters?: Numbers
  /** The rows of each epoch in the order they are to be taken, for as many epochs as are given. */
  order?: readonly (readonly number[] | Uint32Array)[]
}

/** All options of a run: those of the core, each with its range and default, and those of this side. */
export interface RunOptions extends Config, RunExtras {}

/** Options of a run, parted into what this side reads and the JSON the core reads. */
export interface SettledOptions extends RunExtras {
  readonly config: string
}

/**
 * Parts the options.
 *
 * @throws MinibatchError OPTION_INVALID for a value JSON cannot carry
 */
export function settle({ dtype, backend, initialParameters, order, ...config }: RunOptions): SettledOptions {
  return {
    config: optionsJson(config),
    ...(dtype && { dtype: checkedDtype(dtype) }),
    ...(backend && { backend }),
    ...(initialParameters && { initialParameters }),
    ...(order && { order }),
  }
}

/**
 * Options as the JSON the core reads. JSON drops functions and turns NaN into null without a word, so both are refused.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function optionsJson(options: object): string {
  return JSON.stringify(options, (option, value: unknown) => {
    if (typeof value === 'function') {
      throw invalid(option, `an option's value, not a function. Call it: ${option}: ${value.name || 'name'}()`)
    }
    if (typeof value === 'bigint' || typeof value === 'symbol') {
      throw invalid(option, `a number or text; got ${String(value)}, a ${typeof value}`)
    }
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw invalid(option, `a finite number; got ${value}`)
    }
    return value
  })
}

/**
 * The options, where one that others like it have is left out.
 *
 * @throws MinibatchError OPTION_INVALID with this sentence where it is there all the same
 */
export function withoutOption<O extends object>(options: O, option: string, sentence: string): O {
  if (option in options) throw new MinibatchError('OPTION_INVALID', sentence, { option })
  return options
}

/**
 * An element type that exists.
 *
 * @throws MinibatchError OPTION_INVALID
 */
export function checkedDtype(dtype: Dtype): Dtype {
  if (dtype === 'float32' || dtype === 'float64') return dtype
  throw invalid('dtype', `'float32' or 'float64'; got ${JSON.stringify(dtype)}`)
}

function invalid(option: string, expected: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', `Option ${option} must be ${expected}.`, { option })
}
