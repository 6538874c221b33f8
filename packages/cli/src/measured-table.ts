/** The table that compare and tune measure on, with the options of its runs. */
import type { BackendChoice, Dataset, SelectionOptions, TableOptions } from 'minibatch'
import type { DataFlags } from './commands/data.js'
import { CommandError } from './exit.js'
import { checkNetworkFlags, hiddenLayersOf, lossName, type NetworkFlags } from './network.js'
import { given, TABLE_OPTIONS } from './options.js'
import { readTable } from './table-source.js'
import type { Terminal } from './terminal.js'

/** The flags that both have. */
export interface MeasuredFlags extends DataFlags, NetworkFlags {
  target?: string
  task?: TableOptions['task']
  standardizeTarget?: boolean
  backend: BackendChoice
  seed?: number
  config?: string
}

/**
 * Refuses flags that do not go together, before anything is read.
 *
 * @throws CommandError OPTION_INVALID
 */
export function checkMeasuredFlags(flags: MeasuredFlags): void {
  if (flags.target === undefined) {
    throw new CommandError('OPTION_INVALID', 'Option --target is missing: name the column to predict, as in --target price.')
  }
  checkNetworkFlags(flags)
}

/** Reads the table; says what should be known of it. */
export async function readMeasured(data: string | undefined, flags: MeasuredFlags, terminal: Terminal): Promise<Dataset> {
  const table = await readTable(
    data,
    flags,
    {
      ...given(flags, TABLE_OPTIONS),
      // The poisson loss counts in the target's own units.
      standardizeTarget: flags.standardizeTarget !== false && lossName(flags) !== 'poisson',
      target: flags.target ?? null,
      backend: flags.backend,
    },
    terminal,
  )
  for (const warning of table.report.warnings ?? []) terminal.progress.note(`note: ${warning}`)
  return table
}

/** The options of the runs that were given, of those with such names. */
export function runOptionsOf(flags: MeasuredFlags, names: readonly string[], signal: AbortSignal): SelectionOptions {
  return { ...given(flags, names), hidden: hiddenLayersOf(flags), backend: flags.backend, signal }
}
