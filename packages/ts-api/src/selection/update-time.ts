/** How long an update takes on this machine. */
import type { Dataset } from '../dataset.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/**
 * A measurement takes so long at least, in milliseconds: much longer than the way to the core and back, and short enough to
 * fall between what else a busy machine does.
 */
const LEAST = 3
const REPEATS = 9
/** Where no clock runs. */
const MOST_STEPS = 2 ** 20

/**
 * Wall time of an update of so many rows, in seconds: the least of nine measurements, after some to warm up. What else the
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
    // Twice each: the first call is cold, and one long call may have been someone else's time.
    while (steps < MOST_STEPS && (await leastOf(2, run, steps)) < LEAST) steps *= 2
    return (await leastOf(REPEATS, run, steps)) / steps / 1000
  } finally {
    run.close()
  }
}

/** The least of so many measurements, in milliseconds. */
async function leastOf(count: number, run: PlannedRun, steps: number): Promise<number> {
  let least = Infinity
  for (let i = 0; i < count; i++) least = Math.min(least, await timed(run, steps))
  return least
}

async function timed(run: PlannedRun, steps: number): Promise<number> {
  const started = performance.now()
  await run.run({ steps })
  return performance.now() - started
}
