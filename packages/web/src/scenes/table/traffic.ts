/** The badge: what has left this page since the file came, counted by the browser's own Resource Timing. */
import { counted } from '../../number.ts'
import type { TrainingThread } from '../../thread.ts'

export class Traffic {
  readonly #badge: HTMLElement
  readonly #thread: TrainingThread
  #start = Number.POSITIVE_INFINITY
  #workerStart = Number.POSITIVE_INFINITY
  /** Requests of the worker that is there, and of those that ended. */
  #ofWorker = 0
  #earlier = 0

  constructor(badge: HTMLElement, thread: TrainingThread) {
    this.#badge = badge
    this.#thread = thread
    new PerformanceObserver(() => this.count().catch(() => undefined)).observe({ type: 'resource' })
    // Whatever a new worker fetches comes after the file.
    thread.onRestart(() => {
      this.#earlier += this.#ofWorker
      this.#workerStart = 0
    })
  }

  /** Counts from now on. */
  async begin(): Promise<void> {
    this.#start = performance.now()
    this.#workerStart = await this.#thread.ask((worker) => worker.now())
    this.#ofWorker = this.#earlier = 0
    await this.count()
  }

  /** Counts again and says so. */
  async count(): Promise<void> {
    if (this.#start === Number.POSITIVE_INFINITY) return
    const page = performance
      .getEntriesByType('resource')
      .filter(({ startTime, name }) => startTime >= this.#start && isNetwork(name))
    this.#ofWorker = (await this.#thread.ask((worker) => worker.requestsSince(this.#workerStart))).filter(isNetwork).length
    const requests = page.length + this.#ofWorker + this.#earlier
    this.#badge.dataset['requests'] = String(requests)
    this.#badge.innerHTML =
      requests === 0
        ? '<b>0 bytes sent.</b> Switch the network off: it still works.'
        : `<b>${counted(requests, 'request')}</b> since your file came, none with your data.`
  }
}

/** Addresses that stay inside the browser are no traffic. */
function isNetwork(address: string): boolean {
  return !address.startsWith('blob:') && !address.startsWith('data:')
}
