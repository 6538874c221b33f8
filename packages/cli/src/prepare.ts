/** `minibatch prepare`: from a table of any size to files of encoded rows. */
import { stat } from 'node:fs/promises'
import type { Dataset } from 'minibatch'
import { CommandError } from './exit.js'
import { counted } from './format.js'
import { checkWritable } from './output-file.js'
import { columnLines } from './report.js'
import type { Terminal } from './terminal.js'
import type { TrainFlags } from './train/flags.js'
import { readParts, validationFile } from './train/parts.js'
import { checkPlaces } from './train/places.js'

/** The flags of prepare: those of train that say what the rows are. */
export type PrepareFlags = Pick<
  TrainFlags,
  'target' | 'validation' | 'backend' | 'out' | 'seed' | 'task' | 'standardizeTarget' | 'memory' | 'sql' | 'database' | 'delimiter'
>

export async function prepare(data: string | undefined, flags: PrepareFlags, terminal: Terminal): Promise<void> {
  const { target, out } = flags
  if (target === undefined) throw missing('target', 'name the column to predict, as in --target price')
  if (out === undefined) throw missing('out', 'name the file to write, as in --out rows.safetensors')
  const heldOut = flags.validation === undefined ? undefined : validationFile(out)
  await checkPlaces(data, flags)
  if (heldOut !== undefined) await checkWritable(heldOut)
  const parts = await readParts(data, { ...flags, prepared: out }, terminal)
  const written = { out, ...(await sizes(parts.train, out)) }
  const validation = parts.validation && heldOut ? { out: heldOut, ...(await sizes(parts.validation, heldOut)) } : undefined
  const { report } = parts.train
  if (terminal.json) {
    return terminal.document({ ...written, droppedRows: report.droppedRows, ...(validation && { validation }) })
  }
  terminal.lines([
    terminal.style('bold', `${counted(written.rows, 'row')}, ${counted(written.features, 'feature')} for '${target}'`),
    ...columnLines(report.report ?? []),
    '',
    saved(written),
    ...(validation ? [saved(validation)] : []),
    `Train from it: minibatch train --prepared ${out}${validation ? ` --validation ${validation.out}` : ''}`,
  ])
}

async function sizes(data: Dataset, path: string): Promise<{ rows: number; features: number; bytes: number }> {
  const { rows, features } = data.report
  return { rows, features, bytes: (await stat(path)).size }
}

function saved({ out, rows, bytes }: { out: string; rows: number; bytes: number }): string {
  return `${counted(rows, 'row')} saved to ${out}, ${bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`}`
}

function missing(option: string, what: string): CommandError {
  return new CommandError('OPTION_INVALID', `Option --${option} is missing: ${what}.`)
}
