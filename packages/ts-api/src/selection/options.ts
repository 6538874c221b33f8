import type { HiddenOptions } from '../mlp.js'
import type { RunOptions } from '../options.js'

/** Options of the runs that measure or choose: those of a run, with hidden layers as a perceptron takes them. */
export interface SelectionOptions extends Omit<RunOptions, 'hidden' | 'order'>, HiddenOptions {
  /** Hidden layers, from the inputs on: their units, or layers with their own options. Default none: a linear model. */
  hidden?: NonNullable<HiddenOptions['hidden']>
  /** Stops the work; the promise then rejects with ABORTED. */
  signal?: AbortSignal | undefined
}
