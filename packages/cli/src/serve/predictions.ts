/** From the JSON of a request to the JSON of its answer. */
import type { FlatMatrix, Matrix, Model, Row } from 'minibatch'
import { RequestFailure } from './failure.js'
import { Gathered } from './gathered.js'

/** What is asked of a model. */
export interface Question {
  /** The body of the request. */
  readonly text: string
  readonly probability: boolean
}

/** An answer, and how many rows it is for. */
export interface Answer {
  readonly rows: number
  readonly value: unknown
}

/** A model that answers questions. */
export class Answers {
  readonly #model: Model
  readonly #maxRows: number
  readonly #predictions: Gathered<unknown, unknown>
  readonly #probabilities: Gathered<unknown, unknown>

  constructor(model: Model, maxRows: number) {
    this.#model = model
    this.#maxRows = maxRows
    this.#predictions = new Gathered<unknown, unknown>((rows) => predictions(model, rows))
    this.#probabilities = new Gathered<unknown, unknown>((rows) => probabilities(model, rows))
  }

  /**
   * Predicts: one row gives one value, an array of rows an array.
   *
   * @throws RequestFailure for no JSON, no rows or too many; MinibatchError for rows that do not fit the model
   */
  async to({ text, probability }: Question): Promise<Answer> {
    const model = this.#model
    const body = parsed(text)
    const isPlain = model.featureNames === undefined
    const single = isPlain ? Array.isArray(body) && typeof body[0] === 'number' : !Array.isArray(body)
    const rows = rowsOf(single ? [body] : body, isPlain)
    this.#checkCount(rows.length)
    const known = isPlain ? rows : knownCells(model, rows as readonly Row[])
    if (single) return { rows: 1, value: await (probability ? this.#probabilities : this.#predictions).one(known[0]) }
    return { rows: rows.length, value: probability ? probabilities(model, known) : predictions(model, known) }
  }

  #checkCount(rows: number): void {
    const maxRows = this.#maxRows
    if (rows <= maxRows) return
    throw new RequestFailure(413, 'TOO_MANY_ROWS', `Expected at most ${maxRows} rows in a request, got ${rows}. Send them in parts.`, { maxRows, rows })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = (error as Error).message.replace(/[\s.]*$/, '')
    throw new RequestFailure(400, 'JSON_INVALID', `The body is no JSON (${reason}). Send one row as an object, or an array of rows.`)
  }
}

/** The rows, looked at only as far as the model would take them for something else. */
function rowsOf(rows: unknown, isPlain: boolean): readonly unknown[] {
  const expected = isPlain ? 'an array of numbers' : 'an object with a value for each column'
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new RequestFailure(422, 'DATA_INVALID', `Expected ${expected}, or an array of such rows, got ${Array.isArray(rows) ? 'an empty array' : typeof rows}. GET / has an example.`)
  }
  const misfit = rows.findIndex((row) => Array.isArray(row) !== isPlain || typeof row !== 'object' || row === null)
  if (misfit < 0) return rows
  const row: unknown = rows[misfit]
  const got = row === null ? 'null' : Array.isArray(row) ? 'an array' : typeof row
  throw new RequestFailure(422, 'DATA_INVALID', `Row ${misfit + 1}: expected ${expected}, got ${got}. GET / has an example.`, { row: misfit + 1 })
}

/** Names that an error lists. */
const LISTED = 20

/** The cells the model needs: other names, of which every row may have others, would each be a column of all rows. */
function knownCells(model: Model, rows: readonly Row[]): readonly Row[] {
  const names = (model.describe().encoder?.columns ?? []).map(({ name }) => name)
  const missing = names.find((name) => !rows.some((row) => Object.hasOwn(row, name)))
  if (missing === undefined) return rows.map((row) => Object.fromEntries(names.filter((name) => Object.hasOwn(row, name)).map((name) => [name, row[name]])))
  const first = Object.keys(rows[0]!)
  const listed = first.length > LISTED ? `${first.slice(0, LISTED).join(', ')} and ${first.length - LISTED} more` : first.join(', ') || 'nothing'
  throw new RequestFailure(
    422,
    'DATA_INVALID',
    `No row has '${missing}', which the model needs; the first row has ${listed}. Give it a value, or null where it is missing.`,
    { missingColumn: missing },
  )
}

function predictions(model: Model, rows: readonly unknown[]): readonly (number | string)[] {
  const values = model.predict(rows as readonly Row[])
  const { outputs, classes } = model.describe()
  if (classes.length > 0 || outputs === 1) return Array.from(values as ArrayLike<number | string>)
  return rowsOfMatrix({ data: values as Float64Array, columns: outputs }) as unknown as readonly number[]
}

/** An object a row, as the JSON lines of `predict --probability`. */
function probabilities(model: Model, rows: readonly unknown[]): readonly Record<string, number>[] {
  const matrix = model.predictProbability(rows as Matrix)
  const { classes } = model
  return rowsOfMatrix(matrix).map((row) => Object.fromEntries(row.map((value, index) => [String(classes[index]), value])))
}

function rowsOfMatrix({ data, columns }: FlatMatrix): readonly (readonly number[])[] {
  return Array.from({ length: data.length / columns }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)))
}
