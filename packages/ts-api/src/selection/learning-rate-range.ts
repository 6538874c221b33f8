import type { Dataset } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { describe } from '../matrix.js'
import type { SelectionOptions } from './options.js'
import { PlannedRun } from './planned-run.js'
import { withoutOwnRate } from './rate.js'
import { shown, textTable } from '../text-table.js'

/** Share of the former mean in the smoothed loss, as fastai and PyTorch Lightning take it. */
const SMOOTHING = 0.98
/** The run ends once the smoothed loss is so many times the least one. */
const RISE = 4
/** Fewer points say nothing. */
const LEAST_POINTS = 8
/** Points at the end of a rising curve that are past the place looked for. */
const TAIL = 5

/** How a learning rate is read off the curve. */
export type LearningRateMethod = 'valley' | 'steepest' | 'minimum'

/** Options of a range test; every one may be left out. Those of the run but rate, schedule and epochs. */
export interface LearningRateOptions
  extends Omit<SelectionOptions, 'learningRate' | 'schedule' | 'epochs' | 'earlyStopping' | 'average'> {
  /** The first rate, > 0. Default 1e-7. */
  minLearningRate?: number | undefined
  /** The last rate, above the first. Default 10. */
  maxLearningRate?: number | undefined
  /** Updates from the first rate to the last, ≥ 10. Default 100. */
  steps?: number | undefined
  /**
   * Which of the three suggestions is the one. Default `minimum`: of the three it came nearest to the best rate on real
   * tables, linear and with hidden layers, with sgd and adam; `valley` is the most careful.
   */
  method?: LearningRateMethod | undefined
}

/** One update of a range test. */
export interface RangePoint {
  /** Rate of the update that followed. */
  readonly learningRate: number
  /** Mean loss of its batch, before the update. */
  readonly loss: number
  /** Exponential mean of the losses so far, free of bias. */
  readonly smoothedLoss: number
}

/** Rates read off the curve; null where the loss did not fall. */
export type LearningRateSuggestions = Readonly<Record<LearningRateMethod, number | null>>

/** What a range test found. `String(found)` is a table and the reason. */
export class LearningRateRange {
  /** The updates, by rising rate. */
  readonly curve: readonly RangePoint[]
  /** The rate to take; null where the loss did not fall. */
  readonly suggestion: number | null
  /** In the middle of the longest fall; where the loss falls steepest; a tenth of the rate of the least loss. */
  readonly suggestions: LearningRateSuggestions
  /** Why this rate. */
  readonly reason: string
  /** What ended the test: the last rate, a loss four times the least one, or one that is not finite. */
  readonly stopped: 'end' | 'rising' | 'diverged'

  /** @internal */
  constructor(curve: readonly RangePoint[], stopped: LearningRateRange['stopped'], method: LearningRateMethod) {
    this.curve = curve
    this.stopped = stopped
    this.suggestions = suggestionsOf(curve, stopped)
    this.suggestion = this.suggestions[method]
    this.reason = reasonOf(this, method)
  }

  /** Some points of the curve as a table of aligned columns, and the reason. */
  toString(): string {
    const every = Math.max(1, Math.ceil(this.curve.length / 20))
    const points = this.curve.filter((_, i) => i % every === 0 || i === this.curve.length - 1)
    const rows = points.map(({ learningRate, loss, smoothedLoss }) => [shown(learningRate), shown(loss), shown(smoothedLoss)])
    return `${textTable([['learning rate', 'loss', 'smoothed'], ...rows])}\n\n${this.reason}`
  }
}

/**
 * The learning-rate range test (Smith, "Cyclical learning rates for training neural networks", 2017), as fastai and PyTorch
 * Lightning take it: one run whose rate grows by one factor from update to update. The same data, options and seed give
 * the same curve on every machine.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, ABORTED
 * @example
 * const { suggestion } = await findLearningRate(data, { batchSize: 64, optimizer: 'sgd' })
 */
export async function findLearningRate(data: Dataset, options: LearningRateOptions = {}): Promise<LearningRateRange> {
  const { minLearningRate: first = 1e-7, maxLearningRate: last = 10, steps = 100, method = 'minimum', ...run } = options
  checkRange(first, last, steps)
  const ranged = new PlannedRun(data, {
    l2: 0,
    ...withoutOwnRate(run),
    learningRate: first,
    schedule: { name: 'exponential', gamma: rootOf(last / first, steps - 1), per: 'step' },
    epochs: steps,
    earlyStopping: null,
  })
  try {
    const curve: RangePoint[] = []
    const stopped = await follow(ranged, steps, curve)
    return new LearningRateRange(curve, stopped, method)
  } finally {
    ranged.close()
  }
}

