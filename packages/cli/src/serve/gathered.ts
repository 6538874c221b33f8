/**
 * Rows of requests that arrive together, predicted together: handing a table to the core costs by its columns, not by its
 * rows. A row's prediction does not depend on the rows beside it, so nobody can tell.
 */

/** Predicts rows; the result of each in its place. */
type Predict<Row, Value> = (rows: readonly Row[]) => readonly Value[]

interface Waiting<Row, Value> {
  readonly row: Row
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

export class Gathered<Row, Value> {
  readonly #predict: Predict<Row, Value>
  #waiting: Waiting<Row, Value>[] = []

  constructor(predict: Predict<Row, Value>) {
    this.#predict = predict
  }

  /** The prediction of a row, with those of all rows that come in this turn of the event loop. */
  one(row: Row): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#answer())
      this.#waiting.push({ row, resolve, reject })
    })
  }

  #answer(): void {
    const waiting = this.#waiting
    this.#waiting = []
    try {
      const values = this.#predict(waiting.map(({ row }) => row))
      for (const [index, { resolve }] of waiting.entries()) resolve(values[index]!)
    } catch (error) {
      if (waiting.length === 1) waiting[0]!.reject(error)
      // One row is at fault: each gets what it would have got alone.
      else for (const each of waiting) this.#alone(each)
    }
  }

  #alone({ row, resolve, reject }: Waiting<Row, Value>): void {
    try {
      resolve(this.#predict([row])[0]!)
    } catch (error) {
      reject(error)
    }
  }
}
