/** Worker side: what a model makes of the rows it is judged by: metrics, the rows it missed, the row it is worst at. */
import type { ClassificationMetrics, Dataset, Model, RegressionMetrics } from 'minibatch'

/** The row to look at first. */
export interface TellingRow {
  /** Its number in the file, from 1, and its place among the judged rows. */
  readonly row: number
  readonly place: number
}

/** A row whose class was not met. */
export interface Miss extends TellingRow {
  /** Indices of classes. */
  readonly truth: number
  readonly said: number
  /** Probability of the class it said. */
  readonly probability: number
}

export interface ClassOutcome {
  readonly task: 'classification'
  readonly metrics: ClassificationMetrics
  readonly seen: ClassificationMetrics
  readonly classes: readonly string[]
  /** Rows of true class i predicted as class j at `[i][j]`; absent beyond 2,000 classes. */
  readonly matrix: readonly (readonly number[])[] | undefined
  readonly right: number
  readonly rows: number
  /** The rows it missed, the worst first, at most as many as a page lists. */
  readonly misses: readonly Miss[]
  /** The row whose true class it finds least likely: the worst miss, if there is any. */
  readonly telling: TellingRow
}

export interface NumberOutcome {
  readonly task: 'regression'
  readonly metrics: RegressionMetrics
  readonly seen: RegressionMetrics
  readonly rows: number
  /** True values and predictions, the first few thousand. */
  readonly actual: Float64Array
  readonly predicted: Float64Array
  /** Half of the rows, and nine of ten, are off by at most so much. */
  readonly halfWithin: number
  readonly mostWithin: number
  /** The row whose prediction is farthest from the truth. */
  readonly telling: TellingRow & { readonly actual: number; readonly predicted: number }
}

export type Outcome = ClassOutcome | NumberOutcome

/** The judged rows. */
export interface Judged {
  readonly data: Dataset
  readonly numbers: Float64Array
  readonly target: string
  /** Metrics on the rows it was trained on. */
  readonly train: Dataset
}

/** Rows whose prediction is drawn. */
const drawn = 3000
/** Misses that are told one by one. */
const told = 1000

export function outcomeOf(model: Model, judged: Judged): Outcome {
  return model.describe().task === 'classification' ? classOutcome(model, judged) : numberOutcome(model, judged)
}

function classOutcome(model: Model, { data, numbers, target, train }: Judged): ClassOutcome {
  const { classes } = model.describe()
  const evaluation = model.evaluate(data)
  const truths = classIndices(data.texts(target), classes)
  const { data: probabilities, columns } = model.predictProbability(data)
  const misses: { readonly miss: Miss; readonly trueProbability: number }[] = []
  let [rows, right] = [0, 0]
  let [telling, least] = [{ row: numbers[0], place: 0 }, Number.POSITIVE_INFINITY]
  for (let place = 0; place < truths.length; place++) {
    const truth = truths[place]
    if (truth < 0) continue
    rows++
    const own = place * columns
    const said = largest(probabilities as Float64Array, own, columns)
    const [row, trueProbability] = [numbers[place], probabilities[own + truth]]
    if (said === truth) right++
    else misses.push({ miss: { row, place, truth, said, probability: probabilities[own + said] }, trueProbability })
    // Any miss is more telling than a row it is unsure of.
    const weight = said === truth ? 1 + trueProbability : trueProbability
    if (weight < least) [telling, least] = [{ row, place }, weight]
  }
  misses.sort((a, b) => a.trueProbability - b.trueProbability || a.miss.row - b.miss.row)
  return {
    task: 'classification',
    metrics: evaluation.metrics as ClassificationMetrics,
    seen: model.evaluate(train).metrics as ClassificationMetrics,
    classes,
    matrix: evaluation.confusionMatrix,
    right,
    rows,
    telling,
    misses: misses.slice(0, told).map(({ miss }) => miss),
  }
}

/** The index of each row's class, −1 for a missing one. */
export function classIndices(texts: readonly (string | null)[], classes: readonly string[]): Int32Array {
  const places = new Map(classes.map((name, place) => [name, place]))
  return Int32Array.from(texts, (text) => (text === null ? -1 : (places.get(text) ?? places.get(String(Number(text))) ?? -1)))
}

/** The first of the largest values. */
function largest(values: Float64Array, from: number, count: number): number {
  let best = 0
  for (let index = 1; index < count; index++) if (values[from + index] > values[from + best]) best = index
  return best
}

function numberOutcome(model: Model, { data, numbers, target, train }: Judged): NumberOutcome {
  const actual = Float64Array.from(data.texts(target), (text) => (text === null ? Number.NaN : Number(text)))
  const predicted = model.predict(data) as Float64Array
  const errors = actual.map((value, place) => Math.abs(value - predicted[place]))
  let place = 0
  for (const [index, error] of errors.entries()) if (error > errors[place] || Number.isNaN(errors[place])) place = index
  const sorted = errors.filter(Number.isFinite).toSorted()
  const evaluation = model.evaluate(data)
  return {
    task: 'regression',
    metrics: evaluation.metrics as RegressionMetrics,
    seen: model.evaluate(train).metrics as RegressionMetrics,
    rows: evaluation.rows,
    actual: actual.slice(0, drawn),
    predicted: predicted.slice(0, drawn),
    halfWithin: sorted[Math.floor(sorted.length / 2)],
    mostWithin: sorted[Math.floor(sorted.length * 0.9)],
    telling: { row: numbers[place], place, actual: actual[place], predicted: predicted[place] },
  }
}
