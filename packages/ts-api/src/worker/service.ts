/** The worker's side: what it holds, and what may be asked of it. */
import { Dataset } from '../dataset.js'
import { isAborted, MinibatchError } from '../errors.js'
import type { Estimator, PartialFitOptions } from '../estimator.js'
import { LinearClassifier } from '../linear-classifier.js'
import { LinearRegression } from '../linear-regression.js'
import { LinearRegressor } from '../linear-regressor.js'
import { LogisticRegression } from '../logistic-regression.js'
import type { Task } from '../metrics.js'
import { MLPClassifier, MLPRegressor } from '../mlp.js'
import { loadModel } from '../model.js'
import { type Layer, sequential } from '../network.js'
import { ready } from '../ready.js'
import { type RunRequest, Trainer, type TrainerOptions } from '../trainer.js'
import type { ArrayData, CsvOptions, DatasetSplitOptions, TableOptions } from '../table/options.js'
import type { Row } from '../columns.js'
import type { HeldDataset } from './dataset.js'
import type { Key } from './messages.js'
import type { SentEstimator, SentModel } from './remote-run.js'
import type { SentRows } from './rows.js'
import { fromSentSource, type SentSource } from './source.js'
import type { SentTrainer } from './trainer.js'

/** What a call has beside its arguments. */
export interface CallContext {
  /** Aborted when the page cancels the call. */
  readonly signal: AbortSignal
  /** Tells the page something meanwhile; absent where it does not listen. */
  readonly tell: ((event: unknown) => void) | undefined
}

const ESTIMATORS = { LinearRegression, LinearRegressor, LogisticRegression, LinearClassifier, MLPRegressor, MLPClassifier }

/** All that the page may call, with the objects it knows by their keys. */
export class Service {
  readonly #objects = new Map<Key, unknown>()
  #next = 0

  /** Lets go of an object. */
  release(key: Key): void {
    this.#objects.delete(key)
  }

  /** Runs a call of the page by its name. */
  async answer(call: string, args: readonly unknown[], context: CallContext): Promise<unknown> {
    const method = this.#calls[call]
    if (!method) throw new MinibatchError('INTERNAL', `The worker knows no call '${call}': it is of another version than the page.`)
    return method(context, ...(args as never[]))
  }

  readonly #calls: Readonly<Record<string, (context: CallContext, ...args: never[]) => unknown>> = {
    fit: async (context: CallContext, sent: SentEstimator, rows: SentRows, unseen: SentRows | undefined) => {
      const estimator = this.#estimator(sent)
      const validation = unseen && this.#validation(unseen)
      const { signal, tell: onEpoch } = context
      const run = this.#train(estimator, 'fit', rows, { signal, onEpoch, ...(validation && { validation }) })
      return this.#outcome(sent, estimator, run)
    },
    partialFit: async ({ signal }: CallContext, sent: SentEstimator, rows: SentRows, options: PartialFitOptions) => {
      const estimator = this.#estimator(sent)
      return this.#outcome(sent, estimator, this.#train(estimator, 'partialFit', rows, { ...options, signal }))
    },

