import { writeFile } from '#files'

import type { Backend } from './backend/backend.js'
import type { Examples, Model as CoreModel, Table } from './backend/types.js'
import type { RowOf } from './columns.js'
import { Dataset } from './dataset.js'
import { calling } from './errors.js'
import { checkSameCore, examplesFromArrays, examplesOf } from './examples.js'
import { areTargets, missingTargets, type TargetsOf } from './inputs.js'
import { type FlatMatrix, type Matrix, toMatrix } from './matrix.js'
import { type Evaluation, scoreOf, type Task } from './metrics.js'
import type { ModelDescription } from './model-description.js'
import { classesOf, isOneRow, labelled, type Prediction, type PredictionInput, type Predictions, valuesOf } from './prediction.js'
import { release } from './release.js'
import type { Epoch } from './run.js'
import type { Trained } from './trained.js'
import type { ArrowTable } from './table/arrow-types.js'
import { isRawRows, type RawRows, tableOfRawRows } from './table/raw-rows.js'
import { stateOf } from './table/state.js'

/** The model behind a predictor, for the other files of this package; throws where there is none yet. */
export let trainedOf: (predictor: Predictor) => Trained

/** What every trained model can do. */
export abstract class Predictor<T extends Task = Task> {
  static {
    trainedOf = (predictor) => predictor.trained()
  }

  /** The model behind the calls; throws where there is none yet. */
  protected abstract trained(): Trained

  /** The core that predicts, and why others do not; `Trainer.backend` says what took the steps of a run. */
  get backend(): Backend {
    return this.trained().loaded.backend
  }

  /** The classes in the order of their probabilities: numbers by value, text by code point. Empty for a regression. */
  get classes(): readonly number[] | readonly string[] {
    return classesOf(this.trained().description)
  }

  /** Names of the d features; undefined for a model trained on plain arrays. */
  get featureNames(): readonly string[] | undefined {
    return this.trained().description.names ?? undefined
  }

  /** All parameters in logical order, layer by layer: weights (in,out) row-major, then biases (out). A copy. */
  get parameters(): Float64Array {
    const { handle } = this.trained()
    return calling(() => handle.parameters())
  }

  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters: equal on every machine for equal runs. */
  get weightsHash(): string {
    return this.trained().description.weightsHash
  }

  /** Epochs of the run that made the model; empty for one that was loaded. */
  get history(): readonly Epoch[] {
    return this.trained().history
  }

  /** Everything the model says of itself. */
  describe(): ModelDescription {
    return this.trained().description
  }

  /**
   * Predictions: numbers in the target's own units, or the labels of classes.
   *
   * @param x raw rows as objects, a Dataset, or, for a model trained on plain arrays, a matrix (n,d)
   * @returns shape (n), or (n,k) row-major for k numbers a row; labels that are text as an array of strings; one row as
   * an object gives one value
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for a column the model needs and does not find
   */
  predict<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[] | Dataset): Predictions<T>
  predict<R extends RowOf<R>>(row: R): Prediction<T>
  predict(x: PredictionInput): Float64Array | string[] | number | string {
    const trained = this.trained()
    const predictions = labelled(valuesOf(trained, 'predict', x), trained.description)
    return isOneRow(x) ? (predictions[0] as number | string) : predictions
  }

  /**
   * Probability of each class, in the order of `classes`.
   *
   * @param x as `predict` takes it
   * @returns shape (n, classes); one row as an object gives an array with one number a class
   * @throws MinibatchError OPTION_INVALID where the loss gives no probabilities; else as `predict`
   */
  predictProbability<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[] | Dataset): FlatMatrix
  predictProbability<R extends RowOf<R>>(row: R): readonly number[]
  predictProbability(x: PredictionInput): FlatMatrix | readonly number[] {
    const trained = this.trained()
    const data = valuesOf(trained, 'predictProbability', x)
    return isOneRow(x) ? Array.from(data) : { data, columns: trained.description.classes.length }
  }

  /**
   * Loss and metrics on rows with known targets.
   *
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID
   */
  evaluate(data: Dataset): Evaluation<T>
  evaluate<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[], y: TargetsOf<T>): Evaluation<T>
  evaluate(x: Dataset | Matrix | RawRows, y?: TargetsOf<Task>): Evaluation<T> {
    return evaluated(this.trained(), x, y) as Evaluation<T>
  }

  /**
   * R² of a regression, the share of the targets' variance explained: 1 is perfect, 0 as good as their mean, null where
   * all targets are equal. Accuracy of a classification, the share of the rows whose class is predicted.
   *
   * @throws MinibatchError as `evaluate`
   */
  score(data: Dataset): number | null
  score<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[], y: TargetsOf<T>): number | null
  score(x: Dataset | Matrix | RawRows, y?: TargetsOf<Task>): number | null {
    return scoreOf(evaluated(this.trained(), x, y).metrics)
  }

  /** The model's file: safetensors, with all that predictions need in its metadata. */
  toBytes(): Uint8Array {
    const { handle } = this.trained()
    return calling(() => handle.toBytes())
  }

  /**
   * Writes the model's file, whole or not at all. Only Node has files: in a browser take `toBytes()`.
   *
   * @throws MinibatchError IO_FAILED
   */
  async save(path: string | URL): Promise<void> {
    await writeFile(path, this.toBytes())
  }
}

function evaluated(trained: Trained, x: Dataset | Matrix | RawRows, y?: TargetsOf<Task>): Evaluation {
  const { handle, loaded, description } = trained
  if (x instanceof Dataset) {
    checkSameCore(x, loaded)
    const { table } = stateOf(x)
    return table ? evaluateTable(handle, table) : evaluateExamples(handle, examplesOf(x))
  }
  if (!areTargets(y)) throw missingTargets('evaluate', y)
  if (isRawRows(x)) {
    const table = tableOfRawRows(loaded.core, x, { y, name: description.target ?? undefined })
    try {
      return evaluateTable(handle, table)
    } finally {
      release(table)
    }
  }
  const { dtype } = description
  // The rows may hold some of the model's classes alone; their indices are the model's.
  const classes = description.task === 'classification' ? description.classes : undefined
  const examples = examplesFromArrays(loaded, { matrix: toMatrix(x, dtype), dtype, y, classes })
  try {
    return evaluateExamples(handle, examples)
  } finally {
    release(examples)
  }
}

function evaluateTable(handle: CoreModel, table: Table): Evaluation {
  return JSON.parse(calling(() => handle.evaluateTable(table))) as Evaluation
}

/** Loss and metrics of rows that the core holds. */
export function evaluateExamples(handle: CoreModel, examples: Examples): Evaluation {
  return JSON.parse(calling(() => handle.evaluate(examples))) as Evaluation
}
