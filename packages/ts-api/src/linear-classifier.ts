import { weightsOf } from './coefficients.js'
import { Estimator } from './estimator.js'
import type {
  BinaryCrossEntropyLoss,
  CrossEntropyLoss,
  HingeLoss,
  SquaredHingeLoss,
} from './generated/options.js'
import type { Coefficients, Intercepts } from './model-description.js'
import { type RunOptions, withoutOption } from './options.js'

/** A loss of classes. Of `crossEntropy` there may be any number, of the others two. */
export type ClassLoss =
  | ClassLossObject['name']
  | ClassLossObject

type ClassLossObject = BinaryCrossEntropyLoss | HingeLoss | SquaredHingeLoss | CrossEntropyLoss

/** Weights of two classes, times the rows' own weights. */
type PairWeight = 'balanced' | readonly [first: number, second: number] | null

/** A loss, with weights of as many classes as it takes: of three or more only `auto` and `crossEntropy` do. */
export type ClassLossOptions =
  | {
      /** Loss minimised over the rows of a batch. `auto`: `binaryCrossEntropy` for two classes, `crossEntropy` for more. */
      loss?: 'auto' | ClassLoss
      /** Weights of the classes, times the rows' own weights: `balanced`, or one number ≥ 0 a class. Default none. */
      classWeight?: PairWeight
    }
  | {
      /** Loss minimised over the rows of a batch. `auto`: `binaryCrossEntropy` for two classes, `crossEntropy` for more. */
      loss?: 'auto' | CrossEntropyLoss['name'] | CrossEntropyLoss
      /** Weights of the classes, times the rows' own weights: `balanced`, or one number ≥ 0 a class. Default none. */
      classWeight?: PairWeight | readonly number[]
    }

/** Options of a linear classifier; every one may be left out. */
export type LinearClassifierOptions = Omit<RunOptions, 'hidden' | 'loss' | 'classWeight'> & ClassLossOptions

/**
 * A linear classifier, trained with any loss of classes: one raw output x·w + b for two classes, one a class for more.
 *
 * On plain arrays y holds the classes as numbers; for text labels give rows of objects or a Dataset.
 */
export class LinearClassifier extends Estimator<'classification'> {
  /** @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit` */
  constructor(options: LinearClassifierOptions = {}) {
    super('classification', withoutOption(options as RunOptions, 'hidden', 'LinearClassifier has no hidden layers. Use MLPClassifier.'))
  }

  /** Weight of each feature in the units of the columns: (d) of the second of two classes, (classes, d) of more. */
  get coefficients(): Coefficients {
    return weightsOf(this.describe()).coefficients
  }

  /** Raw output where every feature is 0: of the second of two classes, (classes) of more. */
  get intercept(): Intercepts {
    return weightsOf(this.describe()).intercept
  }

  /** Weights as trained, shaped as `coefficients`: for an encoded table, per standard deviation of each column. */
  get standardizedCoefficients(): Coefficients {
    return weightsOf(this.describe()).standardizedCoefficients
  }
}
