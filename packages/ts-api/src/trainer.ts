import { writeFile } from '#files'

import { type Backend, backendOf, type Loaded } from './backend/backend.js'
import type { Examples, Session } from './backend/types.js'
import type { RowOf } from './columns.js'
import type { Dataset } from './dataset.js'
import { calling, MinibatchError } from './errors.js'
import { coreOf, examplesLike, examplesOf } from './examples.js'
import type { FlatMatrix, Matrix } from './matrix.js'
import type { Evaluation, Task } from './metrics.js'
import { Model } from './model.js'
import { bindRun, type LayerDescription, type Network, networkOf } from './network.js'
import { type RunOptions, settle } from './options.js'
import type { Prediction, PredictionInput, Predictions } from './prediction.js'
import { type Epoch, epochsOf, type Goal, type RunHooks } from './run.js'
import { openSession, resumeSession, standingOf, type TrainerState } from './session.js'
import { readAll, type Source } from './source.js'
import type { ArrowTable } from './table/arrow-types.js'
import { Trained } from './trained.js'
import { reach, type WatchedRunHooks } from './watched-run.js'

/** Options of a trainer; every one may be left out. */
export interface TrainerOptions extends Omit<RunOptions, 'hidden'> {
  /** Rows evaluated after every epoch and never trained on. */
  validation?: Dataset
}

/** How far a run goes and how it is watched. */
export type RunRequest = WatchedRunHooks & Goal

/** What a run that goes on takes beside its checkpoint. */
export type ResumeOptions = Pick<TrainerOptions, 'validation' | 'order' | 'backend'>

/** A run in the core's memory. */
interface OpenedRun {
  readonly loaded: Loaded
  readonly session: Session
  readonly examples: Examples
}

/** A run that its caller takes step by step, and can stop and go on with. */
export class Trainer {
  /** The network that is trained. */
  readonly network: Network
  readonly #loaded: Loaded
  readonly #session: Session
  readonly #history: Epoch[] = []
  #running = false

