import type { Backend } from '../backend/backend.js'
import type { Dataset, Split } from '../dataset.js'
import { MinibatchError } from '../errors.js'
import { coreOf } from '../examples.js'
import { describe } from '../matrix.js'
import { type Evaluation, scoreOf } from '../metrics.js'
import { shown, textTable } from '../text-table.js'
import { type BatchSizeAdvice, findBatchSize } from './batch-size-advice.js'
import { findLearningRate, type LearningRateRange } from './learning-rate-range.js'
import type { SelectionOptions } from './options.js'
import { discard, PlannedRun } from './planned-run.js'
import { defaultsOf, type TunedOptions, TrialPlan } from './trial-plan.js'
import { spreadOf } from './spread.js'

/** Rows up to which a trial is five runs, each measured on a fifth: one part of so few would tell little. */
const FOLDED_ROWS = 5000
const FOLDS = 5
/** Beyond, one part is held out: a fifth, and so many rows at most. */
const SHARE = 0.2
const MOST_HELD_OUT = 50_000
const BUDGET = 60

/** Where a search is. */
export interface TuningProgress {
  /** What is done now. */
  readonly phase: 'learning rate' | 'batch size' | 'search'
  /** Trials done. */
  readonly trials: number
  /** Mean held-out loss of the defaults; null before they were tried. */
  readonly baseline: number | null
  /** The least one so far; null before the first. */
  readonly best: number | null
}

/** Options of a search; every one may be left out. Those of the run hold in every trial; what is tuned varies around them. */
export interface TuningOptions extends Omit<SelectionOptions, 'initialParameters'> {
  /** Time of the search, in seconds; the range test and the advice come before it. Default 60, without `trials`. */
  budgetSeconds?: number | undefined
  /** Trials beside the defaults, ≥ 1, whatever they take: the same search on every machine. */
  trials?: number | undefined
  /** Called when something begins. */
  onProgress?: ((progress: TuningProgress) => void) | undefined
}

/** One set of options, tried. */
export interface Trial {
  /** What sets it apart. */
  readonly options: TunedOptions
  /** Where it comes from. */
  readonly origin: 'defaults' | 'range test' | 'advice' | 'search'
  /** Mean held-out loss, in the units trained in; null where it diverged. */
  readonly loss: number | null
  /** Mean held-out R² or accuracy; null where it is undefined. */
  readonly score: number | null
}

/** What a search found. `String(found)` is a table of the best trials. */
export class Tuning {
  /** The range test with the options as given. */
  readonly range: LearningRateRange
  /** Which batch size gets to a good loss soonest here; null where none got there. */
  readonly batchSize: BatchSizeAdvice | null
  /** The trials in their order, the defaults first. */
  readonly trials: readonly Trial[]
  /** The options as given, `auto` where nothing was. */
  readonly baseline: Trial
  /** The trial of the least held-out loss: the defaults where none is better. */
  readonly best: Trial
  /** The metric of `score`: R² of numbers, accuracy of classes. */
  readonly metric: 'r2' | 'accuracy'
  /** Parts that every trial was measured on. */
  readonly folds: number
  /** The build of the core that ran. */
  readonly backend: Backend

  /** @internal */
  constructor(found: Pick<Tuning, 'range' | 'batchSize' | 'trials' | 'metric' | 'folds' | 'backend'>) {
    this.range = found.range
    this.batchSize = found.batchSize
    this.trials = found.trials
    this.baseline = found.trials[0]!
    this.best = found.trials.reduce((best, next) => ((next.loss ?? Infinity) < (best.loss ?? Infinity) ? next : best))
    this.metric = found.metric
    this.folds = found.folds
    this.backend = found.backend
  }

  /** The ten best trials and the defaults as a table of aligned columns. */
  toString(): string {
    const ranked = this.trials.toSorted((a, b) => (a.loss ?? Infinity) - (b.loss ?? Infinity)).slice(0, 10)
    const listed = ranked.includes(this.baseline) ? ranked : [...ranked, this.baseline]
    const names = [...new Set(this.trials.flatMap(({ options }) => Object.keys(options)))] as (keyof TunedOptions)[]
    return textTable([
      ['trial', ...names, 'held-out loss', this.metric],
      ...listed.map(({ origin, options, loss, score }) => [origin, ...names.map((name) => cellOf(options[name])), shown(loss), shown(score)]),
    ])
  }
}

/**
 * Learning rate, batch size, penalty and hidden layers that do better than the defaults on rows held out: a range test, the
 * batch size for this machine with its proof, then trials drawn evenly over the options that matter (quasi-random search:
 * Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012), all on the same parts of the data.
 * The defaults are the first trial, so that what is found is never worse on these parts.
 *
 * With `trials` the trials are the same on every machine for one seed; with a budget of time the machine settles how many
 * there are, and the batch size that is advised for it is one of them.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, ABORTED
 * @example
 * const { best, baseline } = await tune(data, { budgetSeconds: 30 })
 * const model = new LinearRegression(best.options)
 */