    datasetFromArrays: async (_: CallContext, data: ArrayData) => {
      await ready(choice(data))
      return this.#dataset(Dataset.fromArrays(data))
    },
    datasetFromRows: async (_: CallContext, rows: readonly Row[], options: TableOptions) => {
      await ready(choice(options))
      return this.#dataset(Dataset.fromRows(rows, options))
    },
    datasetFromCsv: async ({ signal, tell }: CallContext, source: SentSource, options: CsvOptions) =>
      this.#dataset(await Dataset.fromCsv(fromSentSource(source), { ...options, signal, ...(tell && { onProgress: tell }) })),
    datasetDescribe: (_: CallContext, key: Key) => this.#get<Dataset>(key).describe(),
    datasetReport: (_: CallContext, key: Key) => this.#get<Dataset>(key).report,
    datasetTexts: (_: CallContext, key: Key, column: string, from: number, count: number) =>
      this.#get<Dataset>(key).texts(column, from, count),
    datasetWith: (_: CallContext, key: Key, options: TableOptions) => this.#dataset(this.#get<Dataset>(key).with(options)),
    datasetSplit: (_: CallContext, key: Key, options: DatasetSplitOptions) => {
      const { train, test } = this.#get<Dataset>(key).split(options)
      return { train: this.#dataset(train), test: this.#dataset(test) }
    },
    datasetPredict: async (_: CallContext, key: Key, model: Uint8Array) => {
      const dataset = this.#get<Dataset>(key)
      return (await loadModel(model, { backend: dataset.backend.kind })).predict(dataset)
    },
    datasetEvaluate: async (_: CallContext, key: Key, model: Uint8Array) => {
      const dataset = this.#get<Dataset>(key)
      return (await loadModel(model, { backend: dataset.backend.kind })).evaluate(dataset)
    },

    trainerOpen: (_: CallContext, { layers, data, validation, options }: SentTrainer): Key => {
      const dataset = this.#get<Dataset>(data)
      const unseen = validation === undefined ? {} : { validation: this.#get<Dataset>(validation) }
      return this.#keep(new Trainer(sequential(dataset, layers as readonly Layer[]), dataset, { ...options, ...unseen } as TrainerOptions))
    },
    trainerResume: async (_: CallContext, checkpoint: SentSource, { data, validation, options }: SentTrainer): Promise<Key> => {
      const unseen = validation === undefined ? {} : { validation: this.#get<Dataset>(validation) }
      return this.#keep(await Trainer.resume(fromSentSource(checkpoint), this.#get<Dataset>(data), { ...options, ...unseen }))
    },
    trainerRun: async ({ signal, tell }: CallContext, key: Key, goal: RunRequest) =>
      this.#get<Trainer>(key).run({ ...goal, signal, onEpoch: tell }),
    trainerState: (_: CallContext, key: Key) => this.#get<Trainer>(key).state,
    trainerPlan: (_: CallContext, key: Key) => this.#get<Trainer>(key).plan,
    trainerHistory: (_: CallContext, key: Key) => this.#get<Trainer>(key).history,
    trainerCheckpoint: (_: CallContext, key: Key) => this.#get<Trainer>(key).checkpoint().slice(),
    trainerModel: (_: CallContext, key: Key) => this.#get<Trainer>(key).model().toBytes().slice(),
  }

  #estimator({ key, kind, options }: SentEstimator): Estimator<Task> {
    if (key !== undefined) return this.#get(key)
    const Kind = ESTIMATORS[kind as keyof typeof ESTIMATORS] as new (options: unknown) => Estimator<Task>
    return new Kind(options)
  }

  /** Trains an estimator on rows in either form. */
  #train(estimator: Estimator<Task>, call: 'fit' | 'partialFit', rows: SentRows, options: object): Promise<unknown> {
    const train = estimator[call].bind(estimator) as (...args: readonly unknown[]) => Promise<unknown>
    return 'dataset' in rows ? train(this.#get<Dataset>(rows.dataset), options) : train(rows.x, rows.y, options)
  }

  /** What the page needs of an estimator after a run; one it did not know is kept once it has a model. */
  async #outcome({ key }: SentEstimator, estimator: Estimator<Task>, run: Promise<unknown>): Promise<SentModel> {
    const error = await run.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error !== undefined && !(isAborted(error) && estimator.isTrained)) throw error
    return {
      key: key ?? this.#keep(estimator),
      bytes: estimator.toBytes().slice(),
      history: estimator.history,
      aborted: error !== undefined,
    }
  }

  #validation(rows: SentRows) {
    return 'dataset' in rows ? this.#get<Dataset>(rows.dataset) : { x: rows.x, y: rows.y }
  }

  #dataset(dataset: Dataset): HeldDataset {
    return { key: this.#keep(dataset), rows: dataset.rows, target: dataset.target }
  }

  #keep(object: unknown): Key {
    this.#objects.set(++this.#next, object)
    return this.#next
  }

  #get<T>(key: Key): T {
    const object = this.#objects.get(key)
    if (object === undefined) throw new MinibatchError('INTERNAL', `The worker holds no object ${key}.`)
    return object as T
  }
}

function choice({ backend }: Pick<TableOptions, 'backend'>): { backend: NonNullable<TableOptions['backend']> } | undefined {
  return backend && { backend }
}