  /**
   * Sets up a run of a network over a dataset.
   *
   * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, DATA_INVALID
   */
  constructor(network: Network, data: Dataset, options?: TrainerOptions)
  /** @internal */
  constructor(network: Network, data: Dataset, options: TrainerOptions, opened: OpenedRun)
  constructor(network: Network, data: Dataset, options: TrainerOptions = {}, opened = openRun(network, data, options)) {
    this.network = network
    this.#loaded = opened.loaded
    this.#session = opened.session
    if (options.validation) {
      const rows = examplesLike(options.validation, opened.examples, this.#loaded, options.dtype)
      calling(() => this.#session.setValidation(rows))
    }
    bindRun(network, this)
  }

  /**
   * A run that goes on from a checkpoint to the weights the uninterrupted run would have, on any backend.
   *
   * @param source the checkpoint: a path or address, URL, Blob, bytes or a stream
   * @param data the rows it was taken over
   * @throws MinibatchError IO_FAILED, CHECKPOINT_INVALID for a damaged file or other rows
   */
  static async resume(source: Source, data: Dataset, options: ResumeOptions = {}): Promise<Trainer> {
    const { bytes } = await readAll(source)
    const loaded = coreOf(data, options.backend)
    const examples = examplesOf(data)
    const session = resumeSession(loaded, examples, { bytes, order: options.order })
    return new Trainer(networkOf(layersOf(session)), data, options, { loaded, session, examples })
  }

  /** The run as it stands, as the bytes of a checkpoint: a safetensors file that opens as a model too. */
  checkpoint(): Uint8Array {
    return calling(() => this.#session.checkpoint())
  }

  /**
   * Writes the run's checkpoint, whole or not at all. Only Node has files: in a browser take `checkpoint()`.
   *
   * @throws MinibatchError IO_FAILED
   */
  async saveCheckpoint(path: string | URL): Promise<void> {
    await writeFile(path, this.checkpoint())
  }

  /** What takes the steps of the run as it stands, and why others do not. */
  get backend(): Backend {
    return backendOf(this.#session, this.#loaded)
  }

  /** Parameters of the model the run has come to, in logical order: layer by layer weights, then biases. A copy. */
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
    return standingOf(this.#session)
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
   * Trains to a goal: so many epochs or steps from where the run stands, or to its planned end, in the time there is.
   *
   * @returns the epochs that this call finished
   * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED; the run then stands where it stopped
   */
  async run(request: RunRequest = {}): Promise<readonly Epoch[]> {
    const { signal, onEpoch, callbacks, ...goal } = request
    if (this.#running) {
      throw new MinibatchError('OPTION_INVALID', 'This trainer is running already. Await its run before the next call.')
    }
    this.#running = true
    try {
      const from = this.#collect()
      const run = { session: this.#session, loaded: this.#loaded, history: this.#history }
      await reach(run, goal, { signal, onEpoch, callbacks })
      this.#collect()
      return this.#history.slice(from)
    } finally {
      this.#running = false
    }
  }

  /** Takes the epochs that were finished since; gives how many there are. */
  #collect(): number {
    // One by one: a call takes only so many arguments.
    for (const epoch of epochsOf(this.#session, this.#history.length)) this.#history.push(epoch)
    return this.#history.length
  }

  /** The model as it stands: it keeps these parameters while the run goes on. */
  model(): Model {
    return new Model(new Trained(this.#loaded, calling(() => this.#session.model()), this.history))
  }

  /**
   * Predictions of the model as it stands: numbers, or the labels of classes; one row as an object gives one value.
   *
   * @throws MinibatchError as `Model.predict`
   */
  predict<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[] | Dataset): Predictions<Task>
  predict<R extends RowOf<R>>(row: R): Prediction<Task>
  predict(x: PredictionInput): Predictions<Task> | Prediction<Task> {
    return this.model().predict(x as Matrix)
  }

  /**
   * Probability of each class by the model as it stands; one row as an object gives an array.
   *
   * @throws MinibatchError as `Model.predictProbability`
   */
  predictProbability<R extends RowOf<R>>(x: Matrix | ArrowTable | readonly R[] | Dataset): FlatMatrix
  predictProbability<R extends RowOf<R>>(row: R): readonly number[]
  predictProbability(x: PredictionInput): FlatMatrix | readonly number[] {
    return this.model().predictProbability(x as Matrix)
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

function openRun(network: Network, data: Dataset, { validation: _validation, ...options }: TrainerOptions): OpenedRun {
  const initSeed = options.initSeed ?? options.seed ?? network.seed
  const settled = settle({ ...options, ...(initSeed !== undefined && { initSeed }), hidden: [...network.hidden] })
  const loaded = coreOf(data, settled.backend)
  const examples = examplesOf(data, settled.dtype)
  if (examples.features() !== network.inputs) {
    throw new MinibatchError(
      'SHAPE_MISMATCH',
      `The network has ${network.inputs} inputs and the dataset ${examples.features()} features. Build it with sequential(dataset, …).`,
      { expected: network.inputs, got: examples.features() },
    )
  }
  const session = openSession(loaded, examples, settled)
  checkOutputs(network, session)
  return { loaded, session, examples }
}

/** The layers of a session's model, from the inputs on. */
function layersOf(session: Session): readonly LayerDescription[] {
  return (JSON.parse(calling(() => session.describe())) as { layers: readonly LayerDescription[] }).layers
}

function checkOutputs(network: Network, session: Session): void {
  const needed = layersOf(session).at(-1)?.units
  if (needed === network.outputs) return
  throw new MinibatchError(
    'SHAPE_MISMATCH',
    `The network has ${network.outputs} outputs and the loss on this dataset needs ${needed}. End its layers with dense(${needed}).`,
    { expected: needed, got: network.outputs },
  )
}

function checkCount(option: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return
  throw new MinibatchError('OPTION_INVALID', `${option} must be a whole number of at least 1; got ${count}.`, { option })
}
