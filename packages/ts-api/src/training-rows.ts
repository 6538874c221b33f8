/** The rows an estimator is given, in the core's memory: targets as the task wants them. */
import { loadCore } from '#load'

import type { BackendChoice, Loaded } from './backend/backend.js'
import type { Examples, Table } from './backend/types.js'
import { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { coreOf, examplesFromArrays, examplesLike, examplesOf } from './examples.js'
import { areTargets, labelsOfRegression, missingTargets, TARGET, type TargetsOf } from './inputs.js'
import { type Dtype, type Matrix, toMatrix } from './matrix.js'
import type { Task } from './metrics.js'
import { optionsJson } from './options.js'
import { release } from './release.js'
import type { DatasetReport } from './report.js'
import type { ArrowTable } from './table/arrow-types.js'
import { isRawRows, tableOfRawRows } from './table/raw-rows.js'
import { stateOf } from './table/state.js'

/** Rows in the core's memory; `owned` ones are given back after the run. */
export interface TrainingRows {
  readonly loaded: Loaded
  readonly examples: Examples
  readonly owned: boolean
}

/** Rows as users hand them over. */
export interface GivenRows {
  readonly x: Dataset | Matrix | ArrowTable | readonly object[]
  readonly y?: TargetsOf<Task> | undefined
}

/** How an estimator takes its rows. */
export interface RowsWanted {
  readonly task: Task
  readonly dtype?: Dtype | undefined
  readonly backend?: BackendChoice | undefined
  /** Classes of plain arrays in the order of their indices. Default: those that are met in y. */
  readonly classes?: readonly string[] | undefined
}

/** The classes of examples, in the order of their indices; empty for numbers. */
export function classNames(examples: Examples): readonly string[] {
  return (JSON.parse(calling(() => examples.describe())) as DatasetReport).classes
}

/**
 * The first rows of a run: a table's encoder is learnt from them. `call` is what errors name.
 *
 * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID, OPTION_INVALID for a Dataset of the other task
 */
export async function firstRows({ x, y }: GivenRows, wanted: RowsWanted, call: string): Promise<TrainingRows> {
  if (x instanceof Dataset) {
    return { loaded: coreOf(x, wanted.backend), examples: examplesFor(wanted, x), owned: false }
  }
  const loaded = await loadCore(wanted.backend)
  if (!areTargets(y)) throw missingTargets(call, y)
  if (isRawRows(x)) return { loaded, examples: encodeTable(loaded, tableOfRawRows(loaded.core, x, { y }), wanted), owned: true }
  return { loaded, examples: plainRows(loaded, { x, y }, { ...wanted, name: 'x' }), owned: true }
}

/** More rows for a run, read as its first ones were. `name` is what errors call x. */
export function rowsLike({ x, y }: GivenRows, first: TrainingRows, wanted: RowsWanted, name: string): TrainingRows {
  const { loaded, examples } = first
  if (x instanceof Dataset) {
    return { loaded, examples: examplesLike(x, examples, loaded, wanted.dtype), owned: false }
  }
  if (!areTargets(y)) throw missingTargets(name, y)
  if (!isRawRows(x)) {
    const classes = wanted.task === 'classification' ? classNames(examples) : undefined
    return { loaded, examples: plainRows(loaded, { x, y }, { ...wanted, classes, name }), owned: true }
  }
  const table = tableOfRawRows(loaded.core, x, { y })
  try {
    return { loaded, examples: calling(() => loaded.core.Examples.fromTableLike(table, examples)), owned: true }
  } finally {
    release(table)
  }
}

function plainRows(
  loaded: Loaded,
  { x, y }: { x: GivenRows['x']; y: TargetsOf<Task> },
  { task, dtype = 'float32', classes, name }: RowsWanted & { name: string },
): Examples {
  const matrix = toMatrix(x as Matrix, dtype, name)
  return examplesFromArrays(loaded, { matrix, dtype, y, classes: task === 'classification' ? (classes ?? 'met') : undefined })
}

function encodeTable({ core }: Loaded, table: Table, { task, dtype = 'float32' }: RowsWanted): Examples {
  try {
    return calling(() => core.Examples.fromTable(table, optionsJson({ target: TARGET, dtype, task })))
  } catch (error) {
    throw task === 'regression' ? labelsOfRegression(error, TARGET) : error
  } finally {
    release(table)
  }
}

/** The rows of a dataset with its target as the task wants it: where the table left it open, the estimator settles it. */
function examplesFor({ task, dtype }: RowsWanted, dataset: Dataset): Examples {
  const { table, encode } = stateOf(dataset)
  const open = table !== undefined && (encode.task ?? 'auto') === 'auto'
  const settled = open && taskOf(examplesOf(dataset, dtype)) !== task ? dataset.with({ task }) : dataset
  const examples = encoded(settled, task, dtype)
  const held = taskOf(examples)
  if (held === task) return examples
  const where = table ? 'the Dataset' : 'Dataset.fromArrays'
  throw new MinibatchError(
    'OPTION_INVALID',
    `The dataset's task is ${held} and the estimator's ${task}. Give task: '${task}' to ${where}.`,
    { option: 'task' },
  )
}

function encoded(dataset: Dataset, task: Task, dtype?: Dtype): Examples {
  try {
    return examplesOf(dataset, dtype)
  } catch (error) {
    throw task === 'regression' ? labelsOfRegression(error, dataset.target) : error
  }
}

function taskOf(examples: Examples): Task {
  return classNames(examples).length > 0 ? 'classification' : 'regression'
}
