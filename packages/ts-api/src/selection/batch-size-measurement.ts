import type { Backend } from '../backend/backend.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { coreOf, examplesOf } from '../examples.js'
import { describe } from '../matrix.js'
import { textTable } from '../text-table.js'
import type { Arrival } from './approach.js'
import { type BatchSizePrediction, predictBatchSize } from './batch-size-prediction.js'
import { bestBatchSize, fitSteps, fitTimes, sampleOf } from './growth-fit.js'
import { holdOut } from './held-out.js'
import { type FittedLaws, type MeasuredBatchSize, soonest } from './measured-batch-size.js'
import { cellsOf, summaryOf } from './measurement-text.js'
import { type SelectionOptions, withPenaltySettled } from './options.js'
import { INTERVAL_METHOD, type MedianInterval, medianInterval } from './order-interval.js'
import { type MachineRoof, RoofProbe, type RoofShare, workOf } from './roof.js'
import { type NoisePoint, type SizeSteps, StepsToTarget } from './steps-to-target.js'
import { type TargetLoss, targetLossOf, type TargetRequest } from './target-loss.js'
import { type TimingOptions, updateTimes } from './update-time.js'

/** Measurements of an update's time for each size. */
const ROUNDS = 15
const SEEDS = 5
/** A first look at the times takes so many times fewer. */
const FIRST_LOOK = 3

/** How far a measurement has come. */
export interface MeasurementProgress {
  /** What is done now: the target looked for, updates timed, a run's noise looked at, or updates counted. */
  readonly phase: 'target' | 'time' | 'noise' | 'steps'
  /** The batch size at hand; undefined where all are. */
  readonly batchSize?: number | 'full'
  /** The run of this size that begins, from 1 to `seeds`; undefined while its rate is looked for. */
  readonly run?: number
  /** Sizes done so far. */
  readonly done: number
  /** All sizes there are. */
  readonly of: number
  /** Rows trained on, n. */
  readonly rows: number
}

/** Options of a measurement; every one may be left out. The runs share those of a run. */
export interface BatchSizeMeasurementOptions
  extends Omit<SelectionOptions, 'batchSize' | 'epochs' | 'earlyStopping' | 'learningRate' | 'schedule' | 'average'> {
  /** Rows an update. Default `full`, 1, and powers of four between. */
  batchSizes?: readonly (number | 'full')[] | undefined
  /** Runs of each size, ≥ 1, with the seeds `seed`, `seed` + 1 and so on. Default 5. */
  seeds?: number | undefined
  /** Passes over the rows that a run takes at most. Default: by what is computed, some seconds a run. */
  epochs?: number | undefined
  /** The held-out loss to get to. Default 98 % of the way from no knowledge to what a reference run ends with. */
  targetLoss?: number | undefined
  /**
   * The same as a share above the least loss, 0.05 for 5 %: above the exact least squares over the training rows, where the
   * model is linear and its loss one of squares, else above what a reference run ends with.
   */
  aboveLeast?: number | undefined
  /**
   * When a run has got to the target: where its loss is `first` seen there, or where it is also `held`, in the mean over a
   * quarter as many updates from there on. A noisy run meets a low loss by chance long before it keeps it. Default `first`.
   */
  arrival?: Arrival | undefined
  /** Rows that say how far a run has come. Default a fifth of the rows, at most 8,192, drawn by the seed. */
  validation?: Dataset | undefined
  /** Measurements of an update's time for each size, ≥ 1. Default 15. */
  rounds?: number | undefined
  /**
   * Whether to predict the best size from the noise scale of one run and the times of updates, and to measure it with the
   * others. Default false.
   */
  predict?: boolean | undefined
  /** Called when a part of the measurement begins. */
  onProgress?: ((progress: MeasurementProgress) => void) | undefined
  /** Called with each size once it is measured. */
  onSize?: ((size: MeasuredBatchSize) => void) | undefined
  /** Called with each look at the noise of the run that the prediction is made from. */
  onNoise?: ((point: NoisePoint) => void) | undefined
}

/** Batch sizes side by side, each at its best. `String(measurement)` is a table with what it says. */
export class BatchSizeMeasurement {
  /** Rows trained on, n. */
  readonly rows: number
  /** Rows held out, which say how far a run has come. */
  readonly heldOutRows: number
  /** The loss to get to, and what it was made from. */
  readonly targetLoss: TargetLoss
  /** The sizes in the order asked for; last the predicted one, where none asked for it. */
  readonly sizes: readonly MeasuredBatchSize[]
  /** The laws of updates and of times, fitted to the sizes. */
  readonly fitted: FittedLaws
  /** The best size as it was predicted; null where that was not asked for, or cannot be told. */
  readonly prediction: BatchSizePrediction | null
  /** The size that got to the target soonest; null where none did. */
  readonly best: number | 'full' | null
  /** What the measurement says, in words. */
  readonly summary: string
  /** How intervals are made. */
  readonly interval: string
  /** The machine's roof; null on a GPU. */
  readonly roof: MachineRoof | null
  /** The build of the core whose times these are. */
  readonly backend: Backend

