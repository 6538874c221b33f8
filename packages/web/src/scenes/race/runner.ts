/** Asks the worker for races: one at a time, only the last change waiting, and what takes longer once all is shown. */
import type { MethodName } from '../../method.ts'
import type { Timing } from './clock.ts'
import type { RaceOptions, Records } from './run.ts'
import type { Points } from './surface.ts'

/** A race, run. */
export interface RaceRun {
  readonly records: Records
  /** Rows in the order they were read, all epochs joined, the same for the three; empty until it is known. */
  readonly order: Uint32Array
}

/** Where the numbers come from: the worker. */
export interface RaceSource {
  readonly points: Points
  race(options: RaceOptions): Promise<Records>
  rowOrder(epochs: number, seed: number): Promise<Uint32Array>
  secondsAnUpdate(options: RaceOptions): Promise<Readonly<Record<MethodName, number>>>
}

export interface RunnerEvents {
  /** A race is over. */
  readonly run: (run: RaceRun) => void
  /** The order of its rows is known. */
  readonly order: (order: Uint32Array) => void
  /** The time of an update was measured. */
  readonly timing: (timing: Timing) => void
  readonly problem: (sentence: string) => void
}

export class Runner {
  readonly #source: RaceSource
  readonly #events: RunnerEvents
  #wanted: RaceOptions | undefined
  #busy = false
  #order: { readonly epochs: number; readonly seed: number; readonly rows: Uint32Array } | undefined

  constructor(source: RaceSource, events: RunnerEvents) {
    this.#source = source
    this.#events = events
  }

  /** Asks for a race; one asked for while another is under way comes next. */
  async request(options: RaceOptions): Promise<void> {
    this.#wanted = options
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#wanted) {
        const wanted: RaceOptions = this.#wanted
        this.#wanted = undefined
        const records = await this.#source.race(wanted)
        this.#events.run({ records, order: this.#known(wanted) })
        if (!this.#wanted) await this.#measure(wanted)
      }
    } catch (error) {
      this.#events.problem(error instanceof Error ? error.message : String(error))
    } finally {
      this.#busy = false
    }
  }

  async #measure(options: RaceOptions): Promise<void> {
    const { epochs, seed } = options
    if (this.#known(options).length === 0) {
      this.#order = { epochs, seed, rows: await this.#source.rowOrder(epochs, seed) }
      if (this.#wanted) return
      this.#events.order(this.#order.rows)
    }
    const secondsAnUpdate = await this.#source.secondsAnUpdate(options)
    if (!this.#wanted) this.#events.timing({ secondsAnUpdate })
  }

  /** The order if an earlier run told it: it depends on the seed alone, epoch by epoch. */
  #known({ epochs, seed }: RaceOptions): Uint32Array {
    const order = this.#order
    if (!order || order.seed !== seed || order.epochs < epochs) return new Uint32Array()
    return order.rows.subarray(0, (order.rows.length / order.epochs) * epochs)
  }
}
