import { type Backend, backendText } from '../backend/backend.js'
import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { coreOf, examplesOf } from '../examples.js'
import { describe } from '../matrix.js'
import { findLearningRate } from './learning-rate-range.js'
import { noiseAtStart } from './noise.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'
import { shown, shownBytes, shownSeconds, textTable } from '../text-table.js'


/** Options of a comparison; every one may be left out. All runs share those of the run, seed and start included. */
export interface ComparisonOptions extends Omit<SelectionOptions, 'batchSize' | 'epochs' | 'earlyStopping' | 'learningRate'> {
  /** Rows an update, one run for each. Default `full`, 64, 1: batch, mini-batch and stochastic gradient descent. */
  batchSizes?: readonly (number | 'full')[] | undefined
  /**
   * Step size η > 0, the same for all; `find`: for each size the one that `findLearningRate` suggests for it. Default
   * `auto`, the optimizer's.
   */
  learningRate?: number | 'auto' | 'find' | undefined
  /** Passes over the rows, ≥ 1, the same for all. Default 20. */
  epochs?: number | undefined
  /** The loss to get to. Default 1.05 times the least one that any of the runs gets to. */
  targetLoss?: number | undefined
}

/** What it took a run to get to the target loss. */
export interface TimeToTarget {
  /** Epochs until then, the one in which it got there included. */
  readonly epochs: number
  /** Updates until the end of that epoch. */
  readonly updates: number
  /** Updates times the time of an update on this machine. */
  readonly seconds: number
}

/** One batch size, measured. */
export interface ComparedRun {
  /** As it was asked for. */
  readonly batchSize: number | 'full'
  /** Rows an update, m. */
  readonly rows: number
  /** Step size η before the schedule. */
  readonly learningRate: number
  /** Updates of all epochs. */
  readonly updates: number
  /**
   * Standard deviation of an update's gradient before the first update, as a multiple of the length of the gradient of all
   * rows: 0 for all rows, larger for fewer. Null where it cannot be told.
   */
  readonly noise: number | null
  /** Loss over all rows after each epoch. */
  readonly losses: readonly number[]
  /** What it took to get to the target loss; null where the run did not. */
  readonly toTarget: TimeToTarget | null
  /** Bytes the run held, by the core's own count: rows and order, parameters, optimizer, and what a batch needs. */
  readonly bytes: number
  /** Wall time of an update on this machine, in the middle one of the epochs; null where none was finished. */
  readonly secondsPerUpdate: number | null
  /** Rows trained on in a second in that epoch; null where the clock saw no time pass. */
  readonly rowsPerSecond: number | null
  /** The hash of the last weights. */
  readonly weightsHash: string
  /** Where the loss stopped being finite, if it did, with a rate that is safe. */
  readonly diverged?: { readonly step: number; readonly safeLearningRate: number | null }
}

/** Batch sizes side by side. `String(table)` is a table. */
export class Comparison {
  /** Rows trained on, n. */
  readonly rows: number
  /** Passes over the rows. */
  readonly epochs: number
  /** The loss to get to; null where every run diverged in its first epoch. */
  readonly targetLoss: number | null
  /** One for each batch size, in the order asked for. */
  readonly runs: readonly ComparedRun[]
  /** The build of the core whose times these are. */
  readonly backend: Backend

  /** @internal */
  constructor({ rows, epochs, targetLoss, runs, backend }: Omit<Comparison, 'toString'>) {
    this.rows = rows
    this.epochs = epochs
    this.targetLoss = targetLoss
    this.runs = runs
    this.backend = backend
  }

  /** The batch sizes as a table of aligned columns. */
  toString(): string {
    const table = textTable([
      ['batch', 'rate', 'updates', 'time/update', 'rows/s', 'noise', 'memory', 'loss', 'target: epochs', 'updates', 'time'],
      ...this.runs.map((run) => [
        String(run.batchSize),
        shown(run.learningRate),
        shown(run.updates),
        shownSeconds(run.secondsPerUpdate),
        shown(run.rowsPerSecond && Math.round(run.rowsPerSecond)),
        shown(run.noise),
        shownBytes(run.bytes),
        run.diverged ? `diverged at ${run.diverged.step}` : shown(run.losses.at(-1)),
        shown(run.toTarget?.epochs),
        shown(run.toTarget?.updates),
        shownSeconds(run.toTarget?.seconds ?? null),
      ]),
    ])
    const head = `${shown(this.rows)} rows, ${shown(this.epochs)} epochs each from the same start; target loss ${shown(this.targetLoss)}; times of this machine, ${backendText(this.backend)}`
    return `${head}\n\n${table}`
  }
}

/**
 * Batch, mini-batch and stochastic gradient descent side by side: for each batch size the same rows, seed, start and
 * number of epochs. All but the times is the same on every machine. Each size runs twice: once with the loss over all rows
 * after every epoch, once for the time alone.
 *
 * One learning rate does not suit all sizes alike: with `learningRate: 'find'` each has its own. `measureBatchSizes` compares
 * them at their best instead: how soon each gets to one held-out loss, over several seeds.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, ABORTED
 * @example
 * console.log(String(await compare(data, { batchSizes: ['full', 64, 1], learningRate: 0.01 })))
 */
