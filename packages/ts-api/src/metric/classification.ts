/** How well predicted classes meet the true ones. Conventions are scikit-learn's; the core does the arithmetic. */
import { loadedCore } from '#load'

import { calling, MinibatchError } from '../errors.js'
import type { Labels } from '../inputs.js'
import { optionsJson } from '../options.js'
import { Codes, type Label } from './codes.js'
import { type MetricOptions, weightsOf } from './options.js'

/** What a metric of classes takes beside truth and prediction. */
export interface ClassMetricOptions<L extends Label = Label> extends MetricOptions {
  /** All classes, in the order they are to have. Default: those that are met, numbers by value, text by code point. */
  classes?: readonly L[] | undefined
}

/** Which classes are taken for which. */
export interface ConfusionMatrix {
  /** The classes, in the order of rows and columns. */
  readonly classes: readonly number[] | readonly string[] | readonly boolean[]
  /** Rows of true class i that were predicted as class j at `matrix[i][j]`, counted by their weight. */
  readonly matrix: readonly (readonly number[])[]
}

/**
 * Share of the rows whose class is predicted (scikit-learn's `accuracy_score`).
 *
 * @param yTrue true classes, shape (n): numbers, text or booleans
 * @param yPred predicted classes, shape (n)
 * @throws MinibatchError SHAPE_MISMATCH, DATA_INVALID for no rows or labels of two kinds
 */
export function accuracyScore(yTrue: Labels, yPred: Labels, options: MetricOptions = {}): number {
  return measured('accuracy', { yTrue, yPred }, options) as number
}

/**
 * Mean over the classes, met or predicted, of 2 · precision · recall / (precision + recall), 0 where both are 0
 * (scikit-learn's `f1_score` with `average="macro"`).
 *
 * @throws MinibatchError as `accuracyScore`
 */
export function f1Score(yTrue: Labels, yPred: Labels, options: MetricOptions = {}): number {
  return measured('f1', { yTrue, yPred }, options) as number
}

/**
 * Which classes are taken for which: rows are true, columns predicted classes (scikit-learn's `confusion_matrix`).
 *
 * @throws MinibatchError as `accuracyScore`; DATA_INVALID for a label that is none of the option `classes`, and for more
 * than 2,000 classes
 */
export function confusionMatrix(yTrue: Labels, yPred: Labels, options: ClassMetricOptions = {}): ConfusionMatrix {
  return measured('confusionMatrix', { yTrue, yPred }, options) as ConfusionMatrix
}

function measured(
  metric: 'accuracy' | 'f1' | 'confusionMatrix',
  { yTrue, yPred }: { yTrue: Labels; yPred: Labels },
  options: ClassMetricOptions,
): number | ConfusionMatrix {
  const codes = new Codes()
  const truth = codes.of(yTrue, 'yTrue')
  const predicted = codes.of(yPred, 'yPred')
  if (truth.length !== predicted.length) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `yPred must have one label for each of yTrue: expected ${truth.length}, got ${predicted.length}.`,
      { expected: truth.length, got: predicted.length, array: 'yPred' },
    )
  }
  const { core } = loadedCore(options.backend)
  const json = optionsJson({ metric, labels: codes.labels, classes: options.classes ?? null })
  const weight = weightsOf(options, truth.length)
  return JSON.parse(calling(() => core.labelMetrics(truth, predicted, json, weight))) as number | ConfusionMatrix
}
