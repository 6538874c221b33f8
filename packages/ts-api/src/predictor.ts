import { writeFile } from '#files'

import type { Backend, Loaded } from './backend/backend.js'
import type { Examples, Model as CoreModel, Table } from './backend/types.js'
import { type Row, type RowOf, tableFromRows } from './columns.js'
import { Dataset, stateOf } from './dataset.js'
import { calling } from './errors.js'
import { checkSameCore, examplesFromArrays, examplesOf } from './examples.js'
import type { Loss } from './generated/options.js'
import { isRows, missingTargets, rowsWithTarget } from './inputs.js'
import { type Dtype, isFlatMatrix, type Matrix, type Targets, toMatrix } from './matrix.js'
import { release } from './release.js'
import type { ColumnReport } from './report.js'
import type { Epoch } from './run.js'

/** How well predictions meet their targets, in the target's own units. */
export interface RegressionMetrics {
  /** Share of the targets' variance explained, at most 1; null when all targets are equal. */
  readonly r2: number | null
  /** Root of the mean squared error. */
  readonly rmse: number
  /** Mean absolute error. */
  readonly mae: number
}

/** What an evaluation found. */
export interface Evaluation {
  /** Rows evaluated. */
  readonly rows: number
  /** Mean loss, in the units trained in. */
  readonly loss: number
  /** In the target's own units. */
  readonly metrics: RegressionMetrics
}

/** Everything a model says of itself. */
export interface ModelDescription {
  /** Version of the rules of arithmetic it was trained under. */
  readonly numerics: number
  /** Element type of the parameters. */
  readonly dtype: Dtype
  readonly task: 'regression'
  readonly model: 'linear'
  /** The loss it was trained with. */
  readonly loss: Exclude<Loss, string>
  /** Features, d. */
  readonly features: number
  /** Names of the d features; null for plain arrays. */
  readonly names: readonly string[] | null
  /** The column it predicts; null for plain arrays. */
  readonly target: string | null
  /** Weights, shape (d), in the columns' own units. */
  readonly coefficients: readonly number[]
  /** Prediction where every feature is 0, in the target's units. */
  readonly intercept: number
  /** Weights as trained, shape (d). */
  readonly standardizedCoefficients: readonly number[]
  /** Bias as trained. */
  readonly standardizedIntercept: number
  /** What was done with each column; null for plain arrays. */
  readonly report: readonly ColumnReport[] | null
  /** How it came about; `steps` and the seed are text, so that no reader rounds them. */
  readonly training: {
    readonly rows: number
    readonly epochs: number
    readonly steps: string
    readonly loss: number | null
    readonly options: Readonly<Record<string, unknown>>
  }
  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters. */
  readonly weightsHash: string
}

/** A trained model in the core's memory. */
export class Trained {
  readonly loaded: Loaded
  readonly handle: CoreModel
  readonly history: readonly Epoch[]
  #description: ModelDescription | undefined

  constructor(loaded: Loaded, handle: CoreModel, history: readonly Epoch[] = []) {
    this.loaded = loaded
    this.handle = handle
    this.history = history
  }

  /** What the model says of itself, asked for once. */
  get description(): ModelDescription {
    this.#description ??= JSON.parse(calling(() => this.handle.describe())) as ModelDescription
    return this.#description
  }
}

/** What every trained model can do. */
export abstract class Predictor {
  /** The model behind the calls; throws where there is none yet. */
  protected abstract trained(): Trained

  /** The build of the core that runs, and why others do not. */
  get backend(): Backend {
    return this.trained().loaded.backend
  }

  /** Weight of each feature, shape (d), in the units of the columns. `featureNames` has their order. */
  get coefficients(): readonly number[] {
    return this.trained().description.coefficients
  }

  /** Prediction where every feature is 0, in the target's units. */
  get intercept(): number {
    return this.trained().description.intercept
  }

  /** Weights as trained, shape (d): for an encoded table, per standard deviation of each column and of the target. */
  get standardizedCoefficients(): readonly number[] {
    return this.trained().description.standardizedCoefficients
  }

