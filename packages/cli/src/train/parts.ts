/** Rows to train on, and rows held out. */
import { Dataset, type TableOptions } from 'minibatch'
import { CommandError } from '../exit.js'
import { lossName, modelOf } from '../network.js'
import { given, TABLE_OPTIONS } from '../options.js'
import { prepared } from '../prepared-rows.js'
import { readTable } from '../table-source.js'
import type { Terminal } from '../terminal.js'
import { type TrainFlags, validationOf } from './flags.js'

export interface Parts {
  /** All rows of the table: those trained on, and the share held out. */
  all: Dataset
  train: Dataset
  validation: Dataset | undefined
}

/**
 * The rows of a run: of a table, or prepared ones.
 *
 * @throws CommandError OPTION_INVALID; as `readTable` and `Dataset.fromPrepared`
 */
export async function partsOf(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<Parts> {
  return flags.prepared === undefined ? readParts(data, flags, terminal) : openParts(data, flags, flags.prepared)
}

/** Prepared rows to train on, and others, prepared too, held out. */
async function openParts(data: string | undefined, flags: TrainFlags, file: string): Promise<Parts> {
  if (data !== undefined || flags.sql !== undefined) {
    throw new CommandError('OPTION_INVALID', `Give a table or --prepared, not both; got '${data ?? flags.sql}' and '${file}'.`)
  }
  if (flags.folds !== undefined) {
    throw new CommandError(
      'OPTION_INVALID',
      `Option --folds learns the encoding of each fold from its own rows, and that of '${file}' was learnt of all of them. Cross-validate the table itself.`,
    )
  }
  const { backend, memory } = flags
  const options = memory === undefined ? { backend } : { backend, memory }
  const validation = validationOf(flags)
  if (validation !== undefined && shareOf(validation) !== undefined) {
    throw new CommandError(
      'OPTION_INVALID',
      `Rows of '${file}' cannot be held out by a share, for their encoding was learnt of all of them. Prepare the table with --validation ${validation} and name its second file by --validation${modelOf(flags) === 'mlp' ? ', or train with --early-stopping none' : ''}.`,
    )
  }
  const train = await Dataset.fromPrepared(file, options)
  return { all: train, train, validation: validation === undefined ? undefined : await Dataset.fromPrepared(validation, options) }
}

/**
 * Reads the table and, where rows are held out, parts it or reads the other one.
 *
 * @throws CommandError OPTION_INVALID; as `readTable`
 */
export async function readParts(data: string | undefined, flags: TrainFlags, terminal: Terminal): Promise<Parts> {
  const options: TableOptions = {
    ...given(flags, TABLE_OPTIONS),
    // The poisson loss counts in the target's own units.
    standardizeTarget: flags.standardizeTarget !== false && lossName(flags) !== 'poisson',
    target: flags.target ?? null,
    backend: flags.backend,
  }
  const validation = validationOf(flags)
  const share = shareOf(validation)
  const all = await readTable(data, flags, options, terminal)
  const parts = await parted(all, { validation, share }, { flags, options, terminal })
  return flags.memory === undefined && flags.prepared === undefined ? parts : encoded(parts, flags, terminal)
}

/** How held-out rows are read. */
interface Reading {
  flags: TrainFlags
  options: TableOptions
  terminal: Terminal
}

async function parted(
  all: Dataset,
  { validation, share }: { validation: string | undefined; share: number | undefined },
  { flags, options, terminal }: Reading,
): Promise<Parts> {
  if (validation === undefined) return { all, train: all, validation: undefined }
  if (share === undefined) {
    const { delimiter, memory } = flags
    const reading = { ...(delimiter === undefined ? {} : { delimiter }), ...(memory === undefined ? {} : { memory }) }
    return { all, train: all, validation: await readTable(validation, reading, options, terminal) }
  }
  const { train, test } = all.split({ test: share, seed: flags.seed ?? 0, stratify: isClassified(all, flags) })
  return { all, train, validation: test }
}

/** The rows encoded: in memory where they fit, else in files, which have names where they are kept. */
async function encoded({ all, train, validation }: Parts, { memory, prepared: path }: TrainFlags, terminal: Terminal): Promise<Parts> {
  const rows = await prepared(train, { path: path ?? null, memory }, terminal)
  const held = path === undefined ? null : validationFile(path)
  return {
    all,
    train: rows,
    validation: validation && (await prepared(validation, { path: held, like: rows, memory }, terminal)),
  }
}

/** Where the rows held out go: `rows.validation.safetensors` beside `rows.safetensors`. */
export function validationFile(out: string): string {
  return out.replace(/(\.[^./\\]+)?$/, '.validation$1')
}

/** The share that `--validation` names; undefined where it names a table, or nothing. */
function shareOf(validation: string | undefined): number | undefined {
  const share = validation === undefined || validation.trim() === '' ? Number.NaN : Number(validation)
  if (Number.isNaN(share)) return undefined
  if (share > 0 && share < 1) return share
  throw new CommandError(
    'OPTION_INVALID',
    `Option --validation takes a share above 0 and below 1, such as 0.2, or a table; got ${validation}.`,
  )
}

/**
 * Whether the target holds classes, told before anything is encoded: both parts then hold them in the same proportion. A
 * target that is no column is refused where the rows are encoded, which names the option.
 */
export function isClassified(data: Dataset, { task = 'auto', target }: TrainFlags): boolean {
  const column = data.describe().columns.find(({ name }) => name === target)
  return column !== undefined && (task === 'auto' ? column.type === 'text' : task === 'classification')
}
