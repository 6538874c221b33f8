import type { Backend, Loaded } from './backend/backend.js'
import type { Session } from './backend/types.js'
import type { Row, RowOf } from './columns.js'
import type { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { coreOf, examplesLike, examplesOf } from './examples.js'
import type { Matrix } from './matrix.js'
import { Model } from './model.js'
import { bindParameters, type Network } from './network.js'
import { optionsJson, type RunOptions, settle } from './options.js'
import { type Evaluation, Trained } from './predictor.js'
import { drive, type Epoch, epochsOf, type Goal, type RunHooks } from './run.js'
import { openSession } from './session.js'

/** Options of a trainer; every one may be left out. */
export interface TrainerOptions extends RunOptions {
  /** Rows evaluated after every epoch and never trained on. */
  validation?: Dataset
}

/** How far a run goes and how it is watched: `epochs` or `steps` from where it stands, or the planned end. */
export type RunRequest = RunHooks & Goal

/** Where a run stands. */
export interface TrainerState {
  /** Updates done. */
  readonly step: number
  /** Whole epochs done. */
  readonly epoch: number
  /** True once the planned epochs are done or early stopping has fired. */
  readonly finished: boolean
  /** True once early stopping has fired. */
  readonly stoppedEarly: boolean
}

/** A run that its caller takes step by step, and can stop and go on with. */
export class Trainer {
  readonly #loaded: Loaded
  readonly #session: Session
  readonly #history: Epoch[] = []
  #running = false

  /**
   * Sets up a run of a network over a dataset.
   *
   * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, DATA_INVALID
   */
  constructor(network: Network, data: Dataset, { validation, ...options }: TrainerOptions = {}) {
    const settled = settle(options)
    this.#loaded = coreOf(data, settled.backend)
    const examples = examplesOf(data, settled.dtype)
    if (examples.features() !== network.inputs) {
      throw new MinibatchError(
        'SHAPE_MISMATCH',
        `The network has ${network.inputs} inputs and the dataset ${examples.features()} features. Build it with sequential(dataset, …).`,
        { expected: network.inputs, got: examples.features() },
      )
    }
    this.#session = openSession(this.#loaded.core, examples, settled)
    if (validation) {
      const rows = examplesLike(validation, examples, this.#loaded, settled.dtype)
      calling(() => this.#session.setValidation(rows))
    }
    bindParameters(network, () => this.parameters)
  }

  /** The build of the core that runs, and why others do not. */
  get backend(): Backend {
    return this.#loaded.backend
  }

  /** Parameters as they stand, in logical order: weights, then bias. A copy. */
  get parameters(): Float64Array {
    return calling(() => this.#session.parameters())
  }

  /** First 16 hex digits of SHA-256 over dtype, shapes and parameters as they stand. */
  get weightsHash(): string {
    return calling(() => this.#session.weightsHash())
  }

  /** The finished epochs, from the first on. */
  get history(): readonly Epoch[] {
    this.#collect()
    return [...this.#history]
  }

  /** Where the run stands. */
  get state(): TrainerState {
    return JSON.parse(calling(() => this.#session.state())) as TrainerState
  }

  /** The options with every `auto` settled: given to a new trainer they make the same run. */
  get plan(): RunOptions {
    return JSON.parse(calling(() => this.#session.plan())) as RunOptions
  }

  /**
   * Trains one epoch for each value taken; nothing runs between two. Ends after `count` epochs, early stopping or not;
   * without a count at the planned end. The schedule follows the option `epochs`, not the count.
   *
   * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED
   */
  async *epochs(count?: number, hooks: RunHooks = {}): AsyncGenerator<Epoch, void, undefined> {
    if (count !== undefined) checkCount('epochs', count)
    for (let done = 0; done < (count ?? Infinity); done++) {
      if (count === undefined && this.state.finished) return
      const [epoch] = await this.run({ ...hooks, epochs: 1 })
      if (!epoch) return
      yield epoch
    }
  }

  /**
   * Trains to a goal: so many epochs or steps from where the run stands, or to its planned end.
   *
   * @returns the epochs that this call finished
   * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED; the run then stands where it stopped
   */
  async run(request: RunRequest = {}): Promise<readonly Epoch[]> {
    const { signal, onEpoch, ...goal } = request
    if (this.#running) {
      throw new MinibatchError('OPTION_INVALID', 'This trainer is running already. Await its run before the next call.')
    }
    this.#running = true
    try {
      const from = this.#collect()
      const goalJson = optionsJson(goal)
      calling(() => this.#session.setGoal(goalJson))
      await drive(this.#session, { signal, onEpoch }, from)
      this.#collect()
      return this.#history.slice(from)
    } finally {
      this.#running = false
    }
  }

  /** Takes the epochs that were finished since; gives how many there are. */
  #collect(): number {
    this.#history.push(...epochsOf(this.#session, this.#history.length))
    return this.#history.length
  }

  /** The model as it stands: it keeps these parameters while the run goes on. */
  model(): Model {
    return new Model(new Trained(this.#loaded, calling(() => this.#session.model()), this.history))
  }

  /**
   * Predictions of the model as it stands, shape (n); one row as an object gives one number.
   *
   * @throws MinibatchError as `Model.predict`
   */
  predict<T extends RowOf<T>>(x: Matrix | readonly T[] | Dataset): Float64Array
  predict<T extends RowOf<T>>(row: T): number
  predict(x: Matrix | readonly Row[] | Dataset | Row): Float64Array | number {
    return this.model().predict(x as Matrix)
  }

  /**
   * Loss and metrics of the model as it stands.
   *
   * @throws MinibatchError as `Model.evaluate`
   */
  evaluate(data: Dataset): Evaluation {
    return this.model().evaluate(data)
  }
}

function checkCount(option: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return
  throw new MinibatchError('OPTION_INVALID', `${option} must be a whole number of at least 1; got ${count}.`, { option })
}