  /** @internal */
  constructor(found: Pick<BatchSizeMeasurement, 'rows' | 'heldOutRows' | 'targetLoss' | 'sizes' | 'prediction' | 'roof' | 'backend'>) {
    this.rows = found.rows
    this.heldOutRows = found.heldOutRows
    this.targetLoss = found.targetLoss
    this.sizes = found.sizes
    this.fitted = lawsOf(found.sizes, found.rows)
    this.prediction = found.prediction
    this.best = soonest(found.sizes)?.batchSize ?? null
    this.summary = summaryOf(this)
    this.interval = INTERVAL_METHOD
    this.roof = found.roof
    this.backend = found.backend
  }

  /** The table's cells as text, the head first: what prints it otherwise has the same. */
  cells(): string[][] {
    return cellsOf(this.sizes)
  }

  /** The sizes as a table of aligned columns, and what they say. */
  toString(): string {
    return `${textTable(this.cells())}\n\n${this.summary}`
  }
}

/**
 * Batch, mini-batch and stochastic gradient descent, each at its best: how soon each batch size gets to one held-out loss,
 * at the learning rate that suits it, over several seeds, with what an update costs on this machine. The protocol is
 * Shallue et al., "Measuring the effects of data parallelism on neural network training" (JMLR 20, 2019); the law of the
 * updates McCandlish et al., "An empirical model of large-batch training" (2018).
 *
 * Rates, updates, losses and hashes are the same on every machine for one seed: no clock decides what is run. Times, and
 * with them the best size, are this machine's. `compare` is its smaller sister: equal epochs at one rate.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, ABORTED
 * @example
 * const measured = await measureBatchSizes(data, { batchSizes: ['full', 64, 1] })
 * console.log(measured.best, String(measured))
 */
export async function measureBatchSizes(data: Dataset, options: BatchSizeMeasurementOptions = {}): Promise<BatchSizeMeasurement> {
  const { batchSizes, seeds = SEEDS, rounds = ROUNDS, epochs, arrival, targetLoss, aboveLeast, validation, predict, onProgress, onSize, onNoise, ...shared } = options
  const settings = withPenaltySettled({ optimizer: 'sgd', ...shared })
  checkCounts({ seeds, rounds, epochs })
  checkTarget({ targetLoss, aboveLeast })
  const rows = holdOut(data, settings, validation)
  try {
    const n = examplesOf(rows.train, settings.dtype).rows()
    const sizes = sizesOf(batchSizes ?? defaultSizes(n), n)
    const found: MeasuredBatchSize[] = []
    const report = (phase: MeasurementProgress['phase'], batchSize?: number | 'full', run?: number) =>
      onProgress?.({ phase, done: found.length, of: sizes.size, rows: n, ...(batchSize !== undefined && { batchSize }), ...(run !== undefined && { run }) })
    report('target')
    const target = await targetLossOf(rows, settings, { targetLoss, aboveLeast })
    const own = Array.from({ length: seeds }, (_, i) => (settings.seed ?? 0) + i)
    const search = new StepsToTarget({ rows, options: settings, target: target.target, arrival, seeds: own, epochs })
    const probe = new RoofProbe(coreOf(rows.train, settings.backend), search.description)
    try {
      let prediction: BatchSizePrediction | null = null
      if (predict) {
        report('time')
        const times = await timesOf([...sizes.keys()], rows.train, settings, { rounds: Math.ceil(rounds / FIRST_LOOK) })
        report('noise', sizes.get(StepsToTarget.order([...sizes.keys()])[0]!))
        prediction = await predictBatchSize({ search, times, rows: n, onNoise })
        const m = prediction?.batchSize
        if (m !== undefined && !sizes.has(m)) sizes.set(m, m === n ? 'full' : m)
      }
      report('time')
      const times = await timesOf([...sizes.keys()], rows.train, settings, { rounds, inEachRound: () => probe.look() })
      for (const m of StepsToTarget.order([...sizes.keys()])) {
        const batchSize = sizes.get(m)!
        report('steps', batchSize)
        const steps = await search.measure(m, (run) => report('steps', batchSize, run))
        const roof = probe.shareOf(workOf(search.description, n, m), settings.dtype ?? data.report.dtype, times.get(m)!)
        const size = measuredOf(batchSize, m, n, steps, times.get(m)!, roof)
        found.push(size)
        onSize?.(size)
      }
      return new BatchSizeMeasurement({
        rows: n,
        heldOutRows: rows.validation.rows(),
        targetLoss: target,
        sizes: [...sizes.keys()].map((m) => found.find((size) => size.rows === m)!),
        prediction,
        roof: probe.machine,
        backend: coreOf(data, settings.backend).backend,
      })
    } finally {
      probe.close()
    }
  } finally {
    rows.close()
  }
}

