/** Asks the worker for races: one at a time, only the last change waiting, and what takes longer once all is shown. */
import type { MethodName } from '../../method.ts'
import type { BatchStep } from './batch-lens.ts'
import type { Timing } from './clock.ts'
import type { Conditions, RaceOptions, Rates, Start } from './run.ts'
import type { RaceRecords } from './service.ts'
import type { Points } from './surface.ts'
import type { Wish } from './wish.ts'

/** A race, run. */
export interface RaceRun extends RaceRecords {
  readonly options: RaceOptions
}

/** Where the numbers come from: the worker. */
export interface RaceSource {
  readonly points: Points
  /** Where the race starts unless it is told. */
  readonly start: Start
  race(options: RaceOptions): Promise<RaceRecords>
  bestRates(conditions: Conditions): Promise<Rates>
  secondsAnUpdate(conditions: Conditions): Promise<Readonly<Record<MethodName, number>>>
  step(options: RaceOptions, method: MethodName, update: number): Promise<BatchStep>
}

export interface RunnerEvents {
  /** A race is over. */
  readonly run: (run: RaceRun) => void
  /** The time of an update was measured. */
  readonly timing: (timing: Timing) => void
  readonly problem: (error: unknown) => void
  /** Nothing is wanted any more. */
  readonly idle: () => void
}

export class Runner {
  readonly #source: RaceSource
  readonly #events: RunnerEvents
  #wanted: Wish | undefined
  #busy = false
  #found: { readonly key: string; readonly rates: Rates } | undefined
  #timed = ''

  constructor(source: RaceSource, events: RunnerEvents) {
    this.#source = source
    this.#events = events
  }

  /** Whether a race is under way. */
  get busy(): boolean {
    return this.#busy
  }

  /** Asks for a race; one asked for while another is under way comes next. */
  async request(wish: Wish): Promise<void> {
    this.#wanted = wish
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#wanted) {
        const { conditions, rates }: Wish = this.#wanted
        this.#wanted = undefined
        const options = { ...conditions, rates: rates === 'best' ? await this.#best(conditions) : rates }
        if (this.#wanted) continue
        this.#events.run({ ...(await this.#source.race(options)), options })
        if (!this.#wanted) await this.#time(conditions)
      }
    } catch (error) {
      this.#wanted = undefined
      this.#events.problem(error)
    } finally {
      this.#busy = false
      this.#events.idle()
    }
  }

  /** Each method's best rate, searched for once under the same conditions. */
  async #best(conditions: Conditions): Promise<Rates> {
    const key = JSON.stringify(conditions)
    if (this.#found?.key !== key) this.#found = { key, rates: await this.#source.bestRates(conditions) }
    return this.#found.rates
  }

  /** Measures the time of updates, where they are of another kind than those that were measured last. */
  async #time(conditions: Conditions): Promise<void> {
    const key = JSON.stringify([conditions.batchSize, conditions.momentum > 0, conditions.schedule])
    if (key === this.#timed) return
    const secondsAnUpdate = await this.#source.secondsAnUpdate(conditions)
    this.#timed = key
    this.#events.timing({ secondsAnUpdate })
  }
}
