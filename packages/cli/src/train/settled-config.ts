/** `--print-config`: what would run, written so that `--config` runs it again. */
import type { Dataset, RunOptions, Trainer } from 'minibatch'
import { asFileValues } from '../config-file.js'
import { modelOf, networkFlagsOf } from '../network.js'
import { TRAINING_OPTIONS } from '../options.js'
import type { Terminal } from '../terminal.js'
import { type TrainFlags, validationOf } from './flags.js'

/** The options as they were given: no table says what their `auto` stands for. */
export function givenConfig(flags: TrainFlags): Record<string, unknown> {
  return asFileValues(flags)
}

/**
 * The options with every `auto` settled by the table. The run is taken one step far where it chooses its penalty, which
 * it does in the first steps.
 *
 * @param data where the table lies; undefined for a query, which is among the flags
 */
export async function settledConfig(
  data: string | undefined,
  { flags, rows, trainer }: { flags: TrainFlags; rows: Dataset; trainer: Trainer },
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  if (trainer.plan.l2 === 'auto') await trainer.run({ steps: 1, signal: terminal.signal })
  const { report } = rows
  return {
    ...(data === undefined ? {} : { data }),
    ...asFileValues(flags),
    task: report.classes.length > 0 ? 'classification' : 'regression',
    dtype: report.dtype,
    model: modelOf(flags),
    ...networkFlagsOf(flags),
    ...asFileValues({ validation: validationOf(flags) }),
    ...planned(trainer.plan),
  }
}

/** The plan by the names of the flags: each of them alone can then be overridden. */
function planned(plan: RunOptions): Record<string, unknown> {
  const { learningRate, ...optimizer } = plan.optimizer as { learningRate: number }
  const settled: Record<string, unknown> = { ...plan, optimizer, learningRate, earlyStopping: plan.earlyStopping ?? 'none' }
  // It follows the seed, also another one.
  if (plan.initSeed === plan.seed) delete settled['initSeed']
  return Object.fromEntries(TRAINING_OPTIONS.flatMap((name) => (settled[name] == null ? [] : [[name, settled[name]]])))
}
