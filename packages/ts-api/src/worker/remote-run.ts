/** The run of an estimator, in the worker. */
import { loadCore } from '#load'

import { aborted, calling, MinibatchError } from '../errors.js'
import type { PartialFitOptions } from '../estimator.js'
import type { Task } from '../metrics.js'
import { type RunOptions, withoutOption } from '../options.js'
import type { Epoch, RunHooks } from '../run.js'
import { Trained } from '../trained.js'
import type { TargetsOf } from '../inputs.js'
import type { Matrix } from '../matrix.js'
import { type Connection, connection } from './connection.js'
import type { Dataset } from './dataset.js'
import type { Key } from './messages.js'
import { type GivenRows, type SentRows, toSentRows } from './rows.js'

/** What a fit in the worker takes beside its rows. */
export interface WorkerFitOptions<T extends Task = Task> extends RunHooks {
  /** Rows evaluated after every epoch and never trained on, in the form of the training rows. */
  validation?: Dataset | { readonly x: Matrix | readonly object[]; readonly y: TargetsOf<T> }
  /**
   * Whether typed arrays of the run's dtype leave this side, so that nothing is copied: they are empty afterwards.
   * Default false.
   */
  transfer?: boolean
}

/** What a pass in the worker takes beside its rows. */
export interface WorkerPartialFitOptions extends PartialFitOptions, Pick<WorkerFitOptions, 'transfer'> {}

/** An estimator in the worker: which one, and where it stands. */
export interface SentEstimator {
  readonly key?: Key | undefined
  readonly kind: string
  readonly options: RunOptions
}

/** What a run in the worker came to. */
export interface SentModel {
  readonly key: Key
  readonly bytes: Uint8Array
  /** All epochs of the run that made the model. */
  readonly history: readonly Epoch[]
  /** Whether the run was aborted: the model is then as after its last whole step. */
  readonly aborted: boolean
}

/** Why the worker takes no callbacks. */
export const NO_CALLBACKS =
  'A run in a worker takes no callbacks: they would stand in its way from the other side. Use onEpoch, or the epochs of a Trainer.'

/** The run of one estimator. */
export class RemoteRun {
  readonly #kind: string
  readonly #options: RunOptions
  #held: { readonly by: Connection; readonly key: Key } | undefined
  #trained: Trained | undefined

  constructor(kind: string, options: RunOptions) {
    this.#kind = kind
    this.#options = { ...options }
  }

  /** The model, once it is trained. */
  get trained(): Trained | undefined {
    return this.#trained
  }

  async fit(given: GivenRows, options: WorkerFitOptions = {}): Promise<readonly Epoch[]> {
    const { validation, transfer, signal, onEpoch } = withoutOption(options, 'callbacks', NO_CALLBACKS)
    const to = connection()
    const leaving: ArrayBuffer[] = []
    const sending = { dtype: this.#options.dtype, transfer, leaving }
    const rows = toSentRows(given, to, { ...sending, call: 'fit' })
    const held = validation && ('rows' in validation && !('x' in validation) ? { x: validation } : validation)
    const unseen = held && toSentRows(held as GivenRows, to, { ...sending, name: 'validation.x', call: 'validation.x' })
    return this.#run(to, 'fit', [rows, unseen], { signal, onEvent: onEpoch, transfer: leaving })
  }

  async partialFit(given: GivenRows, options: WorkerPartialFitOptions = {}): Promise<Epoch> {
    const started = performance.now()
    const { classes, transfer, signal, budgetMs } = options
    const to = connection()
    if (this.#held && this.#held.by !== to) {
      throw new MinibatchError(
        'OPTION_INVALID',
        'The worker that held this run was terminated, and partialFit cannot go on. Call fit, or partialFit of a new estimator.',
      )
    }
    const leaving: ArrayBuffer[] = []
    const rows = toSentRows(given, to, { dtype: this.#options.dtype, transfer, leaving, call: 'partialFit' })
    const left = budgetMs === undefined ? undefined : Math.max(0, budgetMs - (performance.now() - started))
    const history = await this.#run(to, 'partialFit', [rows, { classes, budgetMs: left }], { signal, transfer: leaving })
    return history.at(-1) as Epoch
  }

  async #run(
    to: Connection,
    call: 'fit' | 'partialFit',
    args: readonly [rows: SentRows, rest: unknown],
    hooks: Parameters<Connection['call']>[2],
  ): Promise<readonly Epoch[]> {
    const key = this.#held?.by === to ? this.#held.key : undefined
    const estimator: SentEstimator = { key, kind: this.#kind, options: this.#options }
    // A backend that does not exist here is an error before anything runs.
    const loaded = await loadCore(this.#options.backend)
    const made = await to.call<SentModel>(call, [estimator, ...args], hooks)
    if (key !== made.key) {
      this.#held = { by: to, key: made.key }
      to.hold(this, made.key)
    }
    this.#trained = new Trained(loaded, calling(() => loaded.core.Model.fromBytes(made.bytes)), made.history)
    if (made.aborted) throw aborted(hooks?.signal)
    return made.history
  }
}
