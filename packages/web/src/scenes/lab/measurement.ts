/** Worker side of the lab: measures all sizes with the library, and hands on what is known as it comes. */
import { type BatchSizeMeasurementOptions, type Dataset, measureBatchSizes, type MeasuredBatchSize, type TargetLoss } from 'minibatch'
import { significant } from '../../number.ts'
import { trainedTable } from '../table/trained-table.ts'
import { hiddenUnits, labData, mostLooked, sizesOf } from './dataset.ts'
import { openDataset } from './open-dataset.ts'
import type { LabOptions, LabResult, Middle, NoiseLook, SizeResult } from './result.ts'

/** How far a measurement is. */
export interface LabProgress {
  readonly phase: 'target' | 'time' | 'noise' | 'steps'
  /** Rows an update of the size at hand; all rows trained on; sizes there are. */
  readonly size: number | undefined
  readonly rows: number
  readonly sizes: number
  /** The run that begins; undefined while its rate is looked for. */
  readonly run: number | undefined
}

/** What the page is told while a measurement runs. */
export type LabEvent =
  | { readonly kind: 'progress'; readonly progress: LabProgress }
  | { readonly kind: 'noise'; readonly look: NoiseLook }
  | { readonly kind: 'size'; readonly size: SizeResult }

/** What is measured: with these Node counts the same updates. */
export function measurementOptions(data: Dataset, { data: name, model, goal, runs, seed }: LabOptions): BatchSizeMeasurementOptions {
  const epochs = name === 'table' ? undefined : labData[name].epochs
  const squares = model === 'linear' && data.report.classes.length === 0
  return {
    batchSizes: sizesOf(data.rows),
    seeds: Number(runs),
    seed,
    aboveLeast: Number(goal) / 100,
    arrival: 'held',
    predict: true,
    ...(epochs !== undefined && model === 'hidden' && { epochs }),
    ...(model === 'hidden' && { hidden: [hiddenUnits] }),
    ...(name === 'line' && { loss: 'halfSquaredError' }),
    // Least squares have one least loss on all rows, and it is known. Elsewhere, and of many rows, the goal is looked for
    // on rows held out.
    ...(squares && data.rows <= mostLooked && { validation: data }),
  }
}

/** The user's table, as far as the page's list tells of it. */
export interface LabTable {
  readonly rows: number
}

export class LabService {
  #stop = new AbortController()

  /** The table trained on last in Your table. */
  table(): LabTable | undefined {
    const table = trainedTable()
    return table && { rows: table.rows }
  }

  /** Measures; what is asked for while another measurement runs ends that one. */
  async measure(options: LabOptions, onEvent: (event: LabEvent) => void): Promise<LabResult> {
    this.#stop.abort()
    const stop = new AbortController()
    this.#stop = stop
    const started = performance.now()
    const data = await openDataset(options.data)
    const given = measurementOptions(data, options)
    const found = await measureBatchSizes(data, {
      ...given,
      signal: stop.signal,
      onNoise: (look) => onEvent({ kind: 'noise', look }),
      onSize: (size) => onEvent({ kind: 'size', size: sizeResult(size) }),
      onProgress: ({ phase, batchSize, run, of, rows }) =>
        onEvent({ kind: 'progress', progress: { phase, size: batchSize === 'full' ? rows : batchSize, rows, sizes: of, run } }),
    })
    const { targetLoss, prediction } = found
    if (targetLoss.target >= targetLoss.start) throw new Error(metAtOnce(targetLoss))
    return {
      options,
      rows: found.rows,
      heldOutRows: given.validation ? 0 : found.heldOutRows,
      goalLoss: targetLoss.target,
      leastLoss: targetLoss.leastSquares ?? targetLoss.reference,
      leastIs: targetLoss.leastSquares === null ? 'reference' : given.validation ? 'least' : 'exact',
      noise: prediction?.noise ?? [],
      prediction: prediction && { noiseScale: prediction.noiseScale, timeBend: prediction.timeBend, rows: prediction.batchSize },
      bend: found.fitted.steps?.criticalBatchSize ?? null,
      sizes: found.sizes.map(sizeResult).toSorted((a, b) => a.rows - b.rows),
      device: null,
      took: (performance.now() - started) / 1000,
    }
  }

  /** Ends the measurement: it then rejects with ABORTED. */
  stop(): void {
    this.#stop.abort()
  }
}

function metAtOnce({ target, start }: TargetLoss): string {
  return `The goal, a loss of ${significant(target)}, is met before the first update: knowing nothing has ${significant(start)}. Choose one nearer to the least loss.`
}

function sizeResult({ rows, learningRate, stepsToTarget, secondsPerUpdate, runs }: MeasuredBatchSize): SizeResult {
  const steps = runs.map((run) => run.steps)
  const updates = { ...middleHalf(steps), median: stepsToTarget.median }
  const { low, high } = secondsPerUpdate
  // A clock too coarse to see it pass tells no time.
  const median = secondsPerUpdate.median || null
  const scaled = (count: number | null): number | null => (count === null || median === null ? null : count * median)
  return {
    rows,
    learningRate,
    updates,
    // Of fifteen rounds the interval's ends are the fourth and the twelfth: the middle half.
    seconds: { median, low, high },
    secondsToGoal: { median: scaled(updates.median), low: scaled(updates.low), high: scaled(updates.high) },
    steps,
    hashes: runs.map((run) => run.weightsHash),
  }
}

/** The ends of the half of the values that lies in the middle; null stands for more than any. */
function middleHalf(values: readonly (number | null)[]): Pick<Middle, 'low' | 'high'> {
  const sorted = values.map((value) => value ?? Infinity).toSorted((a, b) => a - b)
  const at = (share: number): number | null => {
    const value = sorted[Math.round(share * (sorted.length - 1))]
    return Number.isFinite(value) ? value : null
  }
  return { low: at(0.25), high: at(0.75) }
}
