/** How well probabilities, or other scores, of classes meet the true ones. Conventions are scikit-learn's. */
import { loadedCore } from '#load'

import { calling, MinibatchError } from '../errors.js'
import type { Labels } from '../inputs.js'
import { isFlatMatrix, type Matrix, type Numbers, toColumn, toMatrix } from '../matrix.js'
import { optionsJson } from '../options.js'
import type { ClassMetricOptions } from './classification.js'
import { Codes } from './codes.js'
import { weightsOf } from './options.js'

/** How far the probabilities of a class can be taken at their word. */
export interface Calibration {
  /** The bins that hold rows, by rising probability: the calibration curve. */
  readonly bins: readonly CalibrationBin[]
  /** Mean squared difference of the probability and what came, 0 or 1 (Brier, 1950): 0 is perfect. */
  readonly brierScore: number
  /** Mean over the rows of |observed − predicted| of their bin (Naeini, Cooper and Hauskrecht, 2015). */
  readonly expectedCalibrationError: number
}

/** Rows whose probability lies in one bin. */
export interface CalibrationBin {
  /** Rows. */
  readonly rows: number
  /** Their weight; the number of rows where none have weights. */
  readonly weight: number
  /** Mean of their probabilities, 0 … 1. */
  readonly predicted: number
  /** Share of them that are of the class, 0 … 1. */
  readonly observed: number
}

/** What a calibration takes beside truth and probabilities. */
export interface CalibrationOptions extends ClassMetricOptions {
  /** Bins of equal width from 0 to 1, ≥ 1. Default 10. */
  bins?: number | undefined
}

/**
 * Mean −log of the probability of the true class, each at least 2^−52 (scikit-learn's `log_loss`).
 *
 * @param yTrue true classes, shape (n)
 * @param probability of the second of two classes, shape (n); or of every class, shape (n, classes), in the order of the
 * classes, as `predictProbability` gives them
 * @throws MinibatchError SHAPE_MISMATCH for other columns than classes: name them all where not all are met;
 * DATA_INVALID for a probability outside 0 … 1
 */
export function logLoss(yTrue: Labels, probability: Numbers | Matrix, options: ClassMetricOptions = {}): number {
  return measured({ metric: 'logLoss', name: 'probability' }, { yTrue, scores: probability }, options) as number
}

/**
 * Area under the ROC curve, the chance that a row of the class is ranked above one that is not; of more than two classes
 * the mean of each against the rest. Null where a class is not met, or is all there is (scikit-learn's `roc_auc_score`
 * with `multi_class="ovr"` and `average="macro"`).
 *
 * @param yTrue true classes, shape (n)
 * @param score of the second of two classes, shape (n), any finite numbers that rank the rows; or of every class, shape
 * (n, classes), in the order of the classes
 * @throws MinibatchError SHAPE_MISMATCH for other columns than classes: name them all where not all are met;
 * DATA_INVALID for scores that are not finite
 */
export function rocAucScore(yTrue: Labels, score: Numbers | Matrix, options: ClassMetricOptions = {}): number | null {
  return measured({ metric: 'rocAuc', name: 'score' }, { yTrue, scores: score }, options) as number | null
}

/**
 * The calibration of probabilities of two classes: the curve over bins of equal width (scikit-learn's
 * `calibration_curve`), the Brier score and the expected calibration error.
 *
 * @param yTrue true classes, shape (n)
 * @param probability of the second class, shape (n), or of both, shape (n,2)
 * @throws MinibatchError as `logLoss`; OPTION_INVALID for no bins
 */
export function calibration(
  yTrue: Labels,
  probability: Numbers | Matrix,
  { bins = 10, ...options }: CalibrationOptions = {},
): Calibration {
  return measured({ metric: 'calibration', name: 'probability', bins }, { yTrue, scores: probability }, options) as Calibration
}

/** A metric, what errors call its scores, and its bins. */
interface Asked {
  readonly metric: 'logLoss' | 'rocAuc' | 'calibration'
  readonly name: string
  readonly bins?: number
}

function measured(
  { name, ...asked }: Asked,
  { yTrue, scores }: { yTrue: Labels; scores: Numbers | Matrix },
  options: ClassMetricOptions,
): number | null | Calibration {
  const codes = new Codes()
  const truth = codes.of(yTrue, 'yTrue')
  const { data, columns } = columnsOf(scores, truth.length, name)
  const { core } = loadedCore(options.backend)
  const json = optionsJson({ ...asked, columns, labels: codes.labels, classes: options.classes ?? null })
  const weight = weightsOf(options, truth.length)
  return JSON.parse(calling(() => core.scoreMetrics(truth, data, json, weight))) as number | null | Calibration
}

function columnsOf(scores: Numbers | Matrix, rows: number, name: string): { data: Float64Array; columns: number } {
  if (!isFlatMatrix(scores) && !(Array.isArray(scores) && typeof scores[0] === 'object')) {
    return { data: toColumn(scores as Numbers, rows, 'float64', name) as Float64Array, columns: 1 }
  }
  const matrix = toMatrix(scores as Matrix, 'float64', name)
  if (matrix.rows === rows) return { data: matrix.data as Float64Array, columns: matrix.columns }
  throw new MinibatchError(
    'SHAPE_MISMATCH',
    `${name} must have one row for each of yTrue: expected ${rows}, got ${matrix.rows}.`,
    { expected: rows, got: matrix.rows, array: name },
  )
}