export async function tune(data: Dataset, options: TuningOptions = {}): Promise<Tuning> {
  const { budgetSeconds, trials: count, onProgress, ...run } = options
  check('budgetSeconds', budgetSeconds, (value) => value > 0, 'a number above 0')
  check('trials', count, (value) => Number.isInteger(value) && value >= 1, 'a whole number of at least 1')
  const trials: Trial[] = []
  const report = (phase: TuningProgress['phase']) => {
    const losses = trials.flatMap(({ loss }) => loss ?? [])
    onProgress?.({ phase, trials: trials.length, baseline: trials[0]?.loss ?? null, best: losses.length > 0 ? Math.min(...losses) : null })
  }
  report('learning rate')
  const range = await findLearningRate(data, rangeOptions(run))
  report('batch size')
  const advice = await adviceOf(data, run)
  const parts = partsOf(data, run.seed ?? 0)
  try {
    const deadline = count === undefined ? performance.now() + 1000 * (budgetSeconds ?? BUDGET) : Infinity
    const defaults = defaultsOf(run)
    const attempt = async (origin: Trial['origin'], tuned: TunedOptions): Promise<boolean> => {
      report('search')
      const found = await trialOf(parts, { ...run, ...tuned }, trials.length === 0 ? Infinity : deadline)
      if (found) trials.push({ options: tuned, origin, ...found })
      return found !== null
    }
    // The defaults are measured whatever they take.
    await attempt('defaults', defaults)
    const plan = new TrialPlan(data, run, run.seed ?? 0)
    let left = count ?? Infinity
    if (range.suggestion !== null && left-- > 0) await attempt('range test', { ...defaults, learningRate: range.suggestion })
    // What a clock has chosen is no part of a search that is the same everywhere.
    if (advice && count === undefined) await attempt('advice', { ...defaults, batchSize: advice.batchSize })
    while (left-- > 0 && performance.now() < deadline) if (!(await attempt('search', plan.next()))) break
    const metric = data.report.classes.length > 0 ? 'accuracy' : 'r2'
    return new Tuning({ range, batchSize: advice, trials, metric, folds: parts.length, backend: coreOf(data, run.backend).backend })
  } finally {
    for (const { train, test } of parts) [train, test].forEach(discard)
  }
}

/** Losses and scores over the parts; null where time ran out. */
async function trialOf(parts: readonly Split[], options: SelectionOptions, deadline: number): Promise<Pick<Trial, 'loss' | 'score'> | null> {
  const found: Evaluation[] = []
  for (const { train, test } of parts) {
    const left = (deadline - performance.now()) / 1000
    if (left <= 0) return null
    const run = new PlannedRun(train, options)
    try {
      await run.run(Number.isFinite(left) ? { seconds: left } : {})
      if (!run.state.finished) return null
      found.push(run.model().evaluate(test))
    } catch (error) {
      if (error instanceof MinibatchError && error.code === 'DIVERGED') return { loss: null, score: null }
      throw error
    } finally {
      run.close()
    }
  }
  const scores = found.map(({ metrics }) => scoreOf(metrics))
  const loss = spreadOf(found.map(({ loss }) => loss)).mean
  const known = scores.filter((score) => score !== null)
  return { loss: Number.isFinite(loss) ? loss : null, score: known.length === scores.length ? spreadOf(known).mean : null }
}

/** Five folds of a small table, or one part held out of a large one; classes in proportion. */
function partsOf(data: Dataset, seed: number): Split[] {
  const stratify = Boolean(data.target) && data.report.classes.length > 0
  if (data.rows <= FOLDED_ROWS) return [...data.folds(Math.min(FOLDS, data.rows), { seed })]
  return [data.split({ test: Math.min(SHARE, MOST_HELD_OUT / data.rows), seed, stratify })]
}

function rangeOptions(run: SelectionOptions): Parameters<typeof findLearningRate>[1] {
  const { learningRate: _rate, schedule: _schedule, epochs: _epochs, earlyStopping: _stopping, average: _average, l2, ...others } = run
  return { ...others, ...(typeof l2 === 'number' && { l2 }) }
}

async function adviceOf(data: Dataset, run: SelectionOptions): Promise<BatchSizeAdvice | null> {
  const { batchSize: _size, ...options } = rangeOptions(run) as SelectionOptions
  try {
    return await findBatchSize(data, options as Parameters<typeof findBatchSize>[1])
  } catch (error) {
    if (error instanceof MinibatchError && error.code === 'DIVERGED') return null
    throw error
  }
}

function cellOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((layer) => (typeof layer === 'number' ? layer : (layer as { units: number }).units)).join(',') || '–'
  return typeof value === 'number' ? shown(value) : value === undefined ? '–' : String(value)
}

function check(option: string, value: number | undefined, fits: (value: number) => boolean, expected: string): void {
  if (value === undefined || fits(value)) return
  throw new MinibatchError('OPTION_INVALID', `Option ${option} must be ${expected}; got ${describe(value)}.`, { option })
}
