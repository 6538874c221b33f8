/** `minibatch predict`: one prediction a row, or the probability of each class. */
import { type Dataset, loadModel, type Model } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { CommandError } from './exit.js'
import { columnList } from './options.js'
import { checkWritable, writeWhole } from './output-file.js'
import { OUTPUTS, type Output, type Result } from './predict-outputs.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

export interface PredictFlags extends DataFlags {
  keep?: string
  out?: string
  probability?: boolean
  to?: Output
}

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
  checkNames(keep, result.names)
  const pieces = await OUTPUTS[flags.to ?? outputOf(flags.out)](dataset, keep, result)
  if (flags.out !== undefined) await writeWhole(flags.out, pieces)
  else if (!terminal.json) for (const piece of pieces) await terminal.drained(piece)
  if (terminal.json) {
    const out = flags.out ?? null
    const { weightsHash } = trained
    // Without a file the predictions are the document's.
    terminal.document({ rows: result.rows, weightsHash, out, ...(out === null ? result.document() : {}) })
  }
}

/** What a file's ending asks for. */
function outputOf(path = ''): Output {
  if (/\.(jsonl|ndjson)$/i.test(path)) return 'jsonl'
  return /\.(parquet|pq)$/i.test(path) ? 'parquet' : 'csv'
}

/** Two columns of one name would be one in most readers. */
function checkNames(keep: readonly string[], names: readonly string[]): void {
  const twice = keep.find((name, index) => names.includes(name) || keep.indexOf(name) !== index)
  if (twice === undefined) return
  throw new CommandError('OPTION_INVALID', `Option --keep names '${twice}', which the output has already. Leave it out, or rename the column.`, { details: { option: 'keep', column: twice } })
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
