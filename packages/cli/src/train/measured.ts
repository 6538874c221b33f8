/** Options that are settled by a measurement on this machine, before the run. */
import { findBatchSize } from 'minibatch'
import { counted, duration } from '../format.js'
import type { Terminal } from '../terminal.js'
import { runOptionsOf, type TrainFlags } from './flags.js'
import type { Parts } from './parts.js'

/**
 * The flags with the batch size settled where it is `auto`, and said on stderr together with what repeats it.
 *
 * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED
 */
export async function measured({ train }: Parts, flags: TrainFlags, terminal: Terminal): Promise<TrainFlags> {
  if (flags.batchSize !== 'auto') return flags
  const {
    batchSize: _size,
    earlyStopping: _stopping,
    epochs: _epochs,
    learningRate: _rate,
    schedule: _schedule,
    average: _average,
    ...options
  } = runOptionsOf(flags)
  const started = performance.now()
  const elapsed = () => duration((performance.now() - started) / 1000)
  terminal.progress.begin(() => `measuring batch sizes  ${elapsed()}`)
  const { batchSize, candidates } = await findBatchSize(train, { ...options, signal: terminal.signal })
  terminal.progress.end(
    `measured in ${elapsed()}: of ${counted(candidates.length, 'batch size')} updates of ${counted(batchSize, 'row')} get to a good loss ` +
      `soonest here; repeat with --batch-size ${batchSize}`,
  )
  return { ...flags, batchSize }
}
