import { type Dataset, foldOf } from '../dataset.js'
import { aborted } from '../errors.js'
import type { FoldOptions } from '../generated/options.js'
import type { ClassificationMetrics, Evaluation, RegressionMetrics } from '../metrics.js'
import type { DatasetSplitOptions } from '../table/options.js'
import type { SelectionOptions } from './options.js'
import { discard, PlannedRun } from './planned-run.js'
import { type Spread, spreadOf, spreadOrNull } from './spread.js'
import { shown, shownSpread, textTable } from '../text-table.js'

/** The metrics in the order in which they are shown. */
const NAMES: readonly MetricName[] = ['r2', 'rmse', 'mae', 'poissonDeviance', 'accuracy', 'logLoss', 'f1', 'auc']

/** Options of a cross-validation; every one may be left out. `seed` is that of the folds and of the runs. */
export interface CrossValidationOptions extends SelectionOptions {
  /** Folds, from 2 to the number of rows. Default 5. */
  folds?: number | undefined
  /** Folds that hold the same share of each level of a column, or of the target for true. Default `auto`: of classes. */
  stratify?: FoldOptions['stratify']
  /**
   * Rows of each fold's training part that are held out of its run and evaluated after every epoch, as `Dataset.split`
   * takes it, drawn by `seed` unless it has its own: for `earlyStopping: { monitor: 'validation' }`. Default none.
   */
  holdOut?: DatasetSplitOptions | undefined
  /** Called after every fold. */
  onFold?: ((fold: ValidatedFold) => void) | undefined
}

/** What a model found on the rows of a fold that it was not trained on. */
export interface ValidatedFold extends Evaluation {
  /** Its number, from 1. */
  readonly number: number
  /** Rows it was trained on. */
  readonly trainRows: number
  /** Epochs of its run. */
  readonly epochs: number
  /** Wall time of its epochs, in seconds. */
  readonly seconds: number
  /** The hash of its weights. */
  readonly weightsHash: string
}

/** The metrics of numbers, or of classes. */
export type MetricName = keyof RegressionMetrics | keyof ClassificationMetrics

/** How each metric of the task spreads over the folds; null where it is undefined in one. */
export type MetricSpreads = { readonly [name in MetricName]?: Spread | null }

/** What a cross-validation found. `String(found)` is a table. */
export class CrossValidation {
  /** The folds, in order. */
  readonly folds: readonly ValidatedFold[]
  /** Mean loss of the folds' test rows, in the units trained in. */
  readonly loss: Spread
  /** Metrics of the folds' test rows, by the names they have in an `Evaluation`. */
  readonly metrics: MetricSpreads

  /** @internal */
  constructor(folds: readonly ValidatedFold[]) {
    this.folds = folds
    this.loss = spreadOf(folds.map(({ loss }) => loss))
    const names = NAMES.filter((name) => folds.some(({ metrics }) => name in metrics))
    this.metrics = Object.fromEntries(names.map((name) => [name, spreadOrNull(folds.map((fold) => metricOf(fold, name)))]))
  }

  /** The folds as a table of aligned columns, with mean and deviation. */
  toString(): string {
    const names = NAMES.filter((name) => name in this.metrics)
    return textTable([
      ['fold', 'rows', 'epochs', 'loss', ...names],
      ...this.folds.map((fold) => [
        String(fold.number),
        shown(fold.rows),
        shown(fold.epochs),
        shown(fold.loss),
        ...names.map((name) => shown(metricOf(fold, name))),
      ]),
      ['mean ± sd', '', '', shownSpread(this.loss), ...names.map((name) => shownSpread(this.metrics[name] ?? null))],
    ])
  }
}

/**
 * Cross-validation: a model for each fold, trained on the rows of all others and measured on its own. A table's encoder is
 * learnt from the training rows of each fold, never from those it is measured on.
 *
 * @throws MinibatchError OPTION_INVALID, DATA_INVALID, DIVERGED, ABORTED
 * @example
 * const found = await crossValidate(data, { folds: 5, epochs: 50, seed: 1 })
 * console.log(found.metrics.r2?.mean, String(found))
 */
export async function crossValidate(data: Dataset, options: CrossValidationOptions = {}): Promise<CrossValidation> {
  const { folds = 5, stratify = 'auto', holdOut, onFold, ...run } = options
  const found: ValidatedFold[] = []
  let fold = 0
  do {
    const own = { folds, fold, stratify, seed: run.seed ?? 0 }
    found.push(await validated(data, own, { run, holdOut }))
    onFold?.(found.at(-1) as ValidatedFold)
    fold++
  } while (fold < folds)
  return new CrossValidation(found)
}

/** How the model of a fold is trained. */
interface FoldRun {
  readonly run: SelectionOptions
  readonly holdOut: DatasetSplitOptions | undefined
}

async function validated(data: Dataset, own: FoldOptions, { run: options, holdOut }: FoldRun): Promise<ValidatedFold> {
  if (options.signal?.aborted) throw aborted(options.signal)
  const [whole, test] = [foldOf(data, 'train', own), foldOf(data, 'test', own)]
  const parts = [whole, test]
  try {
    const held = holdOut && whole.split({ seed: own.seed ?? 0, ...holdOut })
    if (held) parts.push(held.train, held.test)
    const train = held?.train ?? whole
    const run = new PlannedRun(train, options)
    try {
      if (held) run.evaluateOn(held.test, options.dtype)
      await run.run()
      const { history } = run
      const model = run.model()
      return {
        ...model.evaluate(test),
        number: (own.fold ?? 0) + 1,
        trainRows: train.rows,
        epochs: history.length,
        seconds: history.reduce((sum, { seconds }) => sum + seconds, 0),
        weightsHash: model.weightsHash,
      }
    } finally {
      run.close()
    }
  } finally {
    parts.forEach(discard)
  }
}

function metricOf({ metrics }: Evaluation, name: MetricName): number | null {
  return (metrics as Partial<RegressionMetrics & ClassificationMetrics>)[name] ?? null
}
