/** The noise of gradients before the first update. */
import type { Dataset } from '../dataset.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'

/** Rows measured at most: the estimate is good to a few hundredths then. */
const MOST_ROWS = 4096

/**
 * The gradient noise scale at the parameters a run starts from, in rows (McCandlish et al., 2018): the summed variance of a
 * row's gradient over the squared length of the mean one. Null where no gradient rises above the noise.
 */
export function noiseAtStart(data: Dataset, options: SelectionOptions): Promise<number | null> {
  return noiseAt(data, options, undefined)
}

/** The same at other parameters, in logical order. */
export async function noiseAt(
  data: Dataset,
  options: SelectionOptions,
  initialParameters: Float64Array | undefined,
): Promise<number | null> {
  const run = new PlannedRun(data, {
    ...withoutOwnRate(options),
    // The gradient is looked at, and no step of it taken that could diverge.
    learningRate: 1e-9,
    batchSize: MOST_ROWS,
    accumulateBatches: 1,
    ...(initialParameters && { initialParameters }),
  })
  try {
    await run.run({ steps: 1 })
    return run.state.noiseScale
  } finally {
    run.close()
  }
}
