/** What a served model says of itself: what a request must hold, and which model answers. */
import type { ColumnEncoding, Model, Row } from 'minibatch'

/** Bounds of a request. */
export interface Limits {
  /** Bytes of its body. */
  readonly maxBody: number
  readonly maxRows: number
  /** Milliseconds in which it must have arrived. */
  readonly timeout: number
}

/** The answer of `GET /`. */
export interface Card {
  readonly version: string
  readonly model: string
  readonly task: string
  /** The column it predicts; null for a model of plain arrays. */
  readonly target: string | null
  /** The classes in the order of their probabilities; empty where it predicts numbers. */
  readonly classes: readonly (string | number)[]
  /** What a row must hold; null for a model of plain arrays, whose rows are arrays of `features` numbers. */
  readonly columns: readonly CardColumn[] | null
  readonly features: number
  /** A row to try. */
  readonly example: Row | readonly number[]
  readonly weightsHash: string
  readonly limits: Limits
  readonly paths: Readonly<Record<string, string>>
}

interface CardColumn {
  readonly name: string
  readonly type: 'number' | 'date' | 'text'
  /** The texts it was trained on; any other is a level it does not know. */
  readonly levels?: readonly string[]
}

export function cardOf(model: Model, limits: Limits): Card {
  const { version, model: kind, task, target, features, encoder, weightsHash } = model.describe()
  return {
    version,
    model: kind,
    task,
    target,
    classes: model.classes,
    columns: encoder?.columns.map(columnOf) ?? null,
    features,
    example: encoder ? Object.fromEntries(encoder.columns.map((column) => [column.name, exampleOf(column)])) : Array.from({ length: features }, () => 0),
    weightsHash,
    limits,
    paths: {
      'POST /predict': 'a row as an object, or an array of rows',
      'POST /predict?probability': 'the probability of each class',
      'GET /health': 'whether it answers',
      'GET /metrics': 'for Prometheus',
    },
  }
}

function columnOf(column: ColumnEncoding): CardColumn {
  const { name, type } = column
  return type === 'text' ? { name, type, levels: column.levels } : { name, type }
}

const DAY = 86_400_000

/** A cell near the middle of those trained on. */
function exampleOf(column: ColumnEncoding): string | number | null {
  if (column.type === 'text') return column.levels[0] ?? null
  if (column.type === 'number') return Number(column.mean.toPrecision(4))
  return new Date(Math.round(column.mean) * DAY).toISOString().slice(0, 10)
}
