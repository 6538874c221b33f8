import { writeFile } from '#files'
import { loadCore } from '#load'

import type { BackendChoice } from '../backend/backend.js'
import { calling } from '../errors.js'
import { Model } from '../model.js'
import type { Layer } from '../network.js'
import { type RunOptions, withoutOption } from '../options.js'
import type { Epoch, RunHooks } from '../run.js'
import type { Source } from '../source.js'
import { Trained } from '../trained.js'
import type { TrainerState } from '../session.js'
import type { ResumeOptions, RunRequest, TrainerOptions } from '../trainer.js'
import { type Connection, connection } from './connection.js'
import { type Dataset, keyOf } from './dataset.js'
import type { Key } from './messages.js'
import { NO_CALLBACKS } from './remote-run.js'
import { toSentSource } from './source.js'

/** Options of a trainer in the worker: those of `minibatch`, with a validation set that the worker holds. */
export interface WorkerTrainerOptions extends Omit<TrainerOptions, 'validation'> {
  /** Rows evaluated after every epoch and never trained on. */
  validation?: Dataset
}

/** What a run that goes on in the worker takes beside its checkpoint. */
export type WorkerResumeOptions = Omit<ResumeOptions, 'validation'> & Pick<WorkerTrainerOptions, 'validation'>

/** A trainer on its way to the worker. */
export interface SentTrainer {
  readonly layers?: readonly Layer[]
  readonly data: Key
  readonly validation?: Key | undefined
  readonly options: object
}

/** A run in the worker that its caller takes step by step, and can stop and go on with. */
export class Trainer {
  readonly #connection: Connection
  readonly #key: Key
  readonly #backend: BackendChoice | undefined
  readonly #history: Epoch[]

  private constructor(to: Connection, key: Key, backend?: BackendChoice, history: Epoch[] = []) {
    this.#connection = to
    this.#key = key
    this.#backend = backend
    this.#history = history
    to.hold(this, key)
  }

  /**
   * Sets up a run of these layers over a dataset of the worker.
   *
   * @param layers as `sequential` of `minibatch` takes them
   * @throws MinibatchError OPTION_INVALID, SHAPE_MISMATCH, DATA_INVALID
   */
  static async open(layers: readonly Layer[], data: Dataset, options: WorkerTrainerOptions = {}): Promise<Trainer> {
    const to = connection()
    const { validation, ...rest } = options
    const sent: SentTrainer = { layers, data: keyOf(data, to), validation: validation && keyOf(validation, to), options: rest }
    return new Trainer(to, await to.call<Key>('trainerOpen', [sent]), rest.backend)
  }

  /**
   * A run that goes on from a checkpoint to the weights the uninterrupted run would have, on any backend.
   *
   * @param source the checkpoint: a path or address, URL, Blob, bytes or a stream
   * @param data the rows it was taken over
   * @throws MinibatchError IO_FAILED, CHECKPOINT_INVALID for a damaged file or other rows
   */
  static async resume(source: Source, data: Dataset, options: WorkerResumeOptions = {}): Promise<Trainer> {
    const to = connection()
    const { validation, ...rest } = options
    const { sent, transfer } = toSentSource(source)
    const trainer: SentTrainer = { data: keyOf(data, to), validation: validation && keyOf(validation, to), options: rest }
    const key = await to.call<Key>('trainerResume', [sent, trainer], { transfer })
    return new Trainer(to, key, rest.backend, await to.call<Epoch[]>('trainerHistory', [key]))
  }

  /** The finished epochs, from the first on. */
  get history(): readonly Epoch[] {
    return [...this.#history]
  }

  /**
   * Trains one epoch for each value taken; nothing runs between two. Ends after `count` epochs, or at the planned end.
   *
   * @throws MinibatchError OPTION_INVALID, DIVERGED, ABORTED
   */
  async *epochs(count = Infinity, hooks: RunHooks = {}): AsyncGenerator<Epoch, void, undefined> {
    for (let done = 0; done < count; done++) {
      if (count === Infinity && (await this.state()).finished) return
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
  async run(request: Omit<RunRequest, 'callbacks'> = {}): Promise<readonly Epoch[]> {
    const { signal, onEpoch, ...goal } = withoutOption(request, 'callbacks', NO_CALLBACKS)
    try {
      return await this.#connection.call<readonly Epoch[]>('trainerRun', [this.#key, goal], { signal, onEvent: onEpoch })
    } finally {
      if (!this.#connection.ended) this.#history.splice(0, Infinity, ...(await this.#ask<Epoch[]>('trainerHistory')))
    }
  }

  /** Where the run stands. */
  state(): Promise<TrainerState> {
    return this.#ask('trainerState')
  }

  /** The options with every `auto` settled: given to a new trainer they make the same run. */
  plan(): Promise<RunOptions> {
    return this.#ask('trainerPlan')
  }

  /** The model as it stands, on this side: its predictions are synchronous. */
  async model(): Promise<Model> {
    const [loaded, bytes] = await Promise.all([loadCore(this.#backend), this.#ask<Uint8Array>('trainerModel')])
    return new Model(new Trained(loaded, calling(() => loaded.core.Model.fromBytes(bytes)), this.history))
  }

  /** The run as it stands, as the bytes of a checkpoint: a safetensors file that opens as a model too. */
  checkpoint(): Promise<Uint8Array> {
    return this.#ask('trainerCheckpoint')
  }

  /**
   * Writes the run's checkpoint, whole or not at all. Only Node has files: in a browser take `checkpoint()`.
   *
   * @throws MinibatchError IO_FAILED
   */
  async saveCheckpoint(path: string | URL): Promise<void> {
    await writeFile(path, await this.checkpoint())
  }

  #ask<T>(call: string): Promise<T> {
    return this.#connection.call<T>(call, [this.#key])
  }
}
