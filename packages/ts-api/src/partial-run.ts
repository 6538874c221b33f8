/** A run that takes other rows in every pass. */
import type { Session } from './backend/types.js'
import { Dataset, stateOf } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { isRows } from './inputs.js'
import { optionsJson, type RunOptions, settle } from './options.js'
import { release } from './release.js'
import { drive, type Epoch, epochsOf } from './run.js'
import { openSession } from './session.js'
import { firstRows, type GivenRows, rowsLike, type RowsWanted, type TrainingRows } from './training-rows.js'
import { Trained } from './trained.js'

/** An open run and the rows it began with: later ones are read as those were. */
interface Open {
  readonly session: Session
  readonly first: TrainingRows
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

  /** Trains one pass over these rows. */
  async pass(given: GivenRows, wanted: RowsWanted, signal: AbortSignal | undefined): Promise<Epoch> {
    if (this.#running) {
      throw new MinibatchError('OPTION_INVALID', 'This model is in a partialFit already. Await it before the next call.')
    }
    this.#running = true
    try {
      const { session } = await this.#take(given, wanted)
      const goal = optionsJson({ epochs: 1 })
      calling(() => session.setGoal(goal))
      this.#broken = true
      await drive(session, { signal }, this.#history.length)
      this.#history.push(...epochsOf(session, this.#history.length))
      this.#broken = false
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
    const session = openSession(first.loaded.core, first.examples, {
      ...settled,
      ...(initialParameters && { initialParameters }),
    })
    return { session, first }
  }
}

function isTable(x: GivenRows['x']): boolean {
  return x instanceof Dataset ? stateOf(x).table !== undefined : isRows(x)
}
