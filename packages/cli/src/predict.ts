/** `minibatch predict`: one prediction a row, or the probability of each class, as CSV or JSON lines. */
import { type Dataset, loadModel, type Model } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { columnList } from './options.js'
import { checkWritable, writeWhole } from './output-file.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

export interface PredictFlags extends DataFlags {
  keep?: string
  out?: string
  probability?: boolean
}

/** Rows written at once. */
const PIECE = 8192

export async function predict(
  model: string,
  data: string | undefined,
  flags: PredictFlags,
  terminal: Terminal,
): Promise<void> {
  if (flags.out !== undefined) await checkWritable(flags.out)
  const trained = await loadModel(model)
  const dataset = await readTable(data, flags, {}, terminal)
  const keep = flags.keep === undefined ? [] : columnList(flags.keep)
  // Asks for no cell, only whether the columns are there, before anything is written.
  for (const column of keep) dataset.texts(column, 0, 0)
  const result = flags.probability ? probabilities(trained, dataset) : labels(trained, dataset)
  const format = /\.(jsonl|ndjson)$/i.test(flags.out ?? '') ? jsonLines : csv
  const pieces = format(dataset, keep, result)
  if (flags.out !== undefined) await writeWhole(flags.out, pieces)
  else if (!terminal.json) for (const piece of pieces) await terminal.drained(piece)
  if (terminal.json) {
    const out = flags.out ?? null
    const { weightsHash } = trained
    // Without a file the predictions are the document's.
    terminal.document({ rows: result.rows, weightsHash, out, ...(out === null ? result.document() : {}) })
  }
}

/** What is written for each row: named values. */
interface Result {
  readonly rows: number
  readonly names: readonly string[]
  readonly valuesOf: (row: number) => readonly (number | string)[]
  /** All of them as the part of a document. */
  readonly document: () => object
}

function labels(model: Model, dataset: Dataset): Result {
  const predictions = model.predict(dataset)
  return {
    rows: predictions.length,
    names: ['prediction'],
    valuesOf: (row) => [predictions[row]!],
    document: () => ({ predictions: [...predictions] }),
  }
}

function probabilities(model: Model, dataset: Dataset): Result {
  const { data, columns } = model.predictProbability(dataset)
  const names = model.describe().classes
  const rows = data.length / columns
  const valuesOf = (row: number) => Array.from(data.subarray(row * columns, (row + 1) * columns))
  return {
    rows,
    names,
    valuesOf,
    document: () => ({ classes: names, probabilities: Array.from({ length: rows }, (_, row) => valuesOf(row)) }),
  }
}

function* csv(dataset: Dataset, keep: readonly string[], { rows, names, valuesOf }: Result): Generator<string> {
  yield `${[...keep, ...names].map(csvField).join(',')}\n`
  for (let from = 0; from < rows; from += PIECE) {
    const length = Math.min(PIECE, rows - from)
    const kept = keep.map((column) => dataset.texts(column, from, length))
    yield Array.from({ length }, (_, i) => {
      const fields = [...kept.map((texts) => texts[i] ?? ''), ...valuesOf(from + i)]
      return `${fields.map((field) => csvField(String(field))).join(',')}\n`
    }).join('')
  }
}

function* jsonLines(dataset: Dataset, keep: readonly string[], { rows, names, valuesOf }: Result): Generator<string> {
  for (let from = 0; from < rows; from += PIECE) {
    const length = Math.min(PIECE, rows - from)
    const kept = keep.map((column) => dataset.texts(column, from, length))
    yield Array.from({ length }, (_, i) => {
      const values = valuesOf(from + i)
      const row = [...keep.map((column, k) => [column, kept[k]![i] ?? null]), ...names.map((name, k) => [name, values[k]])]
      return `${JSON.stringify(Object.fromEntries(row))}\n`
    }).join('')
  }
}

/** Quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
