/**
 * The page's end of the worker. A worker that ends without a word (killed, out of memory) leaves its calls unanswered:
 * this notices by a lock that the worker holds while it lives, fails what was asked of it, and starts another.
 */
import { releaseProxy, type Remote, wrap } from 'comlink'
import type { TrainingWorker } from './worker.ts'

/** The worker ended while it was asked something. */
export class WorkerStopped extends Error {
  constructor() {
    super('The trainer stopped unexpectedly. It was started again; run it once more.')
  }
}

/** What the worker says, among its answers, once it holds its lock. */
const holding = 'holding the lock'

/** How soon after its start a worker that ends is not started again: it would end at once for ever. */
const tooSoon = 2000

/** What the worker is asked. */
export type Question<T> = (worker: Remote<TrainingWorker>) => Promise<T> | T

export class TrainingThread {
  #worker!: Worker
  #remote!: Remote<TrainingWorker>
  #startedAt = 0
  /** Why no worker can be had, once that is so. */
  #broken: Error | undefined
  /** What fails the calls that wait for an answer. */
  readonly #waiting = new Set<(error: Error) => void>()
  readonly #restarted: (() => void)[] = []

  constructor() {
    this.#start()
  }

  /** Asks the worker; fails with `WorkerStopped` when it ends before it answers. */
  ask<T>(question: Question<T>): Promise<T> {
    if (this.#broken) return Promise.reject(this.#broken)
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      void Promise.resolve(question(this.#remote))
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject))
    })
  }

  /** Calls back whenever a new worker took the place of one that ended: what it had been given is gone. */
  onRestart(restarted: () => void): void {
    this.#restarted.push(restarted)
  }

  /** Ends the worker, whose memory is spoilt, and starts another. */
  restart(): void {
    this.#replace(this.#worker)
  }

  #start(): void {
    const lock = `minibatch-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: lock })
    this.#worker = worker
    this.#remote = wrap<TrainingWorker>(worker)
    this.#startedAt = performance.now()
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.#end(worker, event.message)
    })
    // Granted once the worker's own hold of it ends; pages without a secure origin have no locks, only `error`.
    worker.addEventListener('message', ({ data }) => {
      if (data === holding) void navigator.locks?.request(lock, () => this.#end(worker))
    })
  }

  #end(worker: Worker, reason?: string): void {
    if (worker !== this.#worker) return
    if (performance.now() - this.#startedAt >= tooSoon) return this.#replace(worker)
    worker.terminate()
    this.#remote[releaseProxy]()
    this.#broken = new Error(`The trainer could not be started${reason ? ` (${reason})` : ''}. Reload the page to try again.`)
    this.#fail(this.#broken)
  }

  #replace(worker: Worker): void {
    worker.terminate()
    this.#remote[releaseProxy]()
    this.#start()
    this.#fail(new WorkerStopped())
    for (const restarted of this.#restarted) restarted()
  }

  /** Fails what the worker that is gone was asked. */
  #fail(error: Error): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const reject of waiting) reject(error)
  }
}
