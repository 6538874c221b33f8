/** What Prometheus reads of a server: requests, their times, rows, and the process. */
import type { Model } from 'minibatch'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** A request that was answered. */
export interface Answered {
  readonly method: string
  /** One of the server's paths, or `other`: names that clients make up would be series without end. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export class Metrics {
  readonly #registry = new Registry()
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from the last byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  })
  readonly #rows = new Counter({
    name: 'minibatch_predicted_rows_total',
    help: 'Rows predicted',
    registers: [this.#registry],
  })

  constructor(model: Model) {
    collectDefaultMetrics({ register: this.#registry })
    const info = new Gauge({
      name: 'minibatch_model_info',
      help: 'The model that answers; always 1',
      labelNames: ['weights_hash', 'task', 'target'],
      registers: [this.#registry],
    })
    const { weightsHash, task, target } = model.describe()
    info.set({ weights_hash: weightsHash, task, target: target ?? '' }, 1)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  answered({ method, route, status, seconds }: Answered): void {
    this.#requests.observe({ method, route, status }, seconds)
  }

  predicted(rows: number): void {
    this.#rows.inc(rows)
  }

  /** Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** Requests answered so far. */
  async requests(): Promise<number> {
    const { values } = await this.#requests.get()
    return values.reduce((sum, { value, metricName }) => (metricName?.endsWith('_count') ? sum + value : sum), 0)
  }
}
