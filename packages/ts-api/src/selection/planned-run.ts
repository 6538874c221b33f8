/** A run over a dataset, from its options to its end. */
import { type Loaded, steady } from '../backend/backend.js'
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

/** What a run says of itself. */
export interface RunDescription {
  readonly layers: readonly { readonly inputs: number; readonly units: number }[]
  /** Weights and biases, P. */
  readonly parameters: number
  readonly threads: number
  readonly numerics: 'strict' | 'fast'
  /** Bytes held: the encoded rows, their order, parameters with their gradient, the optimizer's states, a batch's values. */
  readonly bytes: Readonly<Record<'data' | 'order' | 'parameters' | 'states' | 'activations' | 'total', number>>
}

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
    // Runs that are compared do not change over in the middle: on a GPU where it is named, else on the CPU.
    this.#session = openSession(steady(this.#loaded), this.#examples, settled)
    this.#signal = signal
  }

  /** Records with every epoch the loss over these rows, encoded as the training rows were. */
  evaluateOn(data: Dataset, dtype: SelectionOptions['dtype']): void {
    const examples = data === this.#data ? this.#examples : examplesLike(data, this.#examples, this.#loaded, dtype)
    this.evaluateOnEncoded(examples)
  }

  /** The same of rows that are encoded already as the training rows are. */
  evaluateOnEncoded(examples: Examples): void {
    calling(() => this.#session.setValidation(examples))
  }

  /** The loss over the rows given to `evaluateOn` as the run stands; not a number once it has diverged. */
  get validationLoss(): number {
    return calling(() => this.#session.validationLoss()) ?? Number.NaN
  }

  /** The parameters as the run stands, in logical order. */
  get parameters(): Float64Array {
    return calling(() => this.#session.parameters())
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
    return this.#plan.optimizer.learningRate
  }

  /** The name of the loss. */
  get loss(): string {
    return this.#plan.loss.name
  }

  get #plan(): { optimizer: { learningRate: number }; loss: { name: string } } {
    return JSON.parse(calling(() => this.#session.plan())) as { optimizer: { learningRate: number }; loss: { name: string } }
  }

  /** Bytes the run holds, by the core's own count: rows and order, parameters, optimizer, and what a batch needs. */
  get bytes(): number {
    return this.describe().bytes.total
  }

  /** What runs. */
  describe(): RunDescription {
    return JSON.parse(calling(() => this.#session.describe())) as RunDescription
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
