/** The rows of arrays and datasets as the core's examples: what a run trains on and what a model is evaluated on. */
import { loadedCore } from '#load'

import type { BackendChoice, Loaded } from './backend/backend.js'
import type { Examples } from './backend/types.js'
import type { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import type { TargetsOf } from './inputs.js'
import { type DenseMatrix, type Dtype, type Targets, toColumn, toTargets } from './matrix.js'
import type { Task } from './metrics.js'
import { optionsJson } from './options.js'
import { stateOf } from './table/state.js'

/** Plain arrays on their way to the core. */
export interface ArrayExamples {
  readonly matrix: DenseMatrix
  readonly dtype: Dtype
  readonly y: TargetsOf<Task>
  readonly sampleWeight?: Targets | undefined
  /** The classes of y: those that are met, or names in the order of their indices; absent where y holds numbers. */
  readonly classes?: 'met' | readonly string[] | undefined
}

/** Plain arrays as the core's examples. */
export function examplesFromArrays({ core }: Loaded, { matrix, dtype, y, sampleWeight, classes }: ArrayExamples): Examples {
  const { data, rows, columns } = matrix
  const targets = toTargets(y, rows, dtype)
  const options = optionsJson({ columns, classes: classes ?? null })
  const weight = sampleWeight && toColumn(sampleWeight, rows, dtype, 'sampleWeight')
  return calling(() =>
    dtype === 'float64'
      ? core.Examples.fromFloat64(data as Float64Array, targets as Float64Array, options, weight as Float64Array)
      : core.Examples.fromFloat32(data as Float32Array, targets as Float32Array, options, weight as Float32Array),
  )
}

/** The encoded rows of a dataset, in its own dtype unless another is asked for. Kept for the next call. */
export function examplesOf(dataset: Dataset, dtype?: Dtype): Examples {
  const { table, encode, examples, loaded, dtype: own } = stateOf(dataset)
  const wanted = dtype ?? own
  let encoded = examples.get(wanted)
  if (!encoded) {
    if (!table) {
      throw new MinibatchError(
        'OPTION_INVALID',
        `Option dtype is '${wanted}' and the dataset holds ${own}. Give dtype: '${wanted}' to Dataset.fromArrays.`,
        { option: 'dtype' },
      )
    }
    const json = optionsJson({ ...encode, dtype: wanted })
    encoded = calling(() => loaded.core.Examples.fromTable(table, json))
    examples.set(wanted, encoded)
  }
  return encoded
}

/** The rows of a dataset, encoded as the training rows were. */
export function examplesLike(dataset: Dataset, learnt: Examples, loaded: Loaded, dtype?: Dtype): Examples {
  const { table } = stateOf(dataset)
  checkSameCore(dataset, loaded)
  return table ? calling(() => loaded.core.Examples.fromTableLike(table, learnt)) : examplesOf(dataset, dtype)
}

/**
 * The core a run over this dataset takes: the one that holds it, which may take its steps on a GPU.
 *
 * @throws MinibatchError OPTION_INVALID where another build was asked for; BACKEND_UNAVAILABLE
 */
export function coreOf(dataset: Dataset, choice: BackendChoice = 'auto'): Loaded {
  const { loaded } = stateOf(dataset)
  if (choice === 'auto') return loaded
  const chosen = loadedCore(choice)
  checkSameCore(dataset, chosen)
  return chosen
}

/** Fails where a dataset lies in the memory of another build of the core. */
export function checkSameCore(dataset: Dataset, { core, backend }: Loaded): void {
  const { loaded } = stateOf(dataset)
  if (loaded.core === core) return
  throw new MinibatchError(
    'OPTION_INVALID',
    `The dataset is held by the ${loaded.backend.kind} core and the model runs on ${backend.kind}. Give both the same backend.`,
    { option: 'backend' },
  )
}
