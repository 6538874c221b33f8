/** Rows to train on, and rows held out. */
import type { Dataset, TableOptions } from 'minibatch'
import { CommandError } from '../exit.js'
import { lossName } from '../network.js'
import { given, TABLE_OPTIONS } from '../options.js'
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
  if (validation === undefined) return { all, train: all, validation: undefined }
  if (share === undefined) {
    const { delimiter } = flags
    const held = await readTable(validation, delimiter === undefined ? {} : { delimiter }, options, terminal)
    return { all, train: all, validation: held }
  }
  const { train, test } = all.split({ test: share, seed: flags.seed ?? 0, stratify: isClassified(all, flags) })
  return { all, train, validation: test }
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
