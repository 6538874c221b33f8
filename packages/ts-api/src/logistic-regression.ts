import { LinearClassifier, type LinearClassifierOptions } from './linear-classifier.js'
import { withoutOption } from './options.js'

/** Options of a logistic regression: those of a linear classifier but the loss. */
export type LogisticRegressionOptions = Omit<LinearClassifierOptions, 'loss'>

/**
 * Logistic regression by mini-batch gradient descent: log loss of two classes by the sigmoid, of more by softmax.
 *
 * @example
 * const model = new LogisticRegression({ epochs: 50, seed: 42 })
 * await model.fit(x, y)
 * model.predictProbability(x)
 */
export class LogisticRegression extends LinearClassifier {
  /** @throws MinibatchError OPTION_INVALID */
  constructor(options: LogisticRegressionOptions = {}) {
    super(
      withoutOption(options, 'loss', 'LogisticRegression always minimises the log loss. For another loss use LinearClassifier.'),
    )
  }
}