  /** Names of the d features; undefined for a model trained on plain arrays. */
  get featureNames(): readonly string[] | undefined {
    return this.trained().description.names ?? undefined
  }

  /** All parameters in logical order: weights, then bias. A copy. */
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
   * Predictions in the target's own units.
   *
   * @param x raw rows as objects, a Dataset, or, for a model trained on plain arrays, a matrix (n,d)
   * @returns shape (n); one row as an object gives one number
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for a column the model needs and does not find
   */
  predict<T extends RowOf<T>>(x: Matrix | readonly T[] | Dataset): Float64Array
  predict<T extends RowOf<T>>(row: T): number
  predict(x: Matrix | readonly Row[] | Dataset | Row): Float64Array | number {
    const { handle, loaded } = this.trained()
    if (x instanceof Dataset) return predictDataset(this.trained(), x)
    if (isRows(x)) return predictTable(handle, tableFromRows(loaded.core, x))
    if (Array.isArray(x) || ArrayBuffer.isView(x) || isFlatMatrix(x)) return predictMatrix(handle, x as Matrix)
    return predictTable(handle, tableFromRows(loaded.core, [x as Row]))[0] as number
  }

  /**
   * Loss and metrics on rows with known targets.
   *
   * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID
   */
  evaluate(data: Dataset): Evaluation
  evaluate<T extends RowOf<T>>(x: Matrix | readonly T[], y: Targets): Evaluation
  evaluate(x: Dataset | Matrix | readonly Row[], y?: Targets): Evaluation {
    const { handle, loaded, description } = this.trained()
    if (x instanceof Dataset) {
      checkSameCore(x, loaded)
      const { table } = stateOf(x)
      return table ? evaluateTable(handle, table) : evaluateExamples(handle, examplesOf(x))
    }
    if (!y) throw missingTargets('evaluate')
    if (isRows(x)) {
      const rows = rowsWithTarget(x, y, description.target ?? undefined)
      return evaluateTable(handle, tableFromRows(loaded.core, rows))
    }
    const { dtype } = description
    const examples = examplesFromArrays(loaded, { matrix: toMatrix(x, dtype), dtype, y })
    try {
      return evaluateExamples(handle, examples)
    } finally {
      release(examples)
    }
  }

  /**
   * R², the share of the targets' variance explained: 1 is perfect, 0 as good as their mean, null where all targets are
   * equal.
   *
   * @throws MinibatchError as `evaluate`
   */
  score(data: Dataset): number | null
  score<T extends RowOf<T>>(x: Matrix | readonly T[], y: Targets): number | null
  score(x: Dataset | Matrix | readonly Row[], y?: Targets): number | null {
    return this.evaluate(x as Matrix, y as Targets).metrics.r2
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

function predictDataset({ handle, loaded }: Trained, dataset: Dataset): Float64Array {
  checkSameCore(dataset, loaded)
  const { table } = stateOf(dataset)
  return table
    ? calling(() => handle.predictTable(table))
    : calling(() => handle.predictExamples(examplesOf(dataset)))
}

function predictTable(handle: CoreModel, table: Table): Float64Array {
  try {
    return calling(() => handle.predictTable(table))
  } finally {
    release(table)
  }
}

function predictMatrix(handle: CoreModel, x: Matrix): Float64Array {
  const float32 = isFlatMatrix(x) && x.data instanceof Float32Array
  const { data, columns } = toMatrix(x, float32 ? 'float32' : 'float64')
  return calling(() =>
    data instanceof Float32Array
      ? Float64Array.from(handle.predictFloat32(data, columns))
      : handle.predictFloat64(data, columns),
  )
}

function evaluateTable(handle: CoreModel, table: Table): Evaluation {
  return JSON.parse(calling(() => handle.evaluateTable(table))) as Evaluation
}

function evaluateExamples(handle: CoreModel, examples: Examples): Evaluation {
  return JSON.parse(calling(() => handle.evaluate(examples))) as Evaluation
}
