/** Worker side of Your table: reads the file, trains, evaluates, predicts and hands out the model's file. */
import {
  type ColumnReport,
  Dataset,
  dense,
  type Epoch,
  type Model,
  type ModelDescription,
  MinibatchError,
  type RegressionMetrics,
  type Row,
  sequential,
  type TableDescription,
  Trainer,
  type TrainerOptions,
} from 'minibatch'
import type { PredictedRows } from './predicted.ts'

export interface TableOptions {
  readonly target: string
  /** Share of the rows held out, 0 … below 1; 0 holds none. */
  readonly held: number
  readonly seed: number
  readonly batchSize: number | 'full'
  readonly learningRate: number | 'auto'
  readonly epochs: number | 'auto'
}

export interface ReadingProgress {
  readonly rows: number
  readonly bytes: number
  readonly totalBytes: number | undefined
}

export interface TrainingProgress {
  readonly epoch: number
  readonly planned: number
  readonly loss: number
  /** Null where the clock is too coarse to tell. */
  readonly rowsPerSecond: number | null
}

export interface TrainingResult {
  readonly rows: number
  readonly heldRows: number
  readonly features: number
  readonly droppedRows: number
  readonly seconds: number
  readonly batchSize: number
  readonly epochs: readonly Epoch[]
  readonly train: RegressionMetrics
  readonly held: RegressionMetrics | undefined
  /** True values and predictions of the held-out rows (of all rows if none were held out), the first few thousand. */
  readonly predicted: PredictedRows
  readonly model: ModelDescription
  readonly columns: readonly ColumnReport[]
  readonly warnings: readonly string[]
  /** True when the user stopped it before its end. */
  readonly stopped: boolean
}

/** Rows whose prediction is drawn. */
const drawn = 3000

/** Milliseconds between two words about progress. */
const calm = 100

export class TableTraining {
  readonly #file: File
  #table: Dataset | undefined
  #model: Model | undefined
  #stop = new AbortController()

  constructor(file: File) {
    this.#file = file
  }

  /** Reads the file and tells its columns. */
  async describe(onProgress: (progress: ReadingProgress) => void): Promise<TableDescription> {
    let last = 0
    this.#table = await Dataset.fromCsv(this.#file, {
      onProgress: ({ rows, bytes, totalBytes }) => {
        if (performance.now() - last < calm) return
        last = performance.now()
        onProgress({ rows, bytes, totalBytes })
      },
    })
    return this.#table.describe()
  }

  /** Trains from the start. The options left out are those of the command line's `train`. */
  async train(options: TableOptions, onProgress: (progress: TrainingProgress) => void): Promise<TrainingResult> {
    if (!this.#table) throw new Error('The file has not been read yet.')
    // The page predicts numbers: every prediction and metric below is a regression's.
    const all = this.#table.with({ target: options.target, task: 'regression' })
    const { train, test } =
      options.held > 0 ? all.split({ test: options.held, seed: options.seed }) : { train: all, test: undefined }
    const { batchSize, learningRate, epochs, seed } = options
    const given: TrainerOptions = { batchSize, learningRate, epochs, seed, ...(test && { validation: test }) }
    const trainer = new Trainer(sequential(train, [dense(1)]), train, given)
    const started = performance.now()
    const stopped = await this.#run(trainer, onProgress)
    const seconds = (performance.now() - started) / 1000
    const model = trainer.model()
    this.#model = model
    const { rows, features, droppedRows, report, warnings } = train.report
    return {
      rows,
      heldRows: test?.rows ?? 0,
      features,
      droppedRows,
      seconds,
      batchSize: trainer.plan.batchSize as number,
      epochs: trainer.history,
      train: model.evaluate(train).metrics as RegressionMetrics,
      held: test && (model.evaluate(test).metrics as RegressionMetrics),
      predicted: predictRows(model, test ?? train, options.target),
      model: model.describe(),
      columns: report ?? [],
      warnings: warnings ?? [],
      stopped,
    }
  }

  async #run(trainer: Trainer, onProgress: (progress: TrainingProgress) => void): Promise<boolean> {
    const planned = trainer.plan.epochs as number
    let last = 0
    this.#stop = new AbortController()
    try {
      await trainer.run({
        signal: this.#stop.signal,
        onEpoch: ({ number, loss, rowsPerSecond }) => {
          if (performance.now() - last < calm) return
          last = performance.now()
          onProgress({ epoch: number, planned, loss, rowsPerSecond })
        },
      })
      return false
    } catch (error) {
      if (error instanceof MinibatchError && error.code === 'ABORTED' && trainer.state.epoch > 0) return true
      throw error
    }
  }

  /** Ends a run at its next slice; what it has learnt is kept. */
  stop(): void {
    this.#stop.abort()
  }

  /** Prediction for one row, in the target's unit. */
  predict(row: Row): number {
    if (!this.#model) throw new Error('Nothing is trained yet.')
    return this.#model.predict(row) as number
  }

  /** The model's file. */
  bytes(): Uint8Array {
    if (!this.#model) throw new Error('Nothing is trained yet.')
    return this.#model.toBytes()
  }
}

/** Predictions beside the true values; a row without one is left out of the picture by its NaN. */
function predictRows(model: Model, data: Dataset, target: string): PredictedRows {
  const count = Math.min(drawn, data.rows)
  const actual = Float64Array.from(data.texts(target, 0, count), (text) => (text === null ? Number.NaN : Number(text)))
  return { actual, predicted: (model.predict(data) as Float64Array).slice(0, count) }
}
