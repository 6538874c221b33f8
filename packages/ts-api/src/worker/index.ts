/**
 * `minibatch` with its training in a worker: the same names, so that a page stays free while a model is trained. The
 * trained model is on this side, where it predicts synchronously.
 */
import { connect, disconnect } from './connection.js'
import type { WebWorker } from './port.js'
import { portOf, startWorker as start } from '#worker'

export * from '../index.js'
export { Dataset } from './dataset.js'
export {
  LinearClassifier,
  LinearRegression,
  LinearRegressor,
  LogisticRegression,
  MLPClassifier,
  MLPRegressor,
  type TrainedInWorker,
} from './estimators.js'
export type { WebWorker } from './port.js'
export type { WorkerFitOptions, WorkerPartialFitOptions } from './remote-run.js'
export { Trainer, type WorkerResumeOptions, type WorkerTrainerOptions } from './trainer.js'

/**
 * Starts the worker before the first call that needs it. A bundler that does not know
 * `new Worker(new URL('./entry.js', import.meta.url))` makes a file of `minibatch/worker-entry`; give the worker of it here.
 *
 * @param worker a worker of your own that runs `minibatch/worker-entry`; it is terminated with `terminateWorker()`
 * @throws MinibatchError BACKEND_UNAVAILABLE where there are no workers
 */
export function startWorker(worker?: WebWorker): void {
  connect(worker ? portOf(worker) : start())
}

/**
 * Ends the worker: calls under way reject with ABORTED and its datasets and trainers are gone; models stay. Nobody needs
 * to call this: in Node an idle worker lets the process end. The next call starts a new one.
 */
export function terminateWorker(): void {
  disconnect()
}
