/** `minibatch predict`: one prediction a row, as CSV or JSON lines. */
import { type Dataset, loadModel } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { columnList } from './options.js'
import { checkWritable, writeWhole } from './output-file.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

export interface PredictFlags extends DataFlags {
  keep?: string
  out?: string
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
  const predictions = trained.predict(dataset)
  const lines = /\.(jsonl|ndjson)$/i.test(flags.out ?? '')
  const pieces = lines ? jsonLines(dataset, keep, predictions) : csv(dataset, keep, predictions)
  if (flags.out !== undefined) await writeWhole(flags.out, pieces)
  else if (!terminal.json) for (const piece of pieces) await terminal.drained(piece)
  if (terminal.json) {
    const out = flags.out ?? null
    const { weightsHash } = trained
    // Without a file the predictions are the document's.
    terminal.document({ rows: predictions.length, weightsHash, out, ...(out === null ? { predictions: [...predictions] } : {}) })
  }
}

function* csv(dataset: Dataset, keep: readonly string[], predictions: Float64Array): Generator<string> {
  yield `${[...keep, 'prediction'].map(csvField).join(',')}\n`
  for (let from = 0; from < predictions.length; from += PIECE) {
    const part = predictions.subarray(from, from + PIECE)
    const kept = keep.map((column) => dataset.texts(column, from, part.length))
    yield Array.from(part, (value, i) => `${[...kept.map((texts) => csvField(texts[i] ?? '')), value].join(',')}\n`).join('')
  }
}

function* jsonLines(dataset: Dataset, keep: readonly string[], predictions: Float64Array): Generator<string> {
  for (let from = 0; from < predictions.length; from += PIECE) {
    const part = predictions.subarray(from, from + PIECE)
    const kept = keep.map((column) => dataset.texts(column, from, part.length))
    yield Array.from(part, (prediction, i) => {
      const row = keep.map((column, k) => [column, kept[k]![i] ?? null] as const)
      return `${JSON.stringify({ ...Object.fromEntries(row), prediction })}\n`
    }).join('')
  }
}

/** Quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
