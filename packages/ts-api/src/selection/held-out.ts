/** The rows a measurement trains on, and those that say how far it has come. */
import type { Examples } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { coreOf, examplesLike, examplesOf } from '../examples.js'
import { release } from '../release.js'
import { stateOf } from '../table/state.js'
import type { SelectionOptions } from './options.js'
import { discard } from './planned-run.js'

/** Share of the rows held out, and how many at most: more would take longer and say no more. */
const SHARE = 0.2
const MOST_ROWS = 8192

/** Two parts of a dataset that share no row. */
export interface HeldOut {
  readonly train: Dataset
  /** The rows held out, encoded as the training rows are. */
  readonly validation: Examples
  /** Gives the memory back. */
  close(): void
}

/** Holds rows out by the seed, a fifth and at most 8,192, classes in proportion; or takes those that are given. */
export function holdOut(data: Dataset, { dtype, seed = 0, backend }: SelectionOptions, given?: Dataset): HeldOut {
  const loaded = coreOf(data, backend)
  if (given) {
    const validation = examplesLike(given, examplesOf(data, dtype), loaded, dtype)
    return { train: data, validation, close: () => {} }
  }
  const stratify = Boolean(data.target) && data.report.classes.length > 0
  const { train, test } = data.split({ test: Math.min(SHARE, MOST_ROWS / data.rows), seed, stratify })
  const validation = examplesLike(test, examplesOf(train, dtype), loaded, dtype)
  return {
    train,
    validation,
    close: () => {
      // Of a table the held-out rows were encoded for this alone; of arrays they are the part itself.
      if (stateOf(test).table) release(validation)
      discard(test)
      discard(train)
    },
  }
}