export async function compare(data: Dataset, options: ComparisonOptions = {}): Promise<Comparison> {
  const { batchSizes = ['full', 64, 1], learningRate = 'auto', epochs = 20, targetLoss, ...shared } = options
  if (batchSizes.length === 0) throw invalid('batchSizes', 'at least one batch size; got none')
  if (targetLoss !== undefined && !Number.isFinite(targetLoss)) {
    throw invalid('targetLoss', `a finite number; got ${describe(targetLoss)}`)
  }
  const settings: SelectionOptions = { l2: 0, ...shared, epochs, earlyStopping: null }
  const rows = examplesOf(data, options.dtype).rows()
  const scale = await noiseAtStart(data, settings)
  const measured: Measured[] = []
  for (const batchSize of batchSizes) {
    const rated = learningRate === 'find' ? await withFoundRate(data, { ...settings, batchSize }) : { ...settings, learningRate }
    measured.push(await measure(data, { ...rated, batchSize }))
  }
  const target = targetLoss ?? nearLeast(measured.flatMap(({ losses }) => losses))
  const runs = measured.map((run, i): ComparedRun => {
    const batchSize = batchSizes[i] as number | 'full'
    const m = batchSize === 'full' ? rows : Math.min(batchSize, rows)
    const { learningRate, losses, updates, seconds, bytes, weightsHash, diverged } = run
    // Epochs differ in what else the machine does.
    const epoch = seconds.toSorted((a, b) => a - b)[seconds.length >> 1]
    const secondsPerUpdate = epoch === undefined ? null : epoch / updates[0]!
    return {
      batchSize,
      rows: m,
      learningRate,
      updates: diverged?.step ?? updates.at(-1) ?? 0,
      noise: scale === null ? null : noiseOf(scale, m, rows),
      losses,
      toTarget: target === null || secondsPerUpdate === null ? null : toTarget(run, target, secondsPerUpdate),
      bytes,
      secondsPerUpdate,
      rowsPerSecond: epoch ? rows / epoch : null,
      weightsHash,
      ...(diverged && { diverged }),
    }
  })
  return new Comparison({ rows, epochs, targetLoss: target, runs, backend: coreOf(data, settings.backend).backend })
}

/** A loss that counts as having got to the least one: 5 % above it. Null where there are none. */
export function nearLeast(losses: readonly number[]): number | null {
  if (losses.length === 0) return null
  const least = losses.reduce((least, loss) => Math.min(least, loss))
  return least + 0.05 * Math.abs(least)
}

/** The options with the rate that is found for their batch size, or as they are where none is. */
async function withFoundRate(data: Dataset, options: SelectionOptions): Promise<SelectionOptions> {
  const { schedule: _schedule, epochs: _epochs, earlyStopping: _stopping, average: _average, ...range } = options
  const { suggestion } = await findLearningRate(data, range)
  return suggestion === null ? options : { ...withoutOwnRate(options), learningRate: suggestion }
}

/** Rows drawn without replacement: the variance of their mean falls to 0 where they are all rows. */
function noiseOf(scale: number, m: number, n: number): number {
  return n > 1 ? Math.sqrt((scale / m) * ((n - m) / (n - 1))) : 0
}

/** What a run left, epoch by epoch. */
interface Measured extends Pick<ComparedRun, 'learningRate' | 'losses' | 'bytes' | 'weightsHash' | 'diverged'> {
  /** Updates done by the end of each epoch. */
  readonly updates: readonly number[]
  /** Wall time of each epoch. */
  readonly seconds: readonly number[]
}

async function measure(data: Dataset, options: SelectionOptions): Promise<Measured> {
  const evaluated = new PlannedRun(data, options)
  const timed = new PlannedRun(data, options)
  try {
    evaluated.evaluateOn(data, options.dtype)
    const diverged = await toEnd(evaluated)
    await toEnd(timed)
    const { history, bytes, weightsHash } = timed
    return {
      learningRate: timed.learningRate,
      losses: evaluated.history.map(({ validation }) => validation!.loss),
      updates: history.map(({ steps }) => steps),
      seconds: history.map(({ seconds }) => seconds),
      bytes,
      weightsHash,
      ...(diverged && { diverged }),
    }
  } finally {
    evaluated.close()
    timed.close()
  }
}

/** Runs to the planned end; one that diverges says where. */
async function toEnd(run: PlannedRun): Promise<ComparedRun['diverged']> {
  try {
    await run.run()
    return undefined
  } catch (error) {
    if (!(error instanceof MinibatchError) || error.code !== 'DIVERGED') throw error
    const { step, safeLearningRate } = error.details
    return { step: Number(step), safeLearningRate: typeof safeLearningRate === 'number' ? safeLearningRate : null }
  }
}

function toTarget({ losses, updates }: Measured, target: number, secondsPerUpdate: number): TimeToTarget | null {
  const at = losses.findIndex((loss) => loss <= target)
  if (at < 0) return null
  return { epochs: at + 1, updates: updates[at]!, seconds: updates[at]! * secondsPerUpdate }
}

function invalid(option: string, expected: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', `Option ${option} must be ${expected}.`, { option })
}
