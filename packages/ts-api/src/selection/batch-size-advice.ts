import type { Backend } from '../backend/backend.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { examplesOf } from '../examples.js'
import { describe } from '../matrix.js'
import type { Epoch } from '../run.js'
import { nearLeast } from './comparison.js'
import { noiseAtStart } from './noise.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { shown, shownSeconds, textTable } from '../text-table.js'
import { updateTime } from './update-time.js'

/** The largest power of two that is tried without being asked for. */
const LARGEST = 2 ** 14

/** Options of the advice; every one may be left out. `batchSize` is that of the run that is measured, default 64. */
export interface BatchSizeOptions extends Omit<SelectionOptions, 'earlyStopping'> {
  /** Batch sizes to choose from, each at most the rows there are. Default the powers of two up to 16,384, and all rows. */
  batchSizes?: readonly number[] | undefined
}

/** The run from which the numbers of updates are taken: the same on every machine. */
export interface ReferenceRun {
  /** Rows an update. */
  readonly batchSize: number
  /** The loss it is counted up to: 5 % above the least one it got to. */
  readonly targetLoss: number
  /** Updates it took to get there. */
  readonly updates: number
  /** Epochs it took. */
  readonly epochs: number
}

/** What is expected of a batch size. */
export interface BatchSizeCandidate {
  /** Rows an update. */
  readonly batchSize: number
  /** Updates to the target loss, by the noise scale: the same on every machine. */
  readonly updates: number
  /** Wall time of an update, in seconds: measured on this machine. */
  readonly secondsPerUpdate: number
  /** Rows trained on in a second on this machine. */
  readonly rowsPerSecond: number
  /** Time to the target loss on this machine, in seconds: the product. */
  readonly seconds: number
}

/** Which batch size to take on this machine for this data. `String(advice)` is a table and the reason. */
export class BatchSizeAdvice {
  /** The size of the least time to the target loss. */
  readonly batchSize: number
  /**
   * The gradient noise scale in rows, over the epochs up to the target loss: below it an update of twice the rows saves
   * nearly half of the updates, above it next to none. The same on every machine.
   */
  readonly criticalBatchSize: number
  /** The run it was measured in. */
  readonly reference: ReferenceRun
  /** The sizes tried, ascending. */
  readonly candidates: readonly BatchSizeCandidate[]
  /** Why this size. */
  readonly reason: string
  /** The build of the core whose times these are. */
  readonly backend: Backend

  /** @internal */
  constructor(found: Pick<BatchSizeAdvice, 'criticalBatchSize' | 'reference' | 'candidates' | 'backend'>) {
    this.criticalBatchSize = found.criticalBatchSize
    this.reference = found.reference
    this.candidates = found.candidates
    this.backend = found.backend
    const best = found.candidates.reduce((best, next) => (next.seconds < best.seconds ? next : best))
    this.batchSize = best.batchSize
    this.reason = reasonOf(this, best)
  }

  /** The candidates as a table of aligned columns, and the reason. */
  toString(): string {
    const rows = this.candidates.map(({ batchSize, updates, secondsPerUpdate, rowsPerSecond, seconds }) => [
      `${batchSize}${batchSize === this.batchSize ? ' *' : ''}`,
      shown(updates),
      shownSeconds(secondsPerUpdate),
      shown(Math.round(rowsPerSecond)),
      shownSeconds(seconds),
    ])
    const { kind, simd } = this.backend
    const head = ['batch', 'updates', 'time/update', 'rows/s', 'time to target']
    return `${textTable([head, ...rows])}\n\n${this.reason} Times of this machine, ${kind} core (${simd}).`
  }
}