/** Times of an update by batch size, in seconds, one a round. */
async function timesOf(sizes: readonly number[], train: Dataset, settings: SelectionOptions, timing: TimingOptions): Promise<Map<number, readonly number[]>> {
  const times = await updateTimes(train, sizes, settings, timing)
  return new Map(sizes.map((size, i) => [size, times[i]!]))
}

function measuredOf(
  batchSize: number | 'full',
  m: number,
  n: number,
  { tuned, runs, bytes, noiseScale, length }: SizeSteps,
  times: readonly number[],
  roof: RoofShare,
): MeasuredBatchSize {
  const secondsPerUpdate = medianInterval(times)
  const stepsToTarget = medianInterval(runs.map(({ steps }) => steps))
  const time = secondsPerUpdate.median
  return {
    batchSize,
    method: m === n ? 'batch' : m === 1 ? 'stochastic' : 'mini-batch',
    rows: m,
    ...tuned,
    updatesPerSecond: medianInterval(times.map((seconds) => (seconds > 0 ? 1 / seconds : null))),
    rowsPerSecond: time ? m / time : null,
    secondsPerUpdate,
    roof,
    stepsToTarget,
    examplesToTarget: scaled(stepsToTarget, m),
    secondsToTarget: scaled(stepsToTarget, time),
    lossFloor: medianInterval(runs.map(({ lossFloor }) => lossFloor)),
    noiseScale,
    bytes,
    steps: length,
    runs,
  }
}

function scaled({ median, low, high, coverage }: MedianInterval, factor: number | null): MedianInterval {
  const times = (value: number | null) => (value === null || factor === null ? null : value * factor)
  return { median: times(median), low: times(low), high: times(high), coverage }
}

function lawsOf(sizes: readonly MeasuredBatchSize[], n: number): FittedLaws {
  const samplesOf = (pick: (size: MeasuredBatchSize) => number | null) => sizes.flatMap((size) => sampleOf(size.rows, pick(size)))
  const steps = fitSteps(samplesOf(({ stepsToTarget }) => stepsToTarget.median))
  const times = fitTimes(samplesOf(({ secondsPerUpdate }) => secondsPerUpdate.median))
  const best = bestBatchSize(steps?.criticalBatchSize ?? null, times)
  return { steps, times, batchSize: best === null ? null : Math.min(n, Math.max(1, best)) }
}

/** All rows, one, and powers of four between. */
function defaultSizes(n: number): (number | 'full')[] {
  const sizes: (number | 'full')[] = []
  for (let size = 1; size < n; size *= 4) sizes.unshift(size)
  return ['full', ...sizes]
}

/** The sizes by their rows, each once, as they were asked for. */
function sizesOf(batchSizes: readonly (number | 'full')[], n: number): Map<number, number | 'full'> {
  const sizes = new Map<number, number | 'full'>()
  for (const size of batchSizes) {
    if (size !== 'full' && !(Number.isInteger(size) && size >= 1)) {
      throw invalid('batchSizes', `'full' or whole numbers of at least 1; got ${describe(size)}`)
    }
    const rows = size === 'full' ? n : Math.min(size, n)
    if (!sizes.has(rows) || size === 'full') sizes.set(rows, rows === n ? 'full' : size)
  }
  if (sizes.size === 0) throw invalid('batchSizes', 'at least one batch size; got none')
  return sizes
}

function checkCounts(counts: Readonly<Record<string, number | undefined>>): void {
  for (const [option, count] of Object.entries(counts)) {
    if (count === undefined || (Number.isInteger(count) && count >= 1)) continue
    throw invalid(option, `a whole number of at least 1; got ${describe(count)}`)
  }
}

function checkTarget({ targetLoss, aboveLeast }: TargetRequest): void {
  if (targetLoss !== undefined && !Number.isFinite(targetLoss)) throw invalid('targetLoss', `a finite number; got ${describe(targetLoss)}`)
  if (aboveLeast === undefined) return
  if (targetLoss !== undefined) throw invalid('aboveLeast', 'left out where targetLoss is given')
  if (!(Number.isFinite(aboveLeast) && aboveLeast > 0)) throw invalid('aboveLeast', `a finite number above 0; got ${describe(aboveLeast)}`)
}

function invalid(option: string, expected: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', `Option ${option} must be ${expected}.`, { option })
}
