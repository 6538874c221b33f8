/** How fast a run goes on this machine, and what share of the machine's roof that is. */
import type { Dataset } from '../dataset.js'
import { coreOf, examplesOf } from '../examples.js'
import { type SelectionOptions, withPenaltySettled } from './options.js'
import { type MedianInterval, medianInterval } from './order-interval.js'
import { PlannedRun, type RunDescription } from './planned-run.js'
import { type MachineRoof, RoofProbe, type RoofShare, workOf } from './roof.js'
import { updateTimes } from './update-time.js'

const ROUNDS = 15

/** Options of a measurement of throughput: those of a run, and what is measured. */
export interface ThroughputOptions extends Omit<SelectionOptions, 'batchSize' | 'epochs' | 'earlyStopping' | 'learningRate' | 'schedule' | 'average'> {
  /** Rows an update. Default 64 and all rows. */
  batchSizes?: readonly (number | 'full')[] | undefined
  /** Measurements of each size, ≥ 1. Default 15. */
  rounds?: number | undefined
}

/** How fast updates of one size are. */
export interface Throughput {
  /** Rows an update, m. */
  readonly batchSize: number
  /** Wall time of an update, in seconds, over the rounds. */
  readonly secondsPerUpdate: MedianInterval
  /** Null where the clock saw no time pass. */
  readonly rowsPerSecond: MedianInterval
  /** Bytes of rows, targets, order and states that a second's updates read. */
  readonly bytesPerSecond: MedianInterval
  /** The share of the machine's roof. */
  readonly roof: RoofShare
}

/** What a measurement of throughput found. */
export interface MeasuredThroughput {
  /** Rows, n. */
  readonly rows: number
  /** Features, d. */
  readonly features: number
  /** One for each batch size, in the order asked for. */
  readonly sizes: readonly Throughput[]
  /** What the machine did at most in the same rounds; null where the clock saw no time pass, and on a GPU. */
  readonly roof: MachineRoof | null
}

/**
 * Measures how many rows a second a run trains on, for some batch sizes. Nothing is learnt: the rate is next to nothing, the
 * arithmetic is that of a run. In every round each size is timed once, and the machine's reading and computing beside them.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID
 */
export async function measureThroughput(data: Dataset, options: ThroughputOptions = {}): Promise<MeasuredThroughput> {
  const { batchSizes = [64, 'full'], rounds = ROUNDS, ...shared } = options
  const settings = withPenaltySettled(shared)
  const rows = examplesOf(data, settings.dtype).rows()
  const sizes = batchSizes.map((size) => (size === 'full' ? rows : Math.min(size, rows)))
  const description = describe(data, settings)
  const probe = new RoofProbe(coreOf(data, settings.backend), description)
  try {
    const times = await updateTimes(data, sizes, settings, { rounds, inEachRound: () => probe.look() })
    const measured = sizes.map((batchSize, i): Throughput => {
      const work = workOf(description, rows, batchSize)
      const perSecond = (amount: number) => medianInterval(times[i]!.map((seconds) => (seconds > 0 ? amount / seconds : null)))
      return {
        batchSize,
        secondsPerUpdate: medianInterval(times[i]!),
        rowsPerSecond: perSecond(batchSize),
        bytesPerSecond: perSecond(work.bytes),
        roof: probe.shareOf(work, settings.dtype ?? data.report.dtype, times[i]!),
      }
    })
    return { rows, features: data.report.features, sizes: measured, roof: probe.machine }
  } finally {
    probe.close()
  }
}

function describe(data: Dataset, options: SelectionOptions): RunDescription {
  const run = new PlannedRun(data, options)
  try {
    return run.describe()
  } finally {
    run.close()
  }
}
