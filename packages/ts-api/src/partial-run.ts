/** A run that takes other rows in every pass. */
import { steady } from './backend/backend.js'
import type { Session } from './backend/types.js'
import { Dataset } from './dataset.js'
import { calling, isAborted, MinibatchError } from './errors.js'
import { type RunOptions, settle } from './options.js'
import { release } from './release.js'
import { drive, type Epoch, epochsOf } from './run.js'
import { openSession, setGoal } from './session.js'
import { firstRows, type GivenRows, rowsLike, type RowsWanted, type TrainingRows } from './training-rows.js'
import { Trained } from './trained.js'
import { isRawRows } from './table/raw-rows.js'
import { stateOf } from './table/state.js'

/** An open run and the rows it began with: later ones are read as those were. */
interface Open {
  readonly session: Session
  readonly first: TrainingRows
}

/** What ends a pass before its rows do. */
export interface PassLimits {
  readonly signal?: AbortSignal
  /** Milliseconds from `started` on. */
  readonly budgetMs?: number
  /** When the call began, by `performance.now()`. */
  readonly started: number
}

/** The run behind `partialFit`. */
export class PartialRun {
  readonly #options: RunOptions
  readonly #from: Trained | undefined
  readonly #history: Epoch[] = []
  #open: Open | undefined
  #running = false
  #broken = false

  /** A run that starts from this model, or from the seed. */
  constructor(options: RunOptions, from: Trained | undefined) {
    this.#options = options
    this.#from = from
  }

  /** Whether a pass failed in its middle. */
  get broken(): boolean {
    return this.#broken
  }

  /** Whether a step was taken. */
  get begun(): boolean {
    return this.#history.length > 0
  }

  /** Trains one pass over these rows, as far as its limits let it. */
  async pass(given: GivenRows, wanted: RowsWanted, limits: PassLimits): Promise<Epoch> {
    if (this.#running) {
      throw new MinibatchError('OPTION_INVALID', 'This model is in a partialFit already. Await it before the next call.')
    }
    this.#running = true
    try {
      const { session } = await this.#take(given, wanted)
      setGoal(session, { epochs: 1, ...secondsLeft(limits) })
      this.#broken = true
      await drive(session, { signal: limits.signal }, this.#history.length).catch((error: unknown) => {
        if (isAborted(error)) this.#record(session)
        throw error
      })
      this.#record(session)
      return this.#history.at(-1) as Epoch
    } finally {
      this.#running = false
      if (this.#broken) this.close()
    }
  }

  /** The model as it stands. */
  trained(): Trained {
    const { session, first } = this.#open as Open
    return new Trained(first.loaded, calling(() => session.model()), this.#history)
  }

  /** Gives the memory back. */
  close(): void {
    release(this.#open?.session)
    if (this.#open?.first.owned) release(this.#open.first.examples)
    this.#open = undefined
  }

  /** Ends the pass where it stands. */
  #record(session: Session): void {
    calling(() => session.cutEpoch())
    for (const epoch of epochsOf(session, this.#history.length)) this.#history.push(epoch)
    this.#broken = false
  }

  async #take(given: GivenRows, wanted: RowsWanted): Promise<Open> {
    if (!this.#open) {
      this.#open = await this.#begin(given, wanted)
      return this.#open
    }
    const { session, first } = this.#open
    const { examples, owned } = rowsLike(given, first, wanted, 'x')
    try {
      calling(() => session.setRows(examples))
    } finally {
      if (owned) release(examples)
    }
    return this.#open
  }

  async #begin(given: GivenRows, wanted: RowsWanted): Promise<Open> {
    const from = this.#from?.description
    if (from && (from.names !== null || isTable(given.x))) {
      throw new MinibatchError(
        'OPTION_INVALID',
        'After fit, or a pass that failed, partialFit goes on with plain arrays alone: each run encodes a table anew. Call partialFit of a new estimator from the first rows on.',
      )
    }
    const classes = wanted.classes ?? (from?.task === 'classification' ? from.classes : undefined)
    const first = await firstRows(given, { ...wanted, classes }, 'partialFit')
    const { order, schedule = 'constant', l2 = 0, ...options } = this.#options
    if (order) {
      throw new MinibatchError('OPTION_INVALID', 'Option order names the rows of a fit; partialFit sees other rows each time.', {
        option: 'order',
      })
    }
    const settled = settle({ ...options, schedule, l2, earlyStopping: null })
    const initialParameters = this.#from && calling(() => this.#from!.handle.parameters())
    // A pass is short, and may have a budget of time: none waits for a GPU to be tried.
    const session = openSession(steady(first.loaded), first.examples, {
      ...settled,
      ...(initialParameters && { initialParameters }),
    })
    return { session, first }
  }
}

/** What is left of a pass's time. */
function secondsLeft({ budgetMs, started }: PassLimits): { seconds?: number } {
  if (budgetMs === undefined) return {}
  if (!(budgetMs >= 0)) {
    throw new MinibatchError('OPTION_INVALID', `budgetMs must be a number of at least 0; got ${budgetMs}.`, {
      option: 'budgetMs',
    })
  }
  return { seconds: Math.max(0, budgetMs - (performance.now() - started)) / 1000 }
}

function isTable(x: GivenRows['x']): boolean {
  return x instanceof Dataset ? stateOf(x).table !== undefined : isRawRows(x)
}
