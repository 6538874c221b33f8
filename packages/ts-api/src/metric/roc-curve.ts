/** The receiver operating characteristic: how many of a class are found at the price of how many that are not of it. */
import { MinibatchError } from '../errors.js'
import type { Labels } from '../inputs.js'
import { type Numbers, toColumn } from '../matrix.js'
import { Codes, type Label } from './codes.js'
import { type MetricOptions, weightsOf } from './options.js'

/** What a curve takes beside truth and scores. */
export interface RocCurveOptions extends Pick<MetricOptions, 'sampleWeight'> {
  /** The class whose rows should score high. */
  positive: Label
  /** Leaves out points on a straight line between their neighbours. Default true. */
  dropIntermediate?: boolean | undefined
}

/** Points of a curve, from the threshold above all scores down to the least score. */
export interface RocCurve {
  /** Share of the rows not of the class with a score of at least the threshold, shape (points), rising from 0 to 1. */
  readonly falsePositiveRate: Float64Array
  /** Share of the rows of the class with a score of at least the threshold, shape (points), rising from 0 to 1. */
  readonly truePositiveRate: Float64Array
  /** Shape (points), falling from Infinity. */
  readonly thresholds: Float64Array
}

/**
 * The ROC curve of one class against the rest (scikit-learn's `roc_curve`). Null where no row is of the class, or all are.
 *
 * @param yTrue true classes, shape (n): numbers, text or booleans
 * @param score how much each row looks like one of the class, shape (n), such as its probability: any finite numbers
 * @throws MinibatchError SHAPE_MISMATCH; DATA_INVALID for a label that is none and scores that are not finite
 */
export function rocCurve(yTrue: Labels, score: Numbers, { positive, dropIntermediate = true, ...options }: RocCurveOptions): RocCurve | null {
  const codes = new Codes()
  const truth = codes.of(yTrue, 'yTrue')
  const scores = toColumn(score, truth.length, 'float64', 'score') as Float64Array
  checkFinite(scores)
  const counts = countsOf({ truth, wanted: codes.labels.indexOf(positive), scores, weight: weightsOf(options, truth.length) })
  const [negatives, positives] = [counts.falses.at(-1) ?? 0, counts.trues.at(-1) ?? 0]
  if (!(negatives > 0 && positives > 0)) return null
  const kept = dropIntermediate ? corners(counts) : counts.scores.map((_, i) => i)
  const points = (start: number, at: (i: number) => number) =>
    Float64Array.from({ length: kept.length + 1 }, (_, point) => (point === 0 ? start : at(kept[point - 1]!)))
  return {
    falsePositiveRate: points(0, (i) => counts.falses[i]! / negatives),
    truePositiveRate: points(0, (i) => counts.trues[i]! / positives),
    thresholds: points(Infinity, (i) => counts.scores[i]!),
  }
}

/** For each distinct score, from the highest down, the weight of the rows that score as much or more. */
interface Counts {
  readonly scores: number[]
  readonly trues: number[]
  readonly falses: number[]
}

interface Rows {
  readonly truth: Uint32Array
  readonly wanted: number
  readonly scores: Float64Array
  readonly weight: Float64Array | undefined
}

function countsOf({ truth, wanted, scores, weight }: Rows): Counts {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const counts: Counts = { scores: [], trues: [], falses: [] }
  let [trues, falses] = [0, 0]
  for (const [i, row] of order.entries()) {
    const w = weight?.[row] ?? 1
    if (truth[row] === wanted) trues += w
    else falses += w
    // Rows of equal score are passed at once; those without weight are as if they were not there.
    if (i + 1 < order.length && scores[order[i + 1]!] === scores[row]) continue
    if (trues === (counts.trues.at(-1) ?? 0) && falses === (counts.falses.at(-1) ?? 0)) continue
    counts.scores.push(scores[row]!)
    counts.trues.push(trues)
    counts.falses.push(falses)
  }
  return counts
}

/** The points at which the curve turns, and its ends. */
function corners({ scores, trues, falses }: Counts): number[] {
  const turns = (values: readonly number[], i: number) => values[i + 1]! - values[i]! !== values[i]! - values[i - 1]!
  return scores.map((_, i) => i).filter((i) => i === 0 || i === scores.length - 1 || turns(trues, i) || turns(falses, i))
}

function checkFinite(scores: Float64Array): void {
  const index = scores.findIndex((value) => !Number.isFinite(value))
  if (index < 0) return
  throw new MinibatchError('DATA_INVALID', `score[${index}] must be a finite number; got ${scores[index]}.`, { array: 'score', index })
}
