/** Worker side of the race: three runs of the same line on the same rows, by the core, each kept as a record. */
import { type Dataset, dense, MinibatchError, sequential, sgd, Trainer, type TrainerOptions } from 'minibatch'
import { methodNames, type MethodName } from '../../method.ts'
import { keptUpdates, type RunRecord, updatesAnEpoch } from './record.ts'
import { type ScheduleName, scheduleOf } from './schedule.ts'

export interface Start {
  readonly w: number
  readonly b: number
}

/** A learning rate for each method. */
export type Rates = Readonly<Record<MethodName, number>>

/** What the three have in common. */
export interface Conditions {
  /** Rows an update of mini-batch, 1 … n. */
  readonly batchSize: number
  readonly momentum: number
  readonly schedule: ScheduleName
  readonly epochs: number
  readonly seed: number
  readonly start: Start
}

export interface RaceOptions extends Conditions {
  readonly rates: Rates
}

export type Records = Readonly<Record<MethodName, RunRecord>>

/** Rows an update of each method. */
export function batchSizes(rows: number, batchSize: number): Readonly<Record<MethodName, number>> {
  return { batch: rows, mini: Math.min(rows, batchSize), sgd: 1 }
}

/** The same rate for all. */
export function oneRate(rate: number): Rates {
  return { batch: rate, mini: rate, sgd: rate }
}

/** The options of one run: with these `minibatch` takes the same steps in Node. */
export function runOptions({ momentum, schedule, epochs, seed, start }: Conditions, run: Stride): TrainerOptions {
  return {
    loss: 'halfSquaredError',
    optimizer: sgd({ learningRate: run.learningRate, momentum }),
    schedule: scheduleOf(schedule, epochs),
    batchSize: run.batchSize,
    epochs,
    seed,
    initialParameters: [start.w, start.b],
  }
}

/** What the methods differ in: how many rows an update has, and how far it goes. */
export interface Stride {
  readonly batchSize: number
  readonly learningRate: number
}

/** A run of one method at its start. */
export function trainerOf(data: Dataset, conditions: Conditions, stride: Stride): Trainer {
  return new Trainer(sequential(1, [dense(1)]), data, runOptions(conditions, stride))
}

/** Runs all three to their end. */
export async function race(data: Dataset, options: RaceOptions): Promise<Records> {
  const sizes = batchSizes(data.rows, options.batchSize)
  const records: Partial<Record<MethodName, RunRecord>> = {}
  for (const method of methodNames) {
    const batchSize = sizes[method]
    const trainer = trainerOf(data, options, { batchSize, learningRate: options.rates[method] })
    records[method] = await recordRun(trainer, { method, rows: data.rows, batchSize, epochs: options.epochs })
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
    diverged = divergenceOf(error)
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

/** Where a run stopped being finite; any other error is thrown on. */
export function divergenceOf(error: unknown): NonNullable<RunRecord['diverged']> {
  if (!(error instanceof MinibatchError) || error.code !== 'DIVERGED') throw error
  return {
    update: Number(error.details?.['step']),
    safeRate: Number(error.details?.['safeLearningRate']) || undefined,
  }
}
