/** Worker side of Your table: reads the file, trains, judges, predicts and hands out what can be taken along. */
import { transfer } from 'comlink'
import type { ColumnReport, Dataset, Model, ReadProgress, Row, RunOptions, TableDescription } from 'minibatch'
import type { Answer } from './answer.ts'
import type { ColumnSpread } from './bins.ts'
import { cutRows, type Cut } from './cut.ts'
import type { Take, TakeName } from './download.ts'
import { answering } from './failure.ts'
import { formatOf, type TableFormat } from './format.ts'
import { type HeldRows, holdOut } from './held-rows.ts'
import { spreads } from './histogram.ts'
import { type ColumnImportance, importanceOf } from './importance.ts'
import { type MissingCell, missingCells } from './missing.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { readTable } from './reading.ts'
import type { TableRecipe } from './recipe.ts'
import { type Need, needOf, room } from './room.ts'
import { batchSizeOf, type FinishedRun, resumed, runTraining, type TrainingProgress } from './run.ts'
import { keepTrained } from './trained-table.ts'
import { Turns } from './turn.ts'

export interface ReadingProgress {
  readonly rows: number
  readonly bytes: number
  readonly totalBytes: number | undefined
}

/** A file as it was read. */
export interface ReadTable {
  readonly format: TableFormat
  readonly description: TableDescription
  /** A command that writes the rows in use; undefined where they are the whole file. */
  readonly source: string | undefined
}

export interface TrainingResult {
  readonly rows: number
  readonly heldRows: number
  readonly features: number
  readonly droppedRows: number
  readonly seconds: number
  /** Rows an update, as the run had them. */
  readonly batchSize: number
  readonly learningRate: number
  readonly recipe: TableRecipe
  /** Loss by epoch on the rows trained on, and on those held out. */
  readonly seen: Float64Array
  readonly unseen: Float64Array | undefined
  readonly outcome: Outcome
  readonly weightsHash: string
  readonly columns: readonly ColumnReport[]
  readonly warnings: readonly string[]
  /** True when the user stopped it before its end. */
  readonly stopped: boolean
}

/** What the model says of one row: a number, or the probability of every class. */
export interface RowAnswer {
  readonly value?: number
  readonly probabilities?: readonly number[]
}

/** What was trained last. */
interface Trained {
  readonly model: Model
  readonly parts: HeldRows
  readonly result: TrainingResult
}

/** Milliseconds between two words about progress. */
const calm = 100

export class TableTraining {
  #file: File
  #format: TableFormat = 'csv'
  #source: string | undefined
  /** Of every so many rows of the file one is used. */
  #every = 1
  #table: Dataset | undefined
  #trained: Trained | undefined
  #importance: readonly ColumnImportance[] = []
  #stop = new AbortController()
  readonly #closed = new AbortController()
  /** The batch size that was measured for a recipe. */
  readonly #measured = new Map<string, number | 'full'>()

  constructor(file: File) {
    this.#file = file
  }

