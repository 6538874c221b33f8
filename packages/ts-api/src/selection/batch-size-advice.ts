import { type Backend, backendText } from '../backend/backend.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { coreOf, examplesOf } from '../examples.js'
import { describe } from '../matrix.js'
import { shown, shownSeconds, textTable } from '../text-table.js'
import { fitSteps, stepsAt, type StepsFit } from './growth-fit.js'
import { holdOut } from './held-out.js'
import { rowsText } from './measurement-text.js'
import { type SelectionOptions, withPenaltySettled } from './options.js'
import { medianInterval } from './order-interval.js'
import { StepsToTarget } from './steps-to-target.js'
import { targetLossOf } from './target-loss.js'
import { updateTimes } from './update-time.js'

/** The largest power of two that is tried without being asked for. */
const LARGEST = 2 ** 14
const SEEDS = 5
/** Measurements of an update's time: of every size, and of those that may be the best. */
const ROUNDS = 9
const FINAL_ROUNDS = 31
/** Sizes whose expected time is at most so many times the least are measured, not expected. */
const NEAR = 1.5
/** The size that is advised took at most so many times the least time that was measured. */
const WORSE = 1.15

/** Options of the advice; every one may be left out. */
export interface BatchSizeOptions
  extends Omit<SelectionOptions, 'batchSize' | 'epochs' | 'earlyStopping' | 'learningRate' | 'schedule' | 'average'> {
  /** Batch sizes to choose from, each at most the rows there are. Default the powers of two up to 16,384, and all rows up to there. */
  batchSizes?: readonly number[] | undefined
  /** Runs of each size that is measured, ≥ 1. Default 5. */
  seeds?: number | undefined
  /** Passes over the rows that a run takes at most. Default: by what is computed, some seconds a run. */
  epochs?: number | undefined
  /** The held-out loss to get to. Default 98 % of the way from no knowledge to what a reference run ends with. */
  targetLoss?: number | undefined
  /** Rows that say how far a run has come. Default a fifth of the rows, at most 8,192, drawn by the seed. */
  validation?: Dataset | undefined
  /** Called before each batch size that is measured. */
  onSize?: ((batchSize: number) => void) | undefined
}

/** What is known of a batch size. */
export interface BatchSizeCandidate {
  /** Rows an update. */
  readonly batchSize: number
  /**
   * Updates to the target loss, at the rate that suits the size, the middle one of the seeds; between sizes that were
   * measured interpolated, and null where the runs did not get there.
   */
  readonly updates: number | null
  /** Whether the updates were counted in runs. */
  readonly measured: boolean
  /** The rate that needs the fewest updates; null where it was not measured. */
  readonly learningRate: number | null
  /** Wall time of an update, in seconds, the middle one of several: measured on this machine. */
  readonly secondsPerUpdate: number
  /** Rows trained on in a second on this machine. */
  readonly rowsPerSecond: number
  /** Time to the target loss on this machine, in seconds: the product. */
  readonly seconds: number | null
}

/** Which batch size to take on this machine for this data. `String(advice)` is a table and the reason. */
export class BatchSizeAdvice {
  /**
   * The size to take. The middle of a few runs is uncertain, so of the sizes whose measured time to the target is within
   * 15 % of the least one it is that whose time, by what was measured and by the law of all sizes alike, is least.
   */
  readonly batchSize: number
  /** The rate that suits it at a constant schedule. */
  readonly learningRate: number
  /** The held-out loss that is counted up to. */
  readonly targetLoss: number
  /**
   * B_c of S(B) = S_min (1 + B_c / B), in rows: below it an update of twice the rows saves nearly half of the updates, above
   * it next to none. Null where fewer than three sizes got to the target.
   */
  readonly criticalBatchSize: number | null
  /** The sizes, ascending. */
  readonly candidates: readonly BatchSizeCandidate[]
  /** Why this size. */
  readonly reason: string
  /** The build of the core whose times these are. */
  readonly backend: Backend