/** Takes the updates until the end, or until the loss has risen too far. */
async function follow(run: PlannedRun, steps: number, curve: RangePoint[]): Promise<LearningRateRange['stopped']> {
  let [mean, kept, least] = [0, 1, Infinity]
  while (curve.length < steps) {
    try {
      await run.run({ steps: 1 })
    } catch (error) {
      if (error instanceof MinibatchError && error.code === 'DIVERGED') return 'diverged'
      throw error
    }
    const { loss, learningRate } = run.state as { loss: number; learningRate: number }
    mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
    kept *= SMOOTHING
    const smoothedLoss = mean / (1 - kept)
    curve.push({ learningRate, loss, smoothedLoss })
    least = Math.min(least, smoothedLoss)
    // A loss may lie below 0, as poisson's does.
    if (smoothedLoss - least > (RISE - 1) * Math.abs(least)) return 'rising'
  }
  return 'end'
}

function suggestionsOf(curve: readonly RangePoint[], stopped: LearningRateRange['stopped']): LearningRateSuggestions {
  // Adam and others make their first steps blindly; the end of a curve that rises is past every good rate.
  const from = Math.floor(curve.length / 10)
  const points = curve.slice(from, stopped === 'end' ? undefined : -TAIL)
  const losses = points.map(({ smoothedLoss }) => smoothedLoss)
  const least = losses.indexOf(Math.min(...losses))
  if (points.length < LEAST_POINTS || least <= 0) return { valley: null, steepest: null, minimum: null }
  // Rates are equally far apart on a logarithmic scale: differences are slopes.
  const falls = losses.slice(1).map((loss, i) => loss - losses[i]!)
  const rateAt = (index: number) => points[index]!.learningRate
  return {
    valley: rateAt(middleOfLongestFall(losses)),
    steepest: rateAt(falls.indexOf(Math.min(...falls))),
    minimum: rateAt(least) / 10,
  }
}

/** The middle of the longest sequence, not of neighbours alone, in which every loss is below the one before it. */
function middleOfLongestFall(losses: readonly number[]): number {
  const lengths: number[] = []
  const before: number[] = []
  let end = 0
  for (const [i, loss] of losses.entries()) {
    lengths.push(1)
    before.push(-1)
    for (let j = 0; j < i; j++) {
      if (losses[j]! > loss && lengths[j]! >= lengths[i]!) {
        lengths[i] = lengths[j]! + 1
        before[i] = j
      }
    }
    if (lengths[i]! > lengths[end]!) end = i
  }
  let start = end
  while (before[start]! >= 0) start = before[start]!
  return (start + end) >> 1
}

function reasonOf({ suggestion, curve, stopped }: LearningRateRange, method: LearningRateMethod): string {
  const [first, last] = [shown(curve[0]?.learningRate), shown(curve.at(-1)?.learningRate)]
  if (suggestion === null) {
    const cure = stopped === 'end' ? 'Try rates above it with maxLearningRate' : 'Try rates below it with minLearningRate'
    return `The loss did not fall between the rates ${first} and ${last}, so none is suggested. ${cure}, or scale the data.`
  }
  const where = {
    valley: 'it lies in the middle of the longest fall of the loss',
    steepest: 'there the loss falls steepest',
    minimum: 'it is a tenth of the rate at which the loss is least, beyond which steps overshoot',
  }[method]
  const end = {
    end: `the loss was still in reach at ${last}`,
    rising: `at ${last} the loss had risen to ${RISE} times its least value`,
    diverged: `above ${last} the loss stopped being finite`,
  }[stopped]
  return `Learning rate ${shown(suggestion)}: ${where}; ${end}.`
}

/**
 * The number whose power `count` is `ratio`, by halving: `Math.pow` is not the same in every engine, and the rates of a
 * run are.
 */
function rootOf(ratio: number, count: number): number {
  let [low, high] = [1, ratio]
  for (let halving = 0; halving < 200; halving++) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) break
    if (powerOf(middle, count) < ratio) low = middle
    else high = middle
  }
  return high
}

function powerOf(base: number, count: number): number {
  let power = 1
  for (let i = 0; i < count && Number.isFinite(power); i++) power *= base
  return power
}

function checkRange(first: number, last: number, steps: number): void {
  if (!(first > 0) || !Number.isFinite(first)) {
    throw invalid('minLearningRate', `a finite number above 0; got ${describe(first)}`)
  }
  if (!(last > first) || !Number.isFinite(last)) {
    throw invalid('maxLearningRate', `a finite number above minLearningRate, ${first}; got ${describe(last)}`)
  }
  if (!Number.isInteger(steps) || steps < 10) throw invalid('steps', `a whole number of at least 10; got ${describe(steps)}`)
}

function invalid(option: string, expected: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', `Option ${option} must be ${expected}.`, { option })
}
