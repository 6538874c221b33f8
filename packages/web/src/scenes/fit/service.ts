/** What the page may ask of the worker about Fit: one run at a time, told as it goes on; a newer one ends it. */
import { transfer } from 'comlink'
import { Dataset, MinibatchError, ready } from 'minibatch'
import { nextTurn } from '../../turn.ts'
import type { Example, Recipe } from './example.ts'
import { type Frame, FitTraining, inputsOf, type Rows } from './training.ts'

/** Frames of consecutive epochs, joined: they cross over in one piece. */
export interface Frames {
  /** Epoch of the first. */
  readonly from: number
  readonly seenLoss: Float64Array
  readonly unseenLoss: Float64Array
  readonly score: Float64Array
  readonly updates: Float64Array
  /** All pictures, one after another. */
  readonly pictures: Float32Array
}

/** The page's end: a promise is kept once the page has taken what it was told. */
export interface Listener {
  begin(rows: Rows): Promise<void> | void
  frames(frames: Frames): Promise<void> | void
}

export type Outcome =
  | { readonly kind: 'done'; readonly weightsHash: string; readonly seconds: number }
  /** A newer run took its place. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'diverged'; readonly step: number; readonly safeRate: number | undefined }

/** Longest time, in milliseconds, that the worker does not listen. */
const slice = 8
/** Milliseconds between two pieces of frames. */
const calm = 60

export class FitService {
  readonly #tables = new Map<string, Promise<Dataset>>()
  #stop = new AbortController()
  #training: FitTraining | undefined

  /** Reads an example's table; once read it is kept. */
  async #open({ url, target, task }: Pick<Example, 'url' | 'target' | 'task'>): Promise<Dataset> {
    const reading = this.#tables.get(url) ?? Dataset.fromCsv(new URL(url, self.location.href), { target, ...(task && { task }) })
    this.#tables.set(url, reading)
    reading.catch(() => this.#tables.delete(url)) // a table that could not be fetched may be the next time
    return reading
  }

  async train(recipe: Recipe, listener: Listener): Promise<Outcome> {
    this.#stop.abort()
    const stop = new AbortController()
    this.#stop = stop
    await ready()
    const table = await this.#open(recipe.example)
    if (stop.signal.aborted) return { kind: 'superseded' }
    const training = await FitTraining.over(table, recipe)
    if (stop.signal.aborted) return { kind: 'superseded' }
    this.#training = training
    void listener.begin(training.rows)
    const told = new Teller(listener)
    try {
      const seconds = await run(training, told, stop.signal)
      await told.flush() // an answer could else overtake it
      return { kind: 'done', weightsHash: training.trainer.weightsHash, seconds }
    } catch (error) {
      if (!(error instanceof MinibatchError)) throw error
      if (error.code === 'ABORTED') return { kind: 'superseded' }
      if (error.code !== 'DIVERGED') throw error
      await told.flush()
      const { step, safeLearningRate } = error.details
      return { kind: 'diverged', step: Number(step), safeRate: typeof safeLearningRate === 'number' ? safeLearningRate : undefined }
    }
  }

  /** Probability of each digit by the model after an epoch, or by the last there is. */
  read(cells: readonly number[], epoch: number): number[] {
    const { models = [], inputs = [] } = this.#training ?? {}
    const model = models[Math.min(epoch, models.length - 1)]
    if (!model) throw new Error('Nothing is trained yet.')
    return [...model.predictProbability(Object.fromEntries(inputs.map((name, index) => [name, cells[index]])))]
  }

  /** A row of each digit as it stands in the table: 64 cells from 0 to 16. */
  async gallery(example: Pick<Example, 'url' | 'target' | 'task'>): Promise<number[][]> {
    const table = await this.#open(example)
    const digits = table.texts(example.target)
    const names = inputsOf(table, example.target)
    const shown = Array.from({ length: 10 }, (_, digit) => digits.indexOf(String(digit)))
    return shown.map((row) => names.map((name) => Number(table.texts(name, row, 1)[0])))
  }
}

/** Trains to the end; gives the seconds that training alone took. */
async function run(training: FitTraining, told: Teller, signal: AbortSignal): Promise<number> {
  const { trainer } = training
  told.add(training.frame())
  let seconds = 0
  let listened = performance.now()
  for (;;) {
    const begun = performance.now()
    const [epoch] = trainer.state.finished ? [] : await trainer.run({ epochs: 1, signal })
    if (!epoch) return seconds
    seconds += (performance.now() - begun) / 1000
    told.add(training.frame())
    if (performance.now() - listened < slice) continue
    await nextTurn()
    listened = performance.now()
  }
}

/** Joins frames and hands them over some times a second. */
class Teller {
  readonly #listener: Listener
  #frames: Frame[] = []
  #told = 0
  #at = performance.now()

  constructor(listener: Listener) {
    this.#listener = listener
  }

  add(frame: Frame): void {
    this.#frames.push(frame)
    if (performance.now() - this.#at > calm) void this.flush()
  }

  async flush(): Promise<void> {
    const frames = this.#frames
    if (frames.length === 0) return
    const column = (value: (frame: Frame) => number): Float64Array => Float64Array.from(frames, value)
    const size = frames[0].picture.length
    const pictures = new Float32Array(size * frames.length)
    frames.forEach(({ picture }, index) => pictures.set(picture, index * size))
    const joined: Frames = {
      from: this.#told,
      seenLoss: column(({ seenLoss }) => seenLoss),
      unseenLoss: column(({ unseenLoss }) => unseenLoss),
      score: column(({ score }) => score),
      updates: column(({ updates }) => updates),
      pictures,
    }
    const { seenLoss, unseenLoss, score, updates } = joined
    this.#told += frames.length
    this.#frames = []
    this.#at = performance.now()
    await this.#listener.frames(transfer(joined, [seenLoss, unseenLoss, score, updates, pictures].map(({ buffer }) => buffer)))
  }
}
