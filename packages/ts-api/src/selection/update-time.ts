/** How long an update takes on this machine. */
import type { Dataset } from '../dataset.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/** A measurement takes so long at least, in milliseconds: the clock and the way to the core are then under a hundredth. */
const LEAST = 10
const REPEATS = 5

/**
 * Wall time of an update of so many rows, in seconds: the least of five measurements, after some to warm up. What else the
 * machine does only adds to it.
 */
export async function updateTime(data: Dataset, batchSize: number, options: SelectionOptions): Promise<number> {
  const run = new PlannedRun(data, {
    ...withoutOwnRate(options),
    batchSize,
    // So small that nothing diverges; the arithmetic is the same.
    learningRate: 1e-9,
    schedule: 'constant',
    earlyStopping: null,
  })
  try {
    let steps = 1
    for (; (await timed(run, steps)) < LEAST && steps < 2 ** 30; steps *= 2) continue
    let least = Infinity
    for (let repeat = 0; repeat < REPEATS; repeat++) least = Math.min(least, await timed(run, steps))
    return least / steps / 1000
  } finally {
    run.close()
  }
}

async function timed(run: PlannedRun, steps: number): Promise<number> {
  const started = performance.now()
  await run.run({ steps })
  return performance.now() - started
}
