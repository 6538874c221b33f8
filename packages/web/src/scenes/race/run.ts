/** Worker side of the race: three runs of the same line on the same rows, by the core, each kept as a record. */
import { type Dataset, dense, MinibatchError, sequential, sgd, Trainer, type TrainerOptions } from 'minibatch'
import { methodNames, type MethodName } from '../../method.ts'
import { keptUpdates, type RunRecord, updatesAnEpoch } from './record.ts'

export interface Start {
  readonly w: number
  readonly b: number
}

export interface RaceOptions {
  /** Rows an update of mini-batch, 1 … n. */
  readonly batchSize: number
  readonly learningRate: number
  readonly epochs: number
  readonly seed: number
}

export type Records = Readonly<Record<MethodName, RunRecord>>

/** The options of one run: with these `minibatch` takes the same steps in Node. */
export function runOptions(options: RaceOptions, start: Start): TrainerOptions {
  const { learningRate, batchSize, epochs, seed } = options
  return {
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate }),
    schedule: 'constant',
    batchSize,
    epochs,
    seed,
    initialParameters: [start.w, start.b],
  }
}

/** Rows an update of each method. */
export function batchSizes(rows: number, batchSize: number): Readonly<Record<MethodName, number>> {
  return { batch: rows, mini: Math.min(rows, batchSize), sgd: 1 }
}

/** Runs all three to their end. */
export async function race(data: Dataset, options: RaceOptions, start: Start): Promise<Records> {
  const sizes = batchSizes(data.rows, options.batchSize)
  const records: Partial<Record<MethodName, RunRecord>> = {}
  for (const method of methodNames) {
    const trainer = new Trainer(
      sequential(1, [dense(1)]),
      data,
      runOptions({ ...options, batchSize: sizes[method] }, start),
    )
    records[method] = await recordRun(trainer, {
      method,
      rows: data.rows,
      batchSize: sizes[method],
      epochs: options.epochs,
    })
  }
  return records as Records
}

/** Trains from one kept update to the next, keeping w and b; a run that diverges ends where it did. */
async function recordRun(
  trainer: Trainer,
  run: Pick<RunRecord, 'method' | 'rows' | 'batchSize' | 'epochs'>,
): Promise<RunRecord> {
  const kept = keptUpdates(updatesAnEpoch(run) * run.epochs)
  const path = new Float64Array(2 * (kept.length + 1))
  path.set(trainer.parameters)
  let taken = 0
  let points = 1
  let diverged: RunRecord['diverged']
  try {
    for (const update of kept) {
      await trainer.run({ steps: update - taken })
      taken = update
      path.set(trainer.parameters, 2 * points++)
    }
  } catch (error) {
    if (!(error instanceof MinibatchError) || error.code !== 'DIVERGED') throw error
    diverged = {
      update: Number(error.details?.['step']),
      safeRate: Number(error.details?.['safeLearningRate']) || undefined,
    }
  }
  return {
    ...run,
    updates: taken,
    steps: Float64Array.from([0, ...kept.slice(0, points - 1)]),
    w: Float64Array.from({ length: points }, (_, point) => path[2 * point]),
    b: Float64Array.from({ length: points }, (_, point) => path[2 * point + 1]),
    weightsHash: trainer.weightsHash,
    ...(diverged && { diverged }),
  }
}