  /** @internal */
  constructor(found: Pick<BatchSizeAdvice, 'targetLoss' | 'criticalBatchSize' | 'candidates' | 'backend'>, best: Chosen) {
    this.batchSize = best.batchSize
    this.learningRate = best.learningRate
    this.targetLoss = found.targetLoss
    this.criticalBatchSize = found.criticalBatchSize
    this.candidates = found.candidates
    this.backend = found.backend
    this.reason = reasonOf(this, best)
  }

  /** The candidates as a table of aligned columns, and the reason. */
  toString(): string {
    const rows = this.candidates.map(({ batchSize, updates, measured, learningRate, secondsPerUpdate, rowsPerSecond, seconds }) => [
      `${batchSize}${batchSize === this.batchSize ? ' *' : ''}`,
      shown(learningRate),
      updates === null ? 'n/a' : `${measured ? '' : '~'}${shown(Math.round(updates))}`,
      shownSeconds(secondsPerUpdate),
      shown(Math.round(rowsPerSecond)),
      seconds === null ? 'n/a' : shownSeconds(seconds),
    ])
    const head = ['batch', 'rate', 'updates', 'time/update', 'rows/s', 'time to target']
    return `${textTable([head, ...rows])}\n\n${this.reason} Times of this machine, ${backendText(this.backend)}.`
  }
}

/** A candidate that got to the target. */
interface Chosen extends BatchSizeCandidate {
  readonly updates: number
  readonly learningRate: number
  readonly seconds: number
}

/**
 * The batch size that gets to a good held-out loss soonest on this machine, with the measurements that show it: updates to
 * that loss, counted in runs at the rate that suits each size over several seeds, times the time of an update. Every other
 * power of two is measured first; then those between that may be the best. `measureBatchSizes` says more of fewer sizes.
 *
 * The updates are the same on every machine for one seed; the times, and with them the choice and which sizes are looked
 * at twice, are this machine's.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, DIVERGED where no size gets to the target, ABORTED
 * @example
 * const advice = await findBatchSize(data)
 * console.log(advice.batchSize, advice.reason)
 */
export async function findBatchSize(data: Dataset, options: BatchSizeOptions = {}): Promise<BatchSizeAdvice> {
  const { batchSizes, seeds = SEEDS, epochs, targetLoss, validation, onSize, ...shared } = options
  const settings = withPenaltySettled(shared)
  const rows = holdOut(data, settings, validation)
  try {
    const n = examplesOf(rows.train, settings.dtype).rows()
    const sizes = checkedSizes(batchSizes ?? powersOfTwo(n), n)
    const { target } = await targetLossOf(rows, settings, { targetLoss })
    const own = Array.from({ length: seeds }, (_, i) => (settings.seed ?? 0) + i)
    const search = new StepsToTarget({ rows, options: settings, target, seeds: own, epochs })
    const times = await updateTimes(rows.train, sizes, settings, { rounds: ROUNDS })
    const seconds = new Map(sizes.map((size, i) => [size, medianInterval(times[i]!).median!]))
    const counted = new Map<number, number | null>()
    const count = async (size: number) => {
      onSize?.(size)
      counted.set(size, medianInterval(await search.stepsOf(size)).median)
    }
    for (const size of StepsToTarget.order(sizes.filter((_, i) => i % 2 === 0 || i === sizes.length - 1))) await count(size)
    for (const size of nearBest(sizes, counted, seconds)) if (!counted.has(size)) await count(size)
    const finalists = nearBest(sizes, counted, seconds)
    const finals = await updateTimes(rows.train, finalists, settings, { rounds: FINAL_ROUNDS })
    for (const [i, size] of finalists.entries()) seconds.set(size, medianInterval(finals[i]!).median!)
    const candidates: BatchSizeCandidate[] = []
    for (const batchSize of sizes) {
      const updates = counted.has(batchSize) ? counted.get(batchSize)! : expected(batchSize, counted)
      const secondsPerUpdate = seconds.get(batchSize)!
      candidates.push({
        batchSize,
        updates,
        measured: counted.has(batchSize),
        learningRate: counted.has(batchSize) ? (await search.rateOf(batchSize)).learningRate : null,
        secondsPerUpdate,
        rowsPerSecond: batchSize / secondsPerUpdate,
        seconds: updates === null ? null : updates * secondsPerUpdate,
      })
    }
    const samples = [...counted].flatMap(([batchSize, value]) => (value ? [{ batchSize, value }] : []))
    const law = fitSteps(samples)
    const found = { targetLoss: target, criticalBatchSize: law?.criticalBatchSize ?? null, candidates, backend: coreOf(data, settings.backend).backend }
    return new BatchSizeAdvice(found, bestOf(candidates, law, target))
  } finally {
    rows.close()
  }
}

