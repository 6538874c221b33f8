import { loadCore } from '#load'

import type { BackendChoice } from './backend/backend.js'
import { weightsOf } from './coefficients.js'
import { calling, MinibatchError } from './errors.js'
import type { Coefficients, Intercepts } from './model-description.js'
import { Predictor } from './predictor.js'
import { readAll, type Source } from './source.js'
import { Trained } from './trained.js'

/** A trained model: what `loadModel` reads and what a trainer hands out. */
export class Model extends Predictor {
  readonly #trained: Trained

  /** @internal */
  constructor(trained: Trained) {
    super()
    this.#trained = trained
  }

  /**
   * Weight of each feature in the units of the columns, shape (d), or (k,d) for k outputs. `featureNames` has their order.
   *
   * @throws MinibatchError OPTION_INVALID for a model with hidden layers
   */
  get coefficients(): Coefficients {
    return weightsOf(this.#trained.description).coefficients
  }

  /** Prediction where every feature is 0, in the target's units; of classes the raw output, or (k) for k outputs. */
  get intercept(): Intercepts {
    return weightsOf(this.#trained.description).intercept
  }

  /** Weights as trained, shaped as `coefficients`: for an encoded table, per standard deviation of each column. */
  get standardizedCoefficients(): Coefficients {
    return weightsOf(this.#trained.description).standardizedCoefficients
  }

  protected override trained(): Trained {
    return this.#trained
  }
}

/**
 * Reads a model's file.
 *
 * @param source a path or address, URL, Blob, bytes or a stream
 * @throws MinibatchError IO_FAILED, MODEL_FILE_INVALID for a file that is truncated, altered or of a newer format
 */
export async function loadModel(source: Source, options: { readonly backend?: BackendChoice } = {}): Promise<Model> {
  const [loaded, { name, bytes }] = await Promise.all([loadCore(options.backend), readAll(source)])
  try {
    return new Model(new Trained(loaded, calling(() => loaded.core.Model.fromBytes(bytes))))
  } catch (error) {
    // The core sees bytes alone; the reader of the message has a file.
    if (!(error instanceof MinibatchError) || error.code !== 'MODEL_FILE_INVALID') throw error
    throw new MinibatchError(error.code, `${name}: ${error.message}`, { ...error.details, file: name }, { cause: error })
  }
}
