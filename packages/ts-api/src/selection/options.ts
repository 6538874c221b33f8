import type { HiddenOptions } from '../mlp.js'
import type { RunOptions } from '../options.js'

/** Options of the runs that measure or choose: those of a run, with hidden layers as a perceptron takes them. */
export interface SelectionOptions extends Omit<RunOptions, 'hidden' | 'order'>, HiddenOptions {
  /** Hidden layers, from the inputs on: their units, or layers with their own options. Default none: a linear model. */
  hidden?: NonNullable<HiddenOptions['hidden']>
  /** Stops the work; the promise then rejects with ABORTED. */
  signal?: AbortSignal | undefined
}

/** The options without a penalty that each run would choose anew: none in its place. */
export function withPenaltySettled(options: SelectionOptions): SelectionOptions {
  const { l2 = 'auto' } = options
  return { ...options, l2: l2 === 'auto' ? 0 : l2 }
}
