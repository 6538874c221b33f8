/** What a dataset holds, for the other files of this package. */
import type { Loaded } from '../backend/backend.js'
import type { Examples, Table } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import type { EncodeOptions } from '../generated/options.js'
import type { Dtype } from '../matrix.js'

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

const states = new WeakMap<Dataset, DatasetState>()

/** Gives a new dataset what it holds. */
export function hold(dataset: Dataset, state: DatasetState): void {
  states.set(dataset, state)
}

/** What a dataset holds. */
export function stateOf(dataset: Dataset): DatasetState {
  return states.get(dataset) as DatasetState
}
