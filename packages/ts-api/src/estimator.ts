import type { Loaded } from './backend/backend.js'
import type { Session } from './backend/types.js'
import type { RowOf } from './columns.js'
import { Dataset } from './dataset.js'
import { calling, isAborted, MinibatchError } from './errors.js'
import type { TargetsOf } from './inputs.js'
import type { Matrix } from './matrix.js'
import type { Task } from './metrics.js'
import { type RunOptions, type SettledOptions, settle } from './options.js'
import { PartialRun } from './partial-run.js'
import { Predictor } from './predictor.js'
import { release } from './release.js'
import { type Epoch, epochsOf } from './run.js'
import { openSession, standingOf } from './session.js'
import { firstRows, type GivenRows, rowsLike, type RowsWanted } from './training-rows.js'
import type { ArrowTable } from './table/arrow-types.js'
import { Trained } from './trained.js'
import { reach, type WatchedRunHooks } from './watched-run.js'

/** What a fit takes beside its rows. */
export interface FitOptions<T extends Task = Task> extends WatchedRunHooks {
  /** Rows evaluated after every epoch and never trained on, in the form of the training rows. */
  validation?: Dataset | { readonly x: Matrix | ArrowTable | readonly object[]; readonly y: TargetsOf<T> }
}

/** What one more pass takes beside its rows. */
export interface PartialFitOptions {
  /** Stops the pass; the promise then rejects with ABORTED. */
  signal?: AbortSignal
  /**
   * Milliseconds the call may take at most, the reading of the rows included: the pass then ends early, after at least one
   * step, and its record says how many rows it had. Plain arrays are copied in every call; more than a few megabytes of
   * them are better given as a Dataset, which is read once. Default: no limit.
   */
  budgetMs?: number
  /** With the first rows of plain arrays: all classes that will come. Default: those that are met in y. */
  classes?: readonly number[]
}

/** A model that trains itself: what every estimator has in common. */
export abstract class Estimator<T extends Task> extends Predictor<T> {
  readonly #task: T
  readonly #options: RunOptions
  readonly #settled: SettledOptions
  #trained: Trained | undefined
  #partial: PartialRun | undefined

  /**
   * @throws MinibatchError OPTION_INVALID for a value that is no option's; ranges are checked by `fit`, which knows the
   * data
   */
  protected constructor(task: T, options: RunOptions) {
    super()
    this.#task = task
    this.#options = options
    this.#settled = settle(options)
  }

  /**
   * Trains from the start. The event loop stays free meanwhile, and the estimator keeps its former model until the new
   * one is done. An aborted fit leaves the model as it was after its last whole step; one that fails, the former model.
   *
   * @param x features, shape (n,d), with `y`, shape (n); or rows of objects with `y`; or a Dataset with a target
   * @returns one record for each epoch
   * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, DATA_INVALID, DIVERGED, ABORTED
   */
  fit(data: Dataset, options?: FitOptions<T>): Promise<readonly Epoch[]>
  fit<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[], y: TargetsOf<T>, options?: FitOptions<T>): Promise<readonly Epoch[]>
  async fit(x: GivenRows['x'], y?: TargetsOf<T> | FitOptions<T>, last?: FitOptions<T>): Promise<readonly Epoch[]> {
    const [given, options] = parted(x, y, last)
    const training = await firstRows(given, this.#wanted(), 'fit')
    const held: unknown[] = training.owned ? [training.examples] : []
    try {
      const session = openSession(training.loaded, training.examples, this.#settled)
      held.push(session)
      if (options?.validation) {
        const { validation } = options
        const rows = validation instanceof Dataset ? { x: validation } : validation
        const { examples, owned } = rowsLike(rows, training, this.#wanted(), 'validation.x')
        if (owned) held.push(examples)
        calling(() => session.setValidation(examples))
      }
      const keep = () => this.#keep(training.loaded, session)
      await reach({ session, loaded: training.loaded, history: [] }, {}, options ?? {}).catch((error: unknown) => {
        if (isAborted(error) && standingOf(session).step > 0) keep()
        throw error
      })
      return keep()
    } finally {
      held.forEach(release)
    }
  }

  /**
   * One pass over these rows, going on from the model as it is: as many rows as there are, with the same columns each
   * time. The rate is constant unless the option `schedule` says otherwise, and nothing stops early or chooses a penalty.
   * A table's encoding is learnt from the first rows. After `fit` it goes on with plain arrays alone. An aborted pass
   * leaves the model as it was after its last whole step.
   *
   * @param x as `fit` takes it
   * @returns the record of the pass
   * @throws MinibatchError as `fit`; the former model is then kept
   */
  partialFit(data: Dataset, options?: PartialFitOptions): Promise<Epoch>
  partialFit<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[], y: TargetsOf<T>, options?: PartialFitOptions): Promise<Epoch>
  async partialFit(x: GivenRows['x'], y?: TargetsOf<T> | PartialFitOptions, last?: PartialFitOptions): Promise<Epoch> {
    const started = performance.now()
    const [given, options = {}] = parted<T, PartialFitOptions>(x, y, last)
    this.#partial ??= new PartialRun(this.#options, this.#trained)
    const partial = this.#partial
    try {
      const classes = options.classes?.map(String)
      const epoch = await partial.pass(given, { ...this.#wanted(), classes }, { ...options, started })
      this.#trained = partial.trained()
      return epoch
    } catch (error) {
      // A run that failed inside a pass cannot go on; one that was aborted, or only refused its rows, can.
      if (this.#partial === partial && partial.broken) this.#partial = undefined
      else if (isAborted(error) && partial.begun) this.#trained = partial.trained()
      throw error
    }
  }

  /** Takes the model of a fit, and gives its epochs. */
  #keep(loaded: Loaded, session: Session): readonly Epoch[] {
    const history = epochsOf(session, 0)
    this.#trained = new Trained(loaded, calling(() => session.model()), history)
    this.#partial?.close()
    this.#partial = undefined
    return history
  }

  /** Whether there is a model: `fit` or `partialFit` has come to one. */
  get isTrained(): boolean {
    return this.#trained !== undefined
  }

  protected override trained(): Trained {
    if (this.#trained) return this.#trained
    throw new MinibatchError('OPTION_INVALID', 'The model is not trained yet. Call `await model.fit(x, y)` first.')
  }

  #wanted(): RowsWanted {
    const { dtype, backend } = this.#settled
    return { task: this.#task, dtype, backend }
  }
}

/** Rows and options of a call whose second argument is y, or with a Dataset the options. */
function parted<T extends Task, O extends object>(
  x: GivenRows['x'],
  y: TargetsOf<T> | O | undefined,
  last: O | undefined,
): [GivenRows, O | undefined] {
  return x instanceof Dataset ? [{ x }, y as O | undefined] : [{ x, y: y as TargetsOf<T> | undefined }, last]
}