/** Sizes that may get to the target as soon as the best one of those that were measured. */
function nearBest(sizes: readonly number[], counted: ReadonlyMap<number, number | null>, seconds: ReadonlyMap<number, number>): number[] {
  const timeOf = (size: number) => {
    const updates = counted.has(size) ? counted.get(size)! : expected(size, counted)
    return updates === null ? Infinity : updates * seconds.get(size)!
  }
  const best = Math.min(...[...counted.keys()].map(timeOf))
  return sizes.filter((size) => timeOf(size) <= NEAR * best)
}

/** Updates of a size between two that were measured, by a straight line of their logarithms. */
function expected(size: number, counted: ReadonlyMap<number, number | null>): number | null {
  const known = [...counted].filter((entry): entry is [number, number] => entry[1] !== null && entry[1] > 0).sort(([a], [b]) => a - b)
  const above = known.find(([other]) => other > size)
  const below = known.findLast(([other]) => other < size)
  if (!above || !below) return null
  const share = Math.log(size / below[0]) / Math.log(above[0] / below[0])
  return below[1] * Math.exp(share * Math.log(above[1] / below[1]))
}

function bestOf(candidates: readonly BatchSizeCandidate[], law: StepsFit | null, target: number): Chosen {
  const reached = candidates.filter((candidate): candidate is Chosen => candidate.measured && candidate.seconds !== null)
  if (reached.length === 0) {
    throw new MinibatchError(
      'DIVERGED',
      `No batch size got to a held-out loss of ${shown(target)}. Give a larger targetLoss, or other options of the run.`,
      { targetLoss: target },
    )
  }
  const least = Math.min(...reached.map(({ seconds }) => seconds))
  // The geometric mean of the time that was measured and the one that the law says.
  const steadied = ({ batchSize, updates, seconds }: Chosen) =>
    seconds * Math.sqrt(law ? stepsAt(law, batchSize) / Math.max(updates, 1) : 1)
  return reached.filter(({ seconds }) => seconds <= WORSE * least).reduce((best, next) => (steadied(next) < steadied(best) ? next : best))
}

function reasonOf({ criticalBatchSize, targetLoss }: BatchSizeAdvice, best: Chosen): string {
  const { batchSize, updates, secondsPerUpdate, seconds } = best
  const side =
    criticalBatchSize === null
      ? ''
      : ` Up to about ${rowsText(criticalBatchSize)} twice the rows save nearly half of the updates, beyond next to none; ` +
        (batchSize <= criticalBatchSize
          ? 'fewer rows would need more updates, more rows would cost more than they save.'
          : 'an update of so many rows costs this machine little more than one of fewer.')
  return (
    `Batch size ${shown(batchSize)} gets to a held-out loss of ${shown(targetLoss)} soonest here: ${shown(Math.round(updates))} ` +
    `updates of ${shownSeconds(secondsPerUpdate)}, ${shownSeconds(seconds)} in all.${side}`
  )
}

function powersOfTwo(rows: number): number[] {
  const sizes: number[] = []
  for (let size = 1; size < rows && size <= LARGEST; size *= 2) sizes.push(size)
  return rows <= LARGEST ? [...sizes, rows] : sizes
}

/** The sizes, ascending, each once. */
function checkedSizes(sizes: readonly number[], rows: number): number[] {
  const bad = sizes.find((size) => !Number.isInteger(size) || size < 1 || size > rows)
  if (sizes.length > 0 && bad === undefined) return [...new Set(sizes)].sort((a, b) => a - b)
  throw new MinibatchError(
    'OPTION_INVALID',
    `Option batchSizes must hold whole numbers from 1 to the number of rows trained on, ${rows}; got ${bad === undefined ? 'none' : describe(bad)}.`,
    { option: 'batchSizes' },
  )
}
