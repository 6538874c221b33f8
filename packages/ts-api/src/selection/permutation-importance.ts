import type { Examples } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { aborted, calling, MinibatchError } from '../errors.js'
import { checkSameCore, examplesOf } from '../examples.js'
import { describe } from '../matrix.js'
import type { ClassificationMetrics, Evaluation, RegressionMetrics } from '../metrics.js'
import type { ModelDescription } from '../model-description.js'
import { optionsJson } from '../options.js'
import { evaluateExamples, type Predictor, trainedOf } from '../predictor.js'
import { release } from '../release.js'
import { stateOf } from '../table/state.js'
import { shown, textTable } from '../text-table.js'
import type { Trained } from '../trained.js'
import { breathe } from './breath.js'
import type { MetricName } from './cross-validation.js'

/** Metrics of which more is better; of the others less is. */
const SCORES: ReadonlySet<string> = new Set<MetricName>(['r2', 'accuracy', 'f1', 'auc'])

/** What a model gets worse by: its mean loss, in the units trained in, or a metric of its task. */
export type ImportanceMetric = 'loss' | MetricName

/** Options of a permutation importance; every one may be left out. */
export interface PermutationImportanceOptions {
  /** What the model gets worse by. Default R² of numbers, accuracy of classes. */
  metric?: ImportanceMetric | undefined
  /** Times each column is permuted, ≥ 1. Default 5. */
  repeats?: number | undefined
  /** Seed of the orders, from 0 to 2^53 − 1. Default 0. */
  seed?: number | undefined
  /** Columns to permute, in this order. Default all that the model takes, in the order of its features. */
  columns?: readonly string[] | undefined
  /** Stops the work between two evaluations; the promise then rejects with ABORTED. */
  signal?: AbortSignal | undefined
}

/** What a column is worth to a model. */
export interface ColumnImportance {
  /** The column; of plain arrays `feature 0` and so on. */
  readonly name: string
  /** What each permutation made the metric worse by, shape (repeats); below 0 where the model did better. */
  readonly importances: readonly number[]
  /** Their mean. */
  readonly mean: number
  /** Their population standard deviation. */
  readonly std: number
}

/** What a permutation importance found. `String(found)` is a table, the most important column first. */
export class PermutationImportance {
  /** What the model got worse by. */
  readonly metric: ImportanceMetric
  /** The metric of the rows as they are. */
  readonly baseline: number
  /** The columns, in the order of the model's features or as they were asked for. */
  readonly columns: readonly ColumnImportance[]

  /** @internal */
  constructor(metric: ImportanceMetric, baseline: number, columns: readonly ColumnImportance[]) {
    this.metric = metric
    this.baseline = baseline
    this.columns = columns
  }

  /** The columns as a table of aligned columns. */
  toString(): string {
    const ranked = this.columns.toSorted((a, b) => b.mean - a.mean)
    const worse = SCORES.has(this.metric) ? 'lost' : 'added'
    return textTable([
      ['column', `${this.metric} ${worse}`, 'sd'],
      ...ranked.map(({ name, mean, std }) => [name, shown(mean), shown(std)]),
    ])
  }
}

/**
 * Permutation importance: what a model's metric gets worse by when the cells of one column are dealt out anew among the
 * rows, so that the column says nothing of its row any more (Breiman, "Random forests", Machine Learning 45, 2001); as
 * scikit-learn's `permutation_importance`. Of a table the raw column is permuted, with all features that it becomes.
 * Columns that say the same stand in for each other, so that each of them may seem worth little. Rows that the model was
 * not trained on tell what helps it with new ones.
 *
 * The same rows, options and seed give the same orders on every machine: each column has its own, whichever others are
 * asked for. An evaluation holds the calling thread; between two of them the event loop has a turn.
 *
 * @param estimator a trained model or estimator; of a trainer, `trainer.model()`
 * @param data rows with known targets, as `evaluate` takes them, in memory
 * @throws MinibatchError OPTION_INVALID for a column the model does not take, or a metric that these rows do not have;
 * SHAPE_MISMATCH and DATA_INVALID as `evaluate`; ABORTED
 * @example
 * const found = await permutationImportance(model, test, { repeats: 10, seed: 1 })
 * console.log(found.columns[0].mean, String(found))
 */
export async function permutationImportance(
  estimator: Predictor,
  data: Dataset,
  options: PermutationImportanceOptions = {},
): Promise<PermutationImportance> {
  const { repeats = 5, seed = 0, columns, signal } = options
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw invalid('repeats', `Option repeats must be a whole number of at least 1; got ${describe(repeats)}.`)
  }
  const trained = trainedOf(estimator)
  const { handle, description } = trained
  const metric = options.metric ?? (description.task === 'classification' ? 'accuracy' : 'r2')
  const { examples, owned } = encoded(trained, data)
  try {
    const names = namesOf(examples, description)
    const baseline = valueOf(evaluateExamples(handle, examples), metric)
    const found: ColumnImportance[] = []
    for (const name of columns ?? names) {
      const column = placeOf(name, names)
      const importances: number[] = []
      for (let repeat = 0; repeat < repeats; repeat++) {
        if (signal?.aborted) throw aborted(signal)
        const permuted = calling(() => examples.permuted(optionsJson({ column, seed, repeat })))
        try {
          const value = valueOf(evaluateExamples(handle, permuted), metric)
          importances.push(SCORES.has(metric) ? baseline - value : value - baseline)
        } finally {
          release(permuted)
        }
        await breathe()
      }
      found.push({ name, importances, ...momentsOf(importances) })
    }
    return new PermutationImportance(metric, baseline, found)
  } finally {
    if (owned) release(examples)
  }
}

/** The rows of a dataset as the model takes them. */
function encoded({ handle, loaded }: Trained, data: Dataset): { readonly examples: Examples; readonly owned: boolean } {
  checkSameCore(data, loaded)
  const { table } = stateOf(data)
  return table ? { examples: calling(() => handle.encode(table)), owned: true } : { examples: examplesOf(data), owned: false }
}

/** Names of what can be permuted, by number: the columns of encoded rows, the features of plain arrays. */
function namesOf(examples: Examples, { encoder, names }: ModelDescription): readonly string[] {
  const { encoded, features } = JSON.parse(calling(() => examples.describe())) as { encoded: boolean; features: number }
  if (encoded && encoder) return encoder.columns.map(({ name }) => name)
  return names ?? Array.from({ length: features }, (_, feature) => `feature ${feature}`)
}

function placeOf(name: string, names: readonly string[]): number {
  const place = names.indexOf(name)
  if (place >= 0) return place
  throw invalid('columns', `Option columns names '${name}', which the model does not take; it takes ${names.slice(0, 20).join(', ')}.`)
}

/** The metric of an evaluation. */
function valueOf({ loss, metrics }: Evaluation, metric: ImportanceMetric): number {
  const known: Partial<RegressionMetrics & ClassificationMetrics> & { loss: number } = { loss, ...metrics }
  const value = known[metric]
  if (typeof value === 'number') return value
  throw invalid(
    'metric',
    value === null
      ? `Option metric is '${metric}', which is not defined on these rows. Give rows on which it is, or another metric, such as 'loss'.`
      : `Option metric must be one of ${Object.keys(known).join(', ')} for this model; got ${describe(metric)}.`,
  )
}

/** Mean and population deviation, as NumPy's. */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, std: Math.sqrt(squares / values.length) }
}

function invalid(option: string, message: string): MinibatchError {
  return new MinibatchError('OPTION_INVALID', message, { option })
}
