/** Predictions and probabilities of the rows a user hands over, in whichever form. */
import type { Model as CoreModel, Table } from './backend/types.js'
import { type Row, tableFromRows } from './columns.js'
import { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { checkSameCore, examplesOf } from './examples.js'
import { isFlatMatrix, type Matrix, toMatrix } from './matrix.js'
import type { Task } from './metrics.js'
import type { ModelDescription } from './model-description.js'
import { release } from './release.js'
import type { Trained } from './trained.js'
import { type ArrowTable, isArrowTable } from './table/arrow-types.js'
import { isRawRows, tableOfRawRows } from './table/raw-rows.js'
import { stateOf } from './table/state.js'

/** Predictions of rows: numbers, and labels as text where the classes are text. */
export type Predictions<T extends Task> = T extends 'regression' ? Float64Array : Float64Array | string[]

/** The prediction of one row: a number, or the label of a class. */
export type Prediction<T extends Task> = T extends 'regression' ? number : number | string

/** Rows to predict for, or one row. */
export type PredictionInput = Matrix | readonly Row[] | ArrowTable | Dataset | Row

/** One of the core's two ways from rows to numbers. */
export type Way = 'predict' | 'predictProbability'

/** Whether an input is one row as an object. */
export function isOneRow(x: PredictionInput): x is Row {
  return !(x instanceof Dataset || Array.isArray(x) || ArrayBuffer.isView(x) || isFlatMatrix(x) || isArrowTable(x))
}

/** What the core makes of rows: all its numbers, row-major. */
export function valuesOf(trained: Trained, way: Way, x: PredictionInput): Float64Array {
  const { handle, loaded } = trained
  if (x instanceof Dataset) return ofDataset(trained, way, x)
  if (isRawRows(x)) return ofTable(handle, way, tableOfRawRows(loaded.core, x))
  if (isOneRow(x)) return ofTable(handle, way, tableFromRows(loaded.core, [x]))
  return ofMatrix(trained, way, x as Matrix)
}

/** The classes of a model; empty where it predicts numbers. */
export function classesOf({ classes, classesAreNumbers }: ModelDescription): readonly number[] | readonly string[] {
  return classesAreNumbers ? classes.map(Number) : classes
}

/** Numbers as they are; indices of classes as the classes. */
export function labelled(values: Float64Array, description: ModelDescription): Float64Array | string[] {
  const { classes, classesAreNumbers } = description
  if (classes.length === 0) return values
  if (!classesAreNumbers) return Array.from(values, (index) => classes[index] as string)
  const numbers = classes.map(Number)
  return values.map((index) => numbers[index] as number)
}

function ofDataset({ handle, loaded }: Trained, way: Way, dataset: Dataset): Float64Array {
  checkSameCore(dataset, loaded)
  const { table } = stateOf(dataset)
  return table ? calling(() => handle[`${way}Table`](table)) : calling(() => handle[`${way}Examples`](examplesOf(dataset)))
}

function ofTable(handle: CoreModel, way: Way, table: Table): Float64Array {
  try {
    return calling(() => handle[`${way}Table`](table))
  } finally {
    release(table)
  }
}

function ofMatrix({ handle, description }: Trained, way: Way, x: Matrix): Float64Array {
  const float32 = isFlatMatrix(x) && x.data instanceof Float32Array
  const { data, columns } = toMatrix(x, float32 ? 'float32' : 'float64')
  if (description.names === null && columns !== description.features) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `x has rows of ${columns} values and the model was trained on ${description.features} features. Give the same features in the same order.`,
      { array: 'x', expected: description.features, got: columns },
    )
  }
  return calling(() =>
    data instanceof Float32Array
      ? Float64Array.from(handle[`${way}Float32`](data, columns))
      : handle[`${way}Float64`](data, columns),
  )
}
