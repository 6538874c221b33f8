import { loadCore } from '#load'

import type { Loaded } from './backend/backend.js'
import type { Examples } from './backend/types.js'
import { type Row, type RowOf, tableFromRows } from './columns.js'
import { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { coreOf, examplesFromArrays, examplesLike, examplesOf } from './examples.js'
import { isRows, missingTargets, rowsWithTarget, TARGET } from './inputs.js'
import { type Dtype, type Matrix, type Targets, toMatrix } from './matrix.js'
import { optionsJson, type RunOptions, type SettledOptions, settle } from './options.js'
import { Predictor, Trained } from './predictor.js'
import { release } from './release.js'
import { drive, type Epoch, epochsOf, type RunHooks } from './run.js'
import { openSession } from './session.js'

/** Options of a linear regressor; every one may be left out. */
export interface LinearRegressorOptions extends RunOptions {}

/** What a fit takes beside its rows. */
export interface FitOptions extends RunHooks {
  /** Rows evaluated after every epoch and never trained on, in the form of the training rows. */
  validation?: Dataset | { readonly x: Matrix | readonly object[]; readonly y: Targets }
}

/** Rows in the core's memory; `owned` ones are given back after the run. */
interface Rows {
  readonly loaded: Loaded
  readonly examples: Examples
  readonly owned: boolean
}

/**
 * A linear model ŷ = x·w + b, trained with any loss.
 *
 * On plain arrays nothing is scaled and nothing is penalised unless asked; a Dataset and rows of objects are encoded and
 * standardised by the core.
 */
export class LinearRegressor extends Predictor {
  readonly #options: SettledOptions
  #trained: Trained | undefined

  /**
   * @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit`, which knows the
   * data
   */
  constructor(options: LinearRegressorOptions = {}) {
    super()
    this.#options = settle(options)
  }

  /**
   * Trains from the start. The event loop stays free meanwhile, and the estimator keeps its former model until the new
   * one is done.
   *
   * @param x features, shape (n,d), with `y`, shape (n); or rows of objects with `y`; or a Dataset with a target
   * @returns one record for each epoch
   * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, DATA_INVALID, DIVERGED, ABORTED
   */
  fit(data: Dataset, options?: FitOptions): Promise<readonly Epoch[]>
  fit<T extends RowOf<T>>(x: Matrix | readonly T[], y: Targets, options?: FitOptions): Promise<readonly Epoch[]>
  async fit(
    x: Dataset | Matrix | readonly Row[],
    y?: Targets | FitOptions,
    last?: FitOptions,
  ): Promise<readonly Epoch[]> {
    const options = (x instanceof Dataset ? (y as FitOptions) : last) ?? {}
    const training = x instanceof Dataset ? this.#dataset(x) : await this.#arrays(x, y as Targets)
    const held: unknown[] = training.owned ? [training.examples] : []
    try {
      const session = openSession(training.loaded.core, training.examples, this.#options)
      held.push(session)
      if (options.validation) {
        const validation = this.#validation(options.validation, training)
        if (validation.owned) held.push(validation.examples)
        calling(() => session.setValidation(validation.examples))
      }
      await drive(session, options, 0)
      const history = epochsOf(session, 0)
      this.#trained = new Trained(training.loaded, calling(() => session.model()), history)
      return history
    } finally {
      held.forEach(release)
    }
  }

  protected override trained(): Trained {
    if (this.#trained) return this.#trained
    throw new MinibatchError('OPTION_INVALID', 'The model is not trained yet. Call `await model.fit(x, y)` first.')
  }

  #dataset(dataset: Dataset): Rows {
    const { backend, dtype } = this.#options
    return { loaded: coreOf(dataset, backend), examples: examplesOf(dataset, dtype), owned: false }
  }

  async #arrays(x: Matrix | readonly Row[], y: Targets | undefined): Promise<Rows> {
    const loaded = await loadCore(this.#options.backend)
    if (!y) throw missingTargets('fit', y)
    const dtype = this.#options.dtype ?? 'float32'
    const examples = isRows(x)
      ? encodeRows(loaded, x, y, dtype)
      : examplesFromArrays(loaded, { matrix: toMatrix(x, dtype), dtype, y })
    return { loaded, examples, owned: true }
  }

  #validation(validation: NonNullable<FitOptions['validation']>, { loaded, examples }: Rows): Rows {
    const { dtype } = this.#options
    if (validation instanceof Dataset) {
      return { loaded, examples: examplesLike(validation, examples, loaded, dtype), owned: false }
    }
    const { x, y } = validation
    if (!isRows(x)) {
      const matrix = toMatrix(x as Matrix, dtype ?? 'float32', 'validation.x')
      return { loaded, examples: examplesFromArrays(loaded, { matrix, dtype: dtype ?? 'float32', y }), owned: true }
    }
    const table = tableFromRows(loaded.core, rowsWithTarget(x, y))
    return { loaded, examples: calling(() => loaded.core.Examples.fromTableLike(table, examples)), owned: true }
  }
}

function encodeRows({ core }: Loaded, x: readonly Row[], y: Targets, dtype: Dtype): Examples {
  const table = tableFromRows(core, rowsWithTarget(x, y))
  try {
    return calling(() => core.Examples.fromTable(table, optionsJson({ target: TARGET, dtype })))
  } finally {
    release(table)
  }
}
