/** A measurement as plain data: what the worker sends, what is drawn, and what a saved file holds. */
import type { LabState } from '../../state.ts'

/** The middle of several values and the half of them around it; null where a run did not get to the goal. */
export interface Middle {
  readonly median: number | null
  readonly low: number | null
  readonly high: number | null
}

/** One batch size, measured. */
export interface SizeResult {
  /** Rows an update. */
  readonly rows: number
  /** The rate it does best with. */
  readonly learningRate: number
  readonly updates: Middle
  /** Seconds an update takes. */
  readonly seconds: Middle
  readonly secondsToGoal: Middle
  /** Updates of each run. */
  readonly steps: readonly (number | null)[]
  /** Hash of each run's last weights. */
  readonly hashes: readonly string[]
}

export interface NoiseLook {
  readonly step: number
  readonly noiseScale: number | null
}

/** What one run and the times of updates predict; all in rows. */
export interface PredictedSize {
  readonly noiseScale: number
  readonly timeBend: number
  readonly rows: number
}

export type LabOptions = Pick<LabState, 'data' | 'model' | 'goal' | 'runs' | 'seed'>

export interface LabResult {
  readonly options: LabOptions
  /** Rows trained on. */
  readonly rows: number
  /** Rows the goal is looked for on; none where it is all that are trained on. */
  readonly heldOutRows: number
  /** The loss to get to, and the least one it is above. */
  readonly goalLoss: number
  readonly leastLoss: number
  /** The least possible, that of the exact least squares on rows held out, or what a reference run ends with. */
  readonly leastIs: 'least' | 'exact' | 'reference'
  readonly noise: readonly NoiseLook[]
  readonly prediction: PredictedSize | null
  /** Rows at which the updates counted bend, by the law fitted to them; null where it is not known. */
  readonly bend: number | null
  /** Ascending. */
  readonly sizes: readonly SizeResult[]
  /** Where it was measured; null for this device. */
  readonly device: string | null
  /** Seconds it took. */
  readonly took: number
}

/** The size that gets to the goal soonest; undefined where none got there. */
export function soonest(sizes: readonly SizeResult[]): SizeResult | undefined {
  const reached = sizes.filter(({ secondsToGoal }) => secondsToGoal.median !== null)
  return reached.toSorted((a, b) => a.secondsToGoal.median! - b.secondsToGoal.median!)[0]
}

/** What a saved file is known by. */
const format = 'minibatch batch-size measurement 1'

export function writeResult(result: LabResult, device: string): string {
  return `${JSON.stringify({ format, ...result, device: result.device ?? device }, null, 1)}\n`
}

/** Reads a saved measurement; what is none is told in a sentence. */
export function readResult(text: string): LabResult {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('This file is no measurement: it is not JSON. Choose one that was saved here.')
  }
  const { format: written, ...result } = (value ?? {}) as { format?: unknown } & LabResult
  if (written !== format) throw new Error('This JSON file is no measurement that was saved here.')
  if (!isWhole(result)) throw new Error('This measurement is damaged: some of its numbers are missing.')
  return result
}

function isWhole({ options, rows, goalLoss, leastLoss, leastIs, heldOutRows, noise, prediction, bend, sizes, device, took }: LabResult): boolean {
  const known = (...values: unknown[]): boolean => values.every((value) => Number.isFinite(value))
  const knownOrNone = (value: unknown): boolean => value === null || known(value)
  const middle = (value: Middle | undefined): boolean => !!value && [value.median, value.low, value.high].every(knownOrNone)
  return (
    !!options &&
    known(rows, goalLoss, leastLoss, heldOutRows, took) &&
    knownOrNone(bend) &&
    ['least', 'exact', 'reference'].includes(leastIs) &&
    (device === null || typeof device === 'string') &&
    (prediction === null || (!!prediction && known(prediction.noiseScale, prediction.timeBend, prediction.rows))) &&
    Array.isArray(noise) &&
    noise.every(({ step, noiseScale }) => known(step) && knownOrNone(noiseScale)) &&
    Array.isArray(sizes) &&
    sizes.every((size) => known(size.rows, size.learningRate) && Array.isArray(size.hashes) && [size.updates, size.seconds, size.secondsToGoal].every(middle))
  )
}

/** What a measurement is of, before its first size is known. */
export type LabDraft = Pick<LabResult, 'options' | 'rows' | 'noise' | 'sizes'>
