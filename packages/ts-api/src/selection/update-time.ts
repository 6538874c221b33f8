/** How long an update takes on this machine. */
import type { Dataset } from '../dataset.js'
import { breathe } from './breath.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/**
 * A measurement takes so long at least, in milliseconds: much longer than the way to the core and back, and short enough to
 * fall between what else a busy machine does.
 */
const LEAST = 4
/** Calls of a single update before its length is believed. */
const CALLS = 6
/** Where no clock runs. */
const MOST_STEPS = 2 ** 20

/** How to take times. */
export interface TimingOptions {
  /** Measurements of each batch size. */
  readonly rounds: number
  /** Called once in every round, beside the sizes: what it measures shares what else the machine does. */
  readonly inEachRound?: (() => void) | undefined
}

/**
 * Wall times of an update, in seconds, one a round, for each of the batch sizes. In every round each size is measured once,
 * so that what else the machine does touches all of them alike; the first calls warm up and are not counted.
 */
export async function updateTimes(
  data: Dataset,
  batchSizes: readonly number[],
  options: SelectionOptions,
  { rounds, inEachRound }: TimingOptions,
): Promise<number[][]> {
  const runs = batchSizes.map((batchSize) => new PlannedRun(data, timedOptions(options, batchSize)))
  try {
    const steps: number[] = []
    for (const run of runs) steps.push(await stepsOf(run))
    const times = runs.map((): number[] => [])
    for (let round = 0; round < rounds; round++) {
      inEachRound?.()
      for (const [i, run] of runs.entries()) times[i]!.push((await timed(run, steps[i]!)) / steps[i]! / 1000)
    }
    return times
  } finally {
    for (const run of runs) run.close()
  }
}

function timedOptions(options: SelectionOptions, batchSize: number): SelectionOptions {
  return {
    ...withoutOwnRate(options),
    batchSize,
    // So small that nothing diverges; the arithmetic is the same.
    learningRate: 1e-9,
    schedule: 'constant',
    earlyStopping: null,
  }
}

/** Updates that take long enough to be timed, by the quickest seen: a long call may have been someone else's time. */
async function stepsOf(run: PlannedRun): Promise<number> {
  let [steps, quickest] = [1, Infinity]
  for (;;) {
    let shortest = Infinity
    // The first call is cold, and a few may be someone else's time: where one update is long, one quick call tells.
    for (let call = 0; call < Math.max(3, CALLS / steps); call++) shortest = Math.min(shortest, await timed(run, steps))
    // A coarse clock may see no time pass, or one of its ticks where next to none did.
    if (shortest > 0) quickest = Math.min(quickest, shortest / steps)
    if (steps >= MOST_STEPS || (shortest > 0 && steps * quickest >= LEAST)) return steps
    steps *= 2
  }
}

async function timed(run: PlannedRun, steps: number): Promise<number> {
  await breathe()
  const started = performance.now()
  await run.run({ steps })
  return performance.now() - started
}
