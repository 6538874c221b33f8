/** What is known of a batch size once it is measured. */
import type { StepsFit, TimeFit } from './growth-fit.js'
import type { MedianInterval } from './order-interval.js'
import type { TriedRate } from './rate-tuning.js'
import type { RoofShare } from './roof.js'
import type { SeedRun, SizeSteps } from './steps-to-target.js'

/** One batch size, measured. */
export interface MeasuredBatchSize {
  /** As it was asked for. */
  readonly batchSize: number | 'full'
  /** What it is called: `batch` of all rows, `stochastic` of one, `mini-batch` between. */
  readonly method: 'batch' | 'mini-batch' | 'stochastic'
  /** Rows an update, m. */
  readonly rows: number
  /** The rate that got to the target in the fewest updates. */
  readonly learningRate: number
  /** True where that is the last rate that was tried to one side. */
  readonly atGridEdge: boolean
  /** The rates that were tried, ascending. */
  readonly tried: readonly TriedRate[]
  /** Updates in a second on this machine, over the rounds; null where the clock saw no time pass. */
  readonly updatesPerSecond: MedianInterval
  /** Rows trained on in a second, in the middle round. */
  readonly rowsPerSecond: number | null
  /** Wall time of an update on this machine, in seconds, over the rounds. */
  readonly secondsPerUpdate: MedianInterval
  /** The share of the machine's roof. */
  readonly roof: RoofShare
  /** Updates to the target loss, over the seeds. */
  readonly stepsToTarget: MedianInterval
  /** Rows trained on until then. */
  readonly examplesToTarget: MedianInterval
  /** Updates times the time of an update, in seconds. */
  readonly secondsToTarget: MedianInterval
  /** Held-out loss in the last fifth of the updates at constant rate, over the seeds. */
  readonly lossFloor: MedianInterval
  /** The gradient noise scale in rows: before the first update, half way to the target, and there; null where unknown. */
  readonly noiseScale: SizeSteps['noiseScale']
  /** Bytes the run held, by the core's own count. */
  readonly bytes: number
  /** Updates of every run. */
  readonly steps: number
  /** The runs, one a seed. */
  readonly runs: readonly SeedRun[]
}

/** What the laws of updates and of times say. */
export interface FittedLaws {
  /** S(B) = S_min (1 + B_c / B); null with fewer than three sizes that got to the target. */
  readonly steps: StepsFit | null
  /** t(B) = t0 + c B. */
  readonly times: TimeFit | null
  /** B* = √(B_c t0 / c), in rows, within 1 and all rows. */
  readonly batchSize: number | null
}

/** The size that got to the target in the least time; undefined where none did. */
export function soonest(sizes: readonly MeasuredBatchSize[]): MeasuredBatchSize | undefined {
  const reached = sizes.filter(({ secondsToTarget }) => secondsToTarget.median !== null)
  return reached.toSorted((a, b) => a.secondsToTarget.median! - b.secondsToTarget.median!)[0]
}
