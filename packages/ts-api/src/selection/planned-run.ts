/** A run over a dataset, from its options to its end. */
import type { Loaded } from '../backend/backend.js'
import type { Examples, Session } from '../backend/types.js'
import type { Dataset } from '../dataset.js'
import { stateOf } from '../table/state.js'
import { calling } from '../errors.js'
import { coreOf, examplesLike, examplesOf } from '../examples.js'
import { withLayers } from '../mlp.js'
import { Model } from '../model.js'
import { settle } from '../options.js'
import { release } from '../release.js'
import { drive, type Epoch, epochsOf, type Goal } from '../run.js'
import { openSession, setGoal, standingOf, type TrainerState } from '../session.js'
import { Trained } from '../trained.js'
import type { SelectionOptions } from './options.js'

/** A run that is not yet at its end. */
export class PlannedRun {
  readonly #session: Session
  readonly #loaded: Loaded
  readonly #signal: AbortSignal | undefined
  readonly #data: Dataset
  readonly #examples: Examples

  /** @throws MinibatchError OPTION_INVALID, DATA_INVALID, SHAPE_MISMATCH */
  constructor(data: Dataset, { signal, ...options }: SelectionOptions) {
    const settled = settle(withLayers({ hidden: [], ...options }))
    this.#loaded = coreOf(data, settled.backend)
    this.#data = data
    this.#examples = examplesOf(data, settled.dtype)
    this.#session = openSession(this.#loaded.core, this.#examples, settled)
    this.#signal = signal
  }

  /** Records with every epoch the loss over these rows, encoded as the training rows were. */
  evaluateOn(data: Dataset, dtype: SelectionOptions['dtype']): void {
    const examples = data === this.#data ? this.#examples : examplesLike(data, this.#examples, this.#loaded, dtype)
    calling(() => this.#session.setValidation(examples))
  }

  /** Goes so far, or to the planned end. The event loop stays free. */
  async run(goal: Goal = {}): Promise<void> {
    setGoal(this.#session, goal)
    await drive(this.#session, { signal: this.#signal }, 0)
  }

  get history(): readonly Epoch[] {
    return epochsOf(this.#session, 0)
  }

  get state(): TrainerState {
    return standingOf(this.#session)
  }

  get weightsHash(): string {
    return calling(() => this.#session.weightsHash())
  }

  /** The base rate η, before the schedule. */
  get learningRate(): number {
    const { optimizer } = JSON.parse(calling(() => this.#session.plan())) as { optimizer: { learningRate: number } }
    return optimizer.learningRate
  }

  /** Bytes the run holds, by the core's own count: rows and order, parameters, optimizer, and what a batch needs. */
  get bytes(): number {
    const { bytes } = JSON.parse(calling(() => this.#session.describe())) as { bytes: { total: number } }
    return bytes.total
  }

  /** The model as it stands; it outlives the run. */
  model(): Model {
    return new Model(new Trained(this.#loaded, calling(() => this.#session.model()), this.history))
  }

  /** Gives the memory back. */
  close(): void {
    release(this.#session)
  }
}

/** Gives back the memory of a dataset that was made for one run alone. */
export function discard(data: Dataset): void {
  const { table, examples } = stateOf(data)
  if (table) release(table)
  for (const encoded of examples.values()) release(encoded)
}
