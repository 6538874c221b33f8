/** What pictures are drawn of: a model and what it makes of rows whose targets are known. */
import { type Dataset, type Epoch, type Evaluation, MinibatchError, type Model, type ModelDescription } from 'minibatch'

/** Rows whose target's texts are asked for at once. */
const PIECE = 65_536

export interface SubjectParts {
  model: Model
  evaluation: Evaluation
  dataset: Dataset
  /** What the rows are called: `training rows`, `validation rows`, `rows`. */
  rowsName: string
  /** The run that made the model; empty for one from a file. */
  epochs: readonly Epoch[]
}

/** True numbers and predicted ones, in the order of the rows. */
export interface Numbers {
  readonly actual: Float64Array
  readonly predicted: Float64Array
  /** Which rows of the table they are of: those with a target. */
  readonly rows: Uint32Array
}

/** True classes and the probabilities of all, in the order of the rows. */
export interface Classes {
  /** Index of each row's class. */
  readonly truth: Uint32Array
  /** Of each class, shape (n). */
  readonly probability: readonly Float64Array[]
}

/** The parts, and what is computed of them once, when a picture asks. */
export class Subject {
  readonly model: Model
  readonly evaluation: Evaluation
  readonly dataset: Dataset
  readonly rowsName: string
  readonly epochs: readonly Epoch[]
  readonly description: ModelDescription
  #numbers: Numbers | undefined
  #classes: Classes | undefined

  constructor({ model, evaluation, dataset, rowsName, epochs }: SubjectParts) {
    this.model = model
    this.evaluation = evaluation
    this.dataset = dataset
    this.rowsName = rowsName
    this.epochs = epochs
    this.description = model.describe()
  }

  /** Whether the target's cells can be asked for: those of rows without columns cannot, and what needs them is not drawn. */
  get hasCells(): boolean {
    const { target } = this.description
    try {
      return target !== null && this.dataset.texts(target, 0, 0).length === 0
    } catch (error) {
      if (error instanceof MinibatchError && error.code === 'OPTION_INVALID') return false
      throw error
    }
  }

  /** Of a model that predicts numbers; dates are none here. */
  get numbers(): Numbers {
    this.#numbers ??= this.#computeNumbers()
    return this.#numbers
  }

  /** Of a model of classes that gives probabilities. */
  get classes(): Classes {
    this.#classes ??= this.#computeClasses()
    return this.#classes
  }

  /** What a column holds as numbers; NaN for what is none. */
  column(name: string): Float64Array {
    const values = new Float64Array(this.dataset.rows)
    for (const [row, text] of this.#texts(name)) values[row] = text === null || text.trim() === '' ? Number.NaN : Number(text)
    return values
  }

  #computeNumbers(): Numbers {
    const predicted = this.model.predict(this.dataset) as Float64Array
    const actual = this.column(this.description.target ?? '')
    const rows = Uint32Array.from(actual.keys()).filter((row) => Number.isFinite(actual[row]) && Number.isFinite(predicted[row]))
    return { rows, actual: taken(actual, rows), predicted: taken(predicted, rows) }
  }

  #computeClasses(): Classes {
    const { classes, classesAreNumbers, target } = this.description
    // Numbers are compared by value: 1.0 is class 1.
    const spelled = (text: string) => (classesAreNumbers ? String(Number(text)) : text)
    const indices = new Map(classes.map((name, index) => [spelled(name), index]))
    const rows: number[] = []
    const truth: number[] = []
    for (const [row, text] of this.#texts(target ?? '')) {
      const index = text === null ? undefined : indices.get(spelled(text))
      if (index === undefined) continue
      rows.push(row)
      truth.push(index)
    }
    const { data, columns } = this.model.predictProbability(this.dataset)
    const probability = classes.map((_, of) => Float64Array.from(rows, (row) => data[row * columns + of]!))
    return { truth: Uint32Array.from(truth), probability }
  }

  *#texts(column: string): Generator<[row: number, text: string | null]> {
    const { rows } = this.dataset
    for (let from = 0; from < rows; from += PIECE) {
      for (const [i, text] of this.dataset.texts(column, from, Math.min(PIECE, rows - from)).entries()) yield [from + i, text]
    }
  }
}

function taken(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
}
