/** The estimators of `minibatch`, trained in a worker. */
import type { RowOf } from '../columns.js'
import type { Estimator } from '../estimator.js'
import type { TargetsOf } from '../inputs.js'
import { LinearClassifier as LinearClassifierHere } from '../linear-classifier.js'
import { LinearRegression as LinearRegressionHere } from '../linear-regression.js'
import { LinearRegressor as LinearRegressorHere } from '../linear-regressor.js'
import { LogisticRegression as LogisticRegressionHere } from '../logistic-regression.js'
import type { Matrix } from '../matrix.js'
import type { Task } from '../metrics.js'
import { MLPClassifier as MLPClassifierHere, MLPRegressor as MLPRegressorHere } from '../mlp.js'
import type { RunOptions } from '../options.js'
import type { Epoch } from '../run.js'
import type { Trained } from '../trained.js'
import { Dataset } from './dataset.js'
import { RemoteRun, type WorkerFitOptions, type WorkerPartialFitOptions } from './remote-run.js'
import type { GivenRows } from './rows.js'

/** An estimator whose `fit` and `partialFit` run in the worker; the model comes back, and predicts on this side. */
export interface TrainedInWorker<T extends Task> {
  /**
   * Trains from the start, in the worker. The estimator keeps its former model until the new one is done.
   *
   * @param x as `fit` of `minibatch` takes it, or a `Dataset` of `minibatch/worker`
   * @returns one record for each epoch
   * @throws MinibatchError as `fit` of `minibatch`; BACKEND_UNAVAILABLE where no worker can start
   */
  fit(data: Dataset, options?: WorkerFitOptions<T>): Promise<readonly Epoch[]>
  fit<R extends RowOf<R>>(x: Matrix | readonly R[], y: TargetsOf<T>, options?: WorkerFitOptions<T>): Promise<readonly Epoch[]>
  /**
   * One pass over these rows in the worker, going on from the model as it is.
   *
   * @returns the record of the pass
   * @throws MinibatchError as `partialFit` of `minibatch`; OPTION_INVALID once its worker was terminated
   */
  partialFit(data: Dataset, options?: WorkerPartialFitOptions): Promise<Epoch>
  partialFit<R extends RowOf<R>>(x: Matrix | readonly R[], y: TargetsOf<T>, options?: WorkerPartialFitOptions): Promise<Epoch>
}

// TypeScript asks for any[] here: a mixin takes whatever the class it extends takes.
// oxlint-disable-next-line typescript/no-explicit-any
type Arguments = any[]
type EstimatorClass<T extends Task> = new (...args: Arguments) => Estimator<T>
type InWorker<T extends Task> = new (...args: Arguments) => TrainedInWorker<T>

/** The estimator class with its training in the worker. `kind` is the name the worker knows it by. */
function inWorker<T extends Task, C extends EstimatorClass<T>>(_task: T, kind: string, Base: C): C & InWorker<T> {
  class TrainsInWorker extends (Base as EstimatorClass<T>) {
    readonly #run: RemoteRun

    constructor(...args: Arguments) {
      super(...args)
      this.#run = new RemoteRun(kind, (args[0] ?? {}) as RunOptions)
    }

    override async fit(x: unknown, y?: unknown, last?: unknown): Promise<readonly Epoch[]> {
      const [given, options] = parted(x, y, last)
      return this.#run.fit(given, options as WorkerFitOptions)
    }

    override async partialFit(x: unknown, y?: unknown, last?: unknown): Promise<Epoch> {
      const [given, options] = parted(x, y, last)
      return this.#run.partialFit(given, options as WorkerPartialFitOptions)
    }

    override get isTrained(): boolean {
      return this.#run.trained !== undefined || super.isTrained
    }

    protected override trained(): Trained {
      return this.#run.trained ?? super.trained()
    }
  }
  return TrainsInWorker as unknown as C & InWorker<T>
}

/** Rows and options of a call whose second argument is y, or with a Dataset the options. */
function parted(x: unknown, y: unknown, last: unknown): [GivenRows, unknown] {
  return x instanceof Dataset ? [{ x }, y] : [{ x, y } as GivenRows, last]
}

/** `LinearRegression` of `minibatch`, trained in the worker. */
export class LinearRegression extends inWorker('regression', 'LinearRegression', LinearRegressionHere) {}

/** `LinearRegressor` of `minibatch`, trained in the worker. */
export class LinearRegressor extends inWorker('regression', 'LinearRegressor', LinearRegressorHere) {}

/** `LogisticRegression` of `minibatch`, trained in the worker. */
export class LogisticRegression extends inWorker('classification', 'LogisticRegression', LogisticRegressionHere) {}

/** `LinearClassifier` of `minibatch`, trained in the worker. */
export class LinearClassifier extends inWorker('classification', 'LinearClassifier', LinearClassifierHere) {}

/** `MLPRegressor` of `minibatch`, trained in the worker. */
export class MLPRegressor extends inWorker('regression', 'MLPRegressor', MLPRegressorHere) {}

/** `MLPClassifier` of `minibatch`, trained in the worker. */
export class MLPClassifier extends inWorker('classification', 'MLPClassifier', MLPClassifierHere) {}
