/** Worker side: how long an update takes on this device, measured on the engine itself. */
import type { Dataset, Trainer } from 'minibatch'
import { methodNames, type MethodName } from '../../method.ts'
import { batchSizes, type Conditions, trainerOf } from './run.ts'

/** Long enough, in milliseconds, for the coarsest clock a browser has. */
const sample = 6
const samples = 9
const mostSteps = 2 ** 22

/** Seconds an update of each method takes: the median of nine samples, whole calls of `run`. */
export async function secondsAnUpdate(data: Dataset, conditions: Conditions): Promise<Record<MethodName, number>> {
  const sizes = batchSizes(data.rows, conditions.batchSize)
  const seconds = { batch: 0, mini: 0, sgd: 0 }
  for (const method of methodNames) {
    // A rate of almost nothing: the numbers stay finite however long the sample, and cost the same.
    seconds[method] = await timeUpdates(trainerOf(data, conditions, { batchSize: sizes[method], learningRate: 1e-9 }))
  }
  return seconds
}

async function timeUpdates(trainer: Trainer): Promise<number> {
  let steps = 16
  for (;;) {
    const median = await medianOfRuns(trainer, steps)
    if (median >= sample / 2 || steps >= mostSteps) return median / 1000 / steps
    steps = Math.min(mostSteps, Math.ceil((steps * sample) / Math.max(median, sample / 16)))
  }
}

/** Milliseconds a run of so many steps takes. A hiccup of the device moves one sample, not the median. */
async function medianOfRuns(trainer: Trainer, steps: number): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < samples; index++) {
    const before = performance.now()
    await trainer.run({ steps })
    times.push(performance.now() - before)
  }
  return times.toSorted((a, b) => a - b)[(samples - 1) / 2]
}
