/** Worker side: how long an update takes on this device, measured on the engine itself. */
import { type Dataset, dense, sequential, Trainer } from 'minibatch'
import { methodNames, type MethodName } from '../../method.ts'
import { batchSizes, type RaceOptions, runOptions, type Start } from './run.ts'

/** Long enough, in milliseconds, for the coarsest clock a browser has. */
const sample = 6
const samples = 9

/** Seconds an update of each method takes: the median of nine samples, whole calls of `run`. */
export async function secondsAnUpdate(data: Dataset, options: RaceOptions, start: Start): Promise<Record<MethodName, number>> {
  const sizes = batchSizes(data.rows, options.batchSize)
  const seconds = { batch: 0, mini: 0, sgd: 0 }
  for (const method of methodNames) {
    // A rate of almost nothing: the numbers stay finite however long the sample, and cost the same.
    const timed = { ...options, batchSize: sizes[method], learningRate: 1e-9 }
    const trainer = new Trainer(sequential(1, [dense(1)]), data, runOptions(timed, start))
    seconds[method] = await timeUpdates(trainer)
  }
  return seconds
}

async function timeUpdates(trainer: Trainer): Promise<number> {
  let steps = 16
  const run = async (): Promise<number> => {
    const before = performance.now()
    await trainer.run({ steps })
    return performance.now() - before
  }
  while ((await run()) < sample && steps < 2 ** 24) steps *= 2
  const times: number[] = []
  for (let index = 0; index < samples; index++) times.push(await run())
  times.sort((a, b) => a - b)
  return times[(samples - 1) / 2] / 1000 / steps
}