/**
 * The batch size that gets to a good loss soonest on this machine, with the measurements that show it: the gradient noise
 * scale of the data says how many updates each size needs (McCandlish et al., "An empirical model of large-batch training",
 * 2018: S(B) = Smin (1 + Bcrit / B), Smin from a run), the clock how long an update of it takes. The updates are the same
 * on every machine for one seed; the times, and with them the choice, are this machine's.
 *
 * The model supposes a learning rate that suits each size: take it from `findLearningRate` with the size that was chosen.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, DIVERGED, ABORTED
 * @example
 * const advice = await findBatchSize(data, { learningRate: 0.01 })
 * console.log(advice.batchSize, advice.reason)
 */
export async function findBatchSize(data: Dataset, options: BatchSizeOptions = {}): Promise<BatchSizeAdvice> {
  const { batchSizes, ...shared } = options
  const rows = examplesOf(data, options.dtype).rows()
  const sizes = checkedSizes(batchSizes ?? powersOfTwo(rows), rows)
  const settings = { l2: 0, ...shared, earlyStopping: null }
  const { reference, criticalBatchSize } = await measureNoise(data, rows, settings)
  // S(B) = Smin (1 + Bcrit / B), so that S(B) / S(reference) needs no Smin.
  const least = reference.updates / (1 + criticalBatchSize / reference.batchSize)
  const candidates: BatchSizeCandidate[] = []
  for (const batchSize of sizes) {
    const updates = Math.ceil(least * (1 + criticalBatchSize / batchSize))
    const secondsPerUpdate = await updateTime(data, batchSize, settings)
    const rowsPerSecond = batchSize / secondsPerUpdate
    candidates.push({ batchSize, updates, secondsPerUpdate, rowsPerSecond, seconds: updates * secondsPerUpdate })
  }
  return new BatchSizeAdvice({ criticalBatchSize, reference, candidates, backend: data.backend })
}

/** One run over the rows: how many updates it takes, and how noisy they are on the way. */
async function measureNoise(
  data: Dataset,
  rows: number,
  settings: SelectionOptions,
): Promise<Pick<BatchSizeAdvice, 'reference' | 'criticalBatchSize'>> {
  const { batchSize = 64 } = settings
  const run = new PlannedRun(data, { ...settings, batchSize })
  try {
    run.evaluateOn(data, settings.dtype)
    await run.run()
    const { history } = run
    const losses = history.map(({ validation }) => validation!.loss)
    const targetLoss = nearLeast(losses)!
    const epochs = losses.findIndex((loss) => loss <= targetLoss) + 1
    const reference = {
      batchSize: batchSize === 'full' ? rows : Math.min(batchSize, rows),
      targetLoss,
      updates: history[epochs - 1]!.steps,
      epochs,
    }
    // Where no gradient rises above the noise, all rows are not too many.
    const scale = medianNoise(history.slice(0, epochs)) ?? (await noiseAtStart(data, settings)) ?? rows
    return { reference, criticalBatchSize: scale }
  } finally {
    run.close()
  }
}

/** The noise scale grows as the loss falls, without bound near the least loss: the middle one stands for the way there. */
function medianNoise(epochs: readonly Epoch[]): number | undefined {
  const scales = epochs.flatMap(({ noiseScale }) => noiseScale ?? []).sort((a, b) => a - b)
  return scales[scales.length >> 1]
}

function reasonOf({ criticalBatchSize, reference }: BatchSizeAdvice, best: BatchSizeCandidate): string {
  const { batchSize, updates, secondsPerUpdate, seconds } = best
  const side =
    batchSize <= criticalBatchSize
      ? 'fewer rows would need more updates, more rows would cost more than they save'
      : 'an update of so many rows costs this machine little more than one of fewer'
  return (
    `Batch size ${shown(batchSize)} gets to a loss of ${shown(reference.targetLoss)} soonest here: about ${shown(updates)} ` +
    `updates of ${shownSeconds(secondsPerUpdate)}, ${shownSeconds(seconds)} in all. The gradient's noise scale is ` +
    `${shown(criticalBatchSize)} rows; ${side}.`
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
    `Option batchSizes must hold whole numbers from 1 to the number of rows, ${rows}; got ${bad === undefined ? 'none' : describe(bad)}.`,
    { option: 'batchSizes' },
  )
}
