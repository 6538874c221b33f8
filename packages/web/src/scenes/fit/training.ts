/** Worker side of a run of Fit: trains epoch by epoch and measures, after each, what the page draws. */
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamw,
  type ClassificationMetrics,
  Dataset,
  dense,
  type Model,
  nadam,
  type RegressionMetrics,
  rmsprop,
  sequential,
  sgd,
  Trainer,
} from 'minibatch'
import type { OptimizerName } from '../../engine.ts'
import type { Recipe } from './example.ts'
import { isClassified } from './code.ts'
import { curvePlane, curvePoints, fieldGrid, fieldPlane, type Plane, spaced } from './plane.ts'

const optimizers = { sgd, adam, adamw, nadam, adamax, rmsprop, adagrad, adadelta } satisfies Record<OptimizerName, unknown>

/** Log odds beyond which nothing more is seen; a probability may be 0. */
const surest = 40

/** Rows as they are drawn. */
export interface Points {
  readonly x: Float64Array
  readonly y: Float64Array
  /** Number of each row's class; all 0 where there are none. */
  readonly classes: Uint8Array
}

/** What a run is over. */
export interface Rows {
  readonly seen: number
  readonly unseen: number
  /** Names of the classes in order; none for numbers. */
  readonly classes: readonly string[]
  /** What is drawn of the rows; absent for digits. */
  readonly picture?: { readonly plane: Plane; readonly seen: Points; readonly unseen: Points; readonly names: readonly [string, string] }
}

/** Where a model stands after an epoch; the first is the start. */
export interface Frame {
  readonly seenLoss: number
  readonly unseenLoss: number
  /** Unseen rows named rightly, or the root mean squared error over them. */
  readonly score: number
  readonly updates: number
  /** Predictions over the plane: a curve, or the log odds of the second class, row by row from the top; empty for digits. */
  readonly picture: Float32Array
}

export class FitTraining {
  readonly rows: Rows
  /** Names of the columns that are predicted from. */
  readonly inputs: readonly string[]
  readonly trainer: Trainer
  readonly #train: Dataset
  readonly #test: Dataset
  /** Where on the plane the model is asked. */
  readonly #asked: Dataset | undefined
  /** The model after each epoch, so that a drawing can be shown to any of them. */
  readonly models: Model[] = []

  private constructor(recipe: Recipe, { train, test }: { train: Dataset; test: Dataset }, plane: Plane | undefined, asked: Dataset | undefined) {
    const { example, hidden, activation, optimizer, learningRate, batchSize, epochs, seed } = recipe
    const layers = [...hidden.map((units) => dense(units, activation)), dense(example.outputs)]
    this.trainer = new Trainer(sequential(train, layers), train, {
      batchSize: batchSize >= train.rows ? 'full' : batchSize,
      epochs,
      seed,
      optimizer: optimizers[optimizer]({ learningRate }),
      schedule: 'constant',
      ...(hidden.length === 0 && { l2: 0 }),
      validation: test,
    })
    this.#train = train
    this.#test = test
    this.#asked = asked
    this.inputs = inputsOf(train, example.target)
    const { classes } = train.report
    this.rows = {
      seen: train.rows,
      unseen: test.rows,
      classes: classes.map(String),
      ...(plane && {
        picture: {
          plane,
          seen: pointsOf(train, recipe),
          unseen: pointsOf(test, recipe),
          names: [this.inputs[0], this.inputs[1] ?? example.target],
        },
      }),
    }
  }

  /** Sets up a run over a table. */
  static async over(table: Dataset, recipe: Recipe): Promise<FitTraining> {
    const { example, seed } = recipe
    const parts = table.split({ test: example.held, seed, ...(isClassified(example) && { stratify: true }) })
    if (example.kind === 'digits') return new FitTraining(recipe, parts, undefined, undefined)
    const { x, y } = pointsOf(table, recipe)
    const plane = example.kind === 'curve' ? curvePlane(x, y) : fieldPlane(x, y)
    const columns = example.kind === 'curve' ? [spaced(plane.x, curvePoints)] : gridOf(plane)
    const names = inputsOf(table, example.target)
    const asked = await Dataset.fromColumns(Object.fromEntries(columns.map((values, index) => [names[index], values])))
    return new FitTraining(recipe, parts, plane, asked)
  }

  /** Measures the model as it stands. */
  frame(): Frame {
    const model = this.trainer.model()
    const unseen = model.evaluate(this.#test)
    if (this.#asked === undefined) this.models.push(model)
    return {
      seenLoss: model.evaluate(this.#train).loss,
      unseenLoss: unseen.loss,
      score:
        this.rows.classes.length > 0
          ? Math.round((unseen.metrics as ClassificationMetrics).accuracy * unseen.rows)
          : (unseen.metrics as RegressionMetrics).rmse,
      updates: this.trainer.state.step,
      picture: this.#picture(model),
    }
  }

  #picture(model: Model): Float32Array {
    if (this.#asked === undefined) return new Float32Array()
    if (this.rows.classes.length === 0) return Float32Array.from(model.predict(this.#asked) as Float64Array)
    const { data } = model.predictProbability(this.#asked)
    return Float32Array.from({ length: data.length / 2 }, (_, index) => {
      const logOdds = Math.log(data[2 * index + 1] / data[2 * index])
      return Math.min(surest, Math.max(-surest, logOdds))
    })
  }
}

/** The grid's two columns, row by row from the top. */
function gridOf({ x, y }: Plane): Float64Array[] {
  const { columns, rows } = fieldGrid
  const [across, up] = [spaced(x, columns), spaced(y, rows)]
  const each = (value: (column: number, row: number) => number): Float64Array =>
    Float64Array.from({ length: columns * rows }, (_, index) => value(index % columns, Math.floor(index / columns)))
  return [each((column) => across[column]), each((_, row) => up[rows - 1 - row])]
}

/** Names of the columns that are predicted from. */
export function inputsOf(table: Dataset, target: string): string[] {
  return table.describe().columns.map(({ name }) => name).filter((name) => name !== target)
}

function pointsOf(table: Dataset, { example: { kind, target } }: Recipe): Points {
  const numbers = (column: string): Float64Array => Float64Array.from(table.texts(column), Number)
  const [first, second] = inputsOf(table, target)
  if (kind === 'curve') return { x: numbers(first), y: numbers(target), classes: new Uint8Array(table.rows) }
  const { classes } = table.report
  const classOf = new Map(classes.map((name, index) => [String(name), index]))
  return { x: numbers(first), y: numbers(second), classes: Uint8Array.from(table.texts(target), (text) => classOf.get(text ?? '') ?? 0) }
}
