import { loadCore } from '#load'

import type { BackendChoice } from './backend/backend.js'
import { calling, MinibatchError } from './errors.js'
import { Predictor, Trained } from './predictor.js'
import { readAll, type Source } from './source.js'

/** A trained model: what `loadModel` reads and what a trainer hands out. */
export class Model extends Predictor {
  readonly #trained: Trained

  /** @internal */
  constructor(trained: Trained) {
    super()
    this.#trained = trained
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
