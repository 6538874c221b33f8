/** Metrics of arrays against scikit-learn's numbers in fixtures/metrics.json. */
import {
  accuracyScore,
  calibration,
  confusionMatrix,
  Dataset,
  f1Score,
  LogisticRegression,
  logLoss,
  meanAbsoluteError,
  MinibatchError,
  r2Score,
  rocAucScore,
  rocCurve,
  rootMeanSquaredError,
} from 'minibatch'
import { describe, expect, test } from 'vitest'

import fixture from '../../../fixtures/metrics.json' with { type: 'json' }
import { backends } from './each-backend.js'

/** Both sides add the same float64 numbers, each in its own order. */
function close(got: number | null, expected: number | null): void {
  if (expected === null || got === null) expect(got).toBe(expected)
  else expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(expected)))
}

const orNone = <T>(value: T | null): T | undefined => value ?? undefined

describe.each(backends)('%s', (backend) => {
  test.each(fixture.numbers)('numbers $#', ({ yTrue, yPred, sampleWeight, r2, rmse, mae }) => {
    const options = { sampleWeight: orNone(sampleWeight), backend }
    close(r2Score(yTrue as number[], yPred as number[], options), r2)
    close(rootMeanSquaredError(yTrue as number[], yPred as number[], options), rmse)
    close(meanAbsoluteError(yTrue as number[], yPred as number[], options), mae)
  })

  test.each(fixture.labels)('labels $#', ({ yTrue, yPred, sampleWeight, classes, givenClasses, accuracy, f1, confusionMatrix: matrix }) => {
    const options = { sampleWeight: orNone(sampleWeight), backend }
    const [truth, predicted] = [yTrue as string[], yPred as string[]]
    close(accuracyScore(truth, predicted, options), accuracy)
    close(f1Score(truth, predicted, options), f1)
    const given = givenClasses ? { classes: classes as string[] } : {}
    expect(confusionMatrix(truth, predicted, { ...options, ...given })).toEqual({ classes, matrix })
  })

  test.each(fixture.scores)('scores $#', ({ yTrue, probability, classes, sampleWeight, ...expected }) => {
    const options = { sampleWeight: orNone(sampleWeight), classes, backend }
    close(logLoss(yTrue, probability, options), expected.logLoss)
    close(rocAucScore(yTrue, probability, options), expected.rocAuc)
    if (classes.length > 2) return
    const second = Float64Array.from(probability, (row) => row[1]!)
    close(logLoss(yTrue, second, options), logLoss(yTrue, probability, options))
    close(rocAucScore(yTrue, second, options), expected.rocAuc)
    close(calibration(yTrue, second, options).brierScore, expected.brierScore!)
    // scikit-learn's calibration_curve takes no weights.
    const { bins, expectedCalibrationError } = calibration(yTrue, probability, { classes, backend })
    expect(bins).toHaveLength(expected.observed!.length)
    for (const [i, { observed, predicted }] of bins.entries()) {
      close(observed, expected.observed![i]!)
      close(predicted, expected.predicted![i]!)
    }
    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(yTrue.length)
    const apart = bins.reduce((sum, { rows, observed, predicted }) => sum + rows * Math.abs(observed - predicted), 0)
    close(expectedCalibrationError, apart / yTrue.length)
  })

  test.each(fixture.curves)('ROC curves $#', ({ yTrue, score, sampleWeight, dropIntermediate, ...expected }) => {
    const options = { positive: 'spam', sampleWeight: orNone(sampleWeight), dropIntermediate }
    const { falsePositiveRate, truePositiveRate, thresholds } = rocCurve(yTrue, score, options)!
    expect([...thresholds]).toEqual([Infinity, ...expected.thresholds])
    expect([...falsePositiveRate]).toEqual(expected.falsePositiveRate)
    expect([...truePositiveRate]).toEqual(expected.truePositiveRate)
    // The area below its straight pieces is the score's.
    const area = falsePositiveRate.reduce(
      (sum, x, i) => (i === 0 ? 0 : sum + ((x - falsePositiveRate[i - 1]!) * (truePositiveRate[i]! + truePositiveRate[i - 1]!)) / 2),
      0,
    )
    close(rocAucScore(yTrue, score, { sampleWeight: orNone(sampleWeight), classes: ['ham', 'spam'], backend }), area)
  })

  test('a curve of one class alone is none', () => {
    expect(rocCurve(['a', 'a'], [0.1, 0.2], { positive: 'a' })).toBeNull()
    expect(rocCurve(['a', 'a'], [0.1, 0.2], { positive: 'b' })).toBeNull()
  })

  test('a weight counts as that many rows', () => {
    const [truth, score, weight] = [['a', 'b', 'b'], [0.2, 0.4, 0.9], [2, 1, 3]]
    const repeated = { truth: ['a', 'a', 'b', 'b', 'b', 'b'], score: [0.2, 0.2, 0.4, 0.9, 0.9, 0.9] }
    const options = { sampleWeight: weight, backend }
    close(logLoss(truth!, score!, options), logLoss(repeated.truth, repeated.score, { backend }))
    close(
      calibration(truth!, score!, options).expectedCalibrationError,
      calibration(repeated.truth, repeated.score, { backend }).expectedCalibrationError,
    )
  })

  test('an evaluation of a classifier says which classes it takes for which', async () => {
    const x = Float64Array.from({ length: 90 }, (_, i) => (i % 3) + ((i * 7) % 11) / 12)
    const y = Array.from({ length: 90 }, (_, i) => [10, 20, 30][i % 3]!)
    const data = Dataset.fromArrays({ x: { data: x, columns: 1 }, y, task: 'classification', backend })
    const model = new LogisticRegression({ epochs: 20 })
    await model.fit(data)
    const { confusionMatrix: matrix, metrics } = model.evaluate(data)
    const predicted = [...(model.predict(data) as Float64Array)]
    expect(matrix).toEqual(confusionMatrix(y, predicted, { classes: [10, 20, 30], backend }).matrix)
    const probability = model.predictProbability(data)
    expect(metrics).toEqual({
      accuracy: accuracyScore(y, predicted, { backend }),
      f1: f1Score(y, predicted, { backend }),
      logLoss: logLoss(y, probability, { backend }),
      auc: rocAucScore(y, probability, { backend }),
    })
    expect(matrix!.flat().reduce((sum, rows) => sum + rows, 0)).toBe(90)
  })

  test.each([
    ['no rows', () => r2Score([], [], { backend }), 'DATA_INVALID', /no rows/],
    ['other rows', () => r2Score([1, 2], [1], { backend }), 'SHAPE_MISMATCH', /\(2, 1\).*\(1, 1\)/],
    ['no number', () => r2Score([1, Number.NaN], [1, 2], { backend }), 'DATA_INVALID', /yTrue\[1\].*NaN/],
    ['text for a number', () => meanAbsoluteError(['a'] as never, [1], { backend }), 'DATA_INVALID', /yTrue\[0\]/],
    ['a weight below 0', () => r2Score([1, 2], [1, 2], { sampleWeight: [1, -1], backend }), 'DATA_INVALID', /sampleWeight\[1\] is negative/],
    ['weights of 0', () => accuracyScore([1], [1], { sampleWeight: [0], backend }), 'DATA_INVALID', /sampleWeight is 0/],
    ['weights of other rows', () => accuracyScore([1], [1], { sampleWeight: [1, 1], backend }), 'SHAPE_MISMATCH', /sampleWeight/],
    ['labels of two kinds', () => accuracyScore(['a', 1] as never, ['a', 'a'], { backend }), 'DATA_INVALID', /one kind/],
    ['a label that is none', () => f1Score([Number.NaN], [1], { backend }), 'DATA_INVALID', /yTrue\[0\].*NaN/],
    ['a class that is not named', () => confusionMatrix(['a'], ['b'], { classes: ['a'], backend }), 'DATA_INVALID', /"b" is none of the 1 classes/],
    ['a class named twice', () => confusionMatrix(['a'], ['a'], { classes: ['a', 'a'], backend }), 'OPTION_INVALID', /"a" twice/],
    ['a probability above 1', () => logLoss([0, 1], [0.5, 1.5], { backend }), 'DATA_INVALID', /row 2 has 1.5/],
    ['one class alone', () => logLoss([1, 1], [0.5, 0.5], { backend }), 'SHAPE_MISMATCH', /2 classes; there are 1 \(1/],
    ['a column too few', () => rocAucScore([0, 1, 2], [[1, 0], [0, 1], [0, 1]], { backend }), 'SHAPE_MISMATCH', /2 classes; there are 3/],
    ['no bins', () => calibration([0, 1], [0, 1], { bins: 0, backend }), 'OPTION_INVALID', /bins/],
    ['a score that is not finite', () => rocCurve([0, 1], [0.5, Number.NaN], { positive: 1 }), 'DATA_INVALID', /score\[1\].*NaN/],
    ['three classes to calibrate', () => calibration([0, 1, 2], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], { backend }), 'SHAPE_MISMATCH', /one class against the rest/],
  ])('%s', (_, call, code, sentence) => {
    let error: unknown
    try {
      call()
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(MinibatchError)
    expect(error).toMatchObject({ code, message: expect.stringMatching(sentence) })
  })
})