  /** The room a file needs, where that is more than there is. */
  tooLarge(): Promise<Answer<Need | undefined>> {
    return answering(async () => {
      this.#format = await formatOf(this.#file)
      const need = await needOf(this.#file, this.#format)
      return need.memory > room ? need : undefined
    })
  }

  /** Uses only some of the rows from now on. */
  cut(cut: Cut): Promise<Answer<void>> {
    return answering(async () => {
      this.#format = await formatOf(this.#file)
      const { file, source } = await cutRows(this.#file, this.#format, cut)
      this.#file = file
      this.#source = source
      if ('every' in cut) this.#every = cut.every
    })
  }

  /** Reads the file and tells its columns. */
  read(onProgress: (progress: ReadingProgress) => void): Promise<Answer<ReadTable>> {
    let last = performance.now()
    const { signal } = this.#stop
    return answering(async () => {
      this.#format = await formatOf(this.#file)
      const watched = ({ rows, bytes, totalBytes }: ReadProgress): void => {
        if (performance.now() - last < calm) return
        last = performance.now()
        onProgress({ rows, bytes, totalBytes })
      }
      this.#table = await readTable(this.#file, this.#format, { onProgress: watched, signal })
      return { format: this.#format, description: this.#table.describe(), source: this.#source }
    })
  }

  /** How the values of every column are spread, by class where the target has few. */
  spreads(target: string, classes: readonly string[]): Promise<Answer<ColumnSpread[]>> {
    return sent(
      answering(() => spreads(this.#opened, target, classes)),
      (found) => found.map(({ counts }) => counts.buffer),
    )
  }

  /** The first cells that were taken as missing. */
  missing(): Promise<Answer<MissingCell[]>> {
    return answering(() => missingCells(this.#opened, this.#every, new Turns()))
  }

  /** Trains from the start. */
  train(recipe: TableRecipe, onProgress: (progress: TrainingProgress) => void): Promise<Answer<TrainingResult>> {
    this.#stop = new AbortController()
    const watch = { signal: this.#stop.signal, onProgress }
    return answering(async () => {
      const parts = await this.#parts(recipe)
      const key = JSON.stringify({ ...recipe, epochs: 0, learningRate: 0 })
      const batchSize = this.#measured.get(key) ?? (await batchSizeOf(parts.train, recipe, watch))
      if (recipe.batchSize === 'auto') this.#measured.set(key, batchSize)
      return this.#keep(await runTraining(parts, { ...recipe, batchSize }, watch), parts, recipe)
    })
  }

  /** What a run had learnt whose worker ended: its result as of a checkpoint, as if it had been stopped there. */
  keep(recipe: TableRecipe, checkpoint: Uint8Array): Promise<Answer<TrainingResult>> {
    return answering(async () => {
      const parts = await this.#parts(recipe)
      return this.#keep(await resumed(parts, checkpoint), parts, recipe)
    })
  }

  /** The rows to train on and those held out. */
  #parts(recipe: TableRecipe): Promise<HeldRows> {
    const { target, task, exclude, categorical, numeric } = recipe
    const table = this.#opened.with({ target, task, exclude: [...exclude], categorical: [...categorical], numeric: [...numeric] })
    keepTrained(table)
    return holdOut(table, recipe, this.#every)
  }

  #keep(run: FinishedRun, parts: HeldRows, recipe: TableRecipe): TrainingResult {
    const model = run.trainer.model()
    const result = this.#resultOf(run, model, parts, recipe)
    this.#trained = { model, parts, result }
    return result
  }

  #resultOf({ trainer, seconds, stopped }: FinishedRun, model: Model, parts: HeldRows, recipe: TableRecipe): TrainingResult {
    const { train, held, judged } = parts
    const { rows, features, droppedRows, report, warnings } = train.report
    const { history } = trainer
    return {
      rows,
      heldRows: held?.rows ?? 0,
      features,
      droppedRows,
      seconds,
      batchSize: trainer.plan.batchSize as number,
      learningRate: rateOf(trainer.plan),
      recipe,
      seen: Float64Array.from(history, ({ loss }) => loss),
      unseen: held && Float64Array.from(history, ({ validation }) => validation?.loss ?? Number.NaN),
      outcome: outcomeOf(model, { data: judged, numbers: parts.numbers, target: recipe.target, train }),
      weightsHash: model.weightsHash,
      columns: report ?? [],
      warnings: warnings ?? [],
      stopped,
    }
  }

  /** Ends reading, or a run at its next slice; what it has learnt is kept. */
  stop(): void {
    this.#stop.abort()
  }

  /** Ends all that goes on, for nobody asks for this table any more. */
  close(): void {
    this.stop()
    this.#closed.abort()
  }

  /** Loss added by shuffling each column on the rows the model is judged by. */
  importance(): Promise<Answer<readonly ColumnImportance[]>> {
    return answering(async () => {
      const { model, parts, result } = this.#last
      this.#importance = await importanceOf(model, parts.judged, { seed: result.recipe.seed, signal: this.#closed.signal })
      return this.#importance
    })
  }

  /** The cells of a judged row, as the model takes them. */
  rowAt(place: number): Row {
    const { columns } = this.#opened.describe()
    const { judged } = this.#last.parts
    return Object.fromEntries(
      columns.map(({ name, type }) => {
        const [text] = judged.texts(name, place, 1)
        return [name, type === 'number' && text !== null ? Number(text) : text]
      }),
    )
  }

  /** What the model says of a row. */
  predict(row: Row): RowAnswer {
    const { model } = this.#last
    return model.describe().task === 'classification'
      ? { probabilities: model.predictProbability(row) }
      : { value: model.predict(row) as number }
  }

  /** A file to take along. */
  take(name: TakeName, command: string): Promise<Answer<Take>> {
    const take = answering(async () => {
      const { takeOf } = await import('./download.ts')
      const description = this.#opened.describe()
      return takeOf(name, { ...this.#last, description, importance: this.#importance, command })
    })
    return sent(take, ({ bytes }) => [bytes.buffer])
  }

  get #opened(): Dataset {
    if (!this.#table) throw new Error('The file has not been read yet.')
    return this.#table
  }

  get #last(): Trained {
    if (!this.#trained) throw new Error('Nothing is trained yet.')
    return this.#trained
  }
}

/** An answer whose arrays go over instead of being copied. */
async function sent<T>(answer: Promise<Answer<T>>, buffers: (value: T) => Transferable[]): Promise<Answer<T>> {
  const given = await answer
  return given.value === undefined ? given : transfer(given, buffers(given.value))
}

/** The rate of a settled run, wherever its options hold it. */
function rateOf({ learningRate, optimizer }: RunOptions): number {
  const own = typeof optimizer === 'object' ? optimizer.learningRate : undefined
  return Number(own ?? learningRate)
}
