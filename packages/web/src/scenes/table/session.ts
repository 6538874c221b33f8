/** The page's end of one open file: asks the worker, and opens the file anew in a worker that took another's place. */
import { proxy, releaseProxy, type Remote } from 'comlink'
import type { Row } from 'minibatch'
import type { TrainingThread } from '../../thread.ts'
import { type Answer, TrainingFailure, valueOf } from './answer.ts'
import type { ColumnSpread } from './bins.ts'
import type { Cut } from './cut.ts'
import type { Take, TakeName } from './download.ts'
import type { ColumnImportance } from './importance.ts'
import type { MissingCell } from './missing.ts'
import type { TableRecipe } from './recipe.ts'
import type { TrainingProgress } from './run.ts'
import type { ReadingProgress, ReadTable, RowAnswer, TableTraining, TrainingResult } from './training.ts'

/** The last finished epoch that the page was told of with all that goes on from there. */
export interface KeptEpoch {
  readonly recipe: TableRecipe
  readonly epoch: number
  readonly planned: number
  readonly loss: number
  readonly checkpoint: Uint8Array
}

export class TableSession {
  readonly file: File
  readonly #thread: TrainingThread
  #training: Remote<TableTraining> | undefined
  #cuts: Cut[] = []
  #read: ReadTable | undefined
  #kept: KeptEpoch | undefined

  constructor(thread: TrainingThread, file: File) {
    this.#thread = thread
    this.file = file
  }

  /** The file as it was read; undefined until then. */
  get read(): ReadTable | undefined {
    return this.#read
  }

  /** What is left of the run that goes on, or of one whose worker ended. */
  get kept(): KeptEpoch | undefined {
    return this.#kept
  }

  /** Whether the worker has the file as it was read. */
  get isOpen(): boolean {
    return this.#training !== undefined && this.#read !== undefined
  }

  /** Whether the table is not all of the file. */
  get isCut(): boolean {
    return this.#cuts.length > 0
  }

  /** The worker that had the file is gone. */
  lost(): void {
    this.#training = undefined
  }

  /** Another file takes this one's place: what goes on stops, and the worker lets the table go. */
  async close(): Promise<void> {
    const training = this.#training
    this.lost()
    await training?.close()
    training?.[releaseProxy]()
  }

  /** Uses only some of the rows from the next reading on. */
  cut(cut: Cut): void {
    this.#cuts = [...this.#cuts, cut]
    void this.close()
  }

  /** Reads the file. */
  async open(onProgress: (progress: ReadingProgress) => void): Promise<ReadTable> {
    await this.close()
    const training = (await this.#thread.ask((worker) => worker.table(this.file))) as unknown as Remote<TableTraining>
    this.#training = training
    for (const cut of this.#cuts) valueOf((await this.#thread.ask(() => training.cut(cut))) as Answer<void>)
    const need = valueOf(await this.#thread.ask(() => training.tooLarge()))
    if (need) throw new TrainingFailure({ code: 'TOO_LARGE', message: `${this.file.name} is too large.`, details: { ...need } })
    const read = valueOf(await this.#thread.ask(() => training.read(proxy(onProgress))))
    this.#read = read
    return read
  }

  async train(recipe: TableRecipe, onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult> {
    this.#kept = undefined
    if (!this.isOpen) await this.open(() => undefined)
    const watched = (progress: TrainingProgress): void => {
      if (progress.doing === 'training' && progress.checkpoint) this.#kept = { ...progress, recipe, checkpoint: progress.checkpoint }
      onProgress(progress)
    }
    const result = valueOf(await this.#ask((training) => training.train(recipe, proxy(watched))))
    this.#kept = undefined
    return result
  }

  /** The result of the run whose worker ended, as of the epoch that was kept. */
  async keep({ recipe, checkpoint }: KeptEpoch): Promise<TrainingResult> {
    if (!this.isOpen) await this.open(() => undefined)
    return valueOf(await this.#ask((training) => training.keep(recipe, checkpoint)))
  }

  async stop(): Promise<void> {
    await this.#ask((training) => training.stop())
  }

  async spreads(target: string, classes: readonly string[]): Promise<ColumnSpread[]> {
    return valueOf(await this.#ask((training) => training.spreads(target, classes)))
  }

  async missing(): Promise<readonly MissingCell[]> {
    if (!this.isOpen) await this.open(() => undefined)
    return valueOf(await this.#ask((training) => training.missing()))
  }

  async importance(): Promise<readonly ColumnImportance[]> {
    return valueOf(await this.#ask((training) => training.importance()))
  }

  rowAt(place: number): Promise<Row> {
    return this.#ask((training) => training.rowAt(place))
  }

  predict(row: Row): Promise<RowAnswer> {
    return this.#ask((training) => training.predict(row))
  }

  async take(name: TakeName, command: string): Promise<Take> {
    return valueOf(await this.#ask((training) => training.take(name, command)))
  }

  #ask<T>(question: (training: Remote<TableTraining>) => Promise<T>): Promise<T> {
    const training = this.#training
    if (!training) throw new Error('The trainer was started again since: train once more.')
    return this.#thread.ask(() => question(training))
  }
}
