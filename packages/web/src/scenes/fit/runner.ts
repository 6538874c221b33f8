/** Asks the worker for runs: the newest one counts, and a worker that ended is asked anew. */
import { proxy, type Remote } from 'comlink'
import type { TrainingThread } from '../../thread.ts'
import type { Recipe } from './example.ts'
import { Run } from './run.ts'
import type { FitService, Frames, Outcome } from './service.ts'
import type { Rows } from './training.ts'

export interface RunnerEvents {
  /** A new run has its start measured; it takes the place of the one before. */
  begun(run: Run): void
  /** More frames of it came, or its end. */
  grown(run: Run): void
  failed(error: unknown): void
}

export class Runner {
  readonly #thread: TrainingThread
  readonly #events: RunnerEvents
  #service: Promise<Remote<FitService>> | undefined
  #asked = 0

  constructor(thread: TrainingThread, events: RunnerEvents) {
    this.#thread = thread
    this.#events = events
    thread.onRestart(() => (this.#service = undefined))
  }

  async request(recipe: Recipe): Promise<void> {
    const asked = ++this.#asked
    let run: Run | undefined
    const current = (): boolean => asked === this.#asked
    const listener = {
      begin: (rows: Rows) => {
        run = new Run(recipe, rows)
      },
      frames: (frames: Frames) => {
        if (!run || !current()) return
        run.add(frames)
        if (frames.from === 0) this.#events.begun(run)
        else this.#events.grown(run)
      },
    }
    try {
      const outcome = await this.#ask(async (service): Promise<Outcome> => await service.train(recipe, proxy(listener)))
      if (!run || !current() || outcome.kind === 'superseded') return
      run.outcome = outcome
      this.#events.grown(run)
    } catch (error) {
      if (current()) this.#events.failed(error)
    }
  }

  /** Probability of each digit by the model after an epoch. */
  read(cells: readonly number[], epoch: number): Promise<number[]> {
    return this.#ask((service) => service.read(cells, epoch))
  }

  /** A row of each digit. */
  gallery({ example }: Recipe): Promise<number[][]> {
    return this.#ask((service) => service.gallery(example))
  }

  async #ask<T>(question: (service: Remote<FitService>) => Promise<T>): Promise<T> {
    this.#service ??= this.#thread.ask((worker) => worker.fit()) as unknown as Promise<Remote<FitService>>
    const service = await this.#service.catch((error: unknown) => {
      this.#service = undefined
      throw error
    })
    return this.#thread.ask(() => question(service))
  }
}
