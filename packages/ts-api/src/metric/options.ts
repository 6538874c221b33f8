import type { BackendChoice } from '../backend/backend.js'
import { type Targets, toColumn } from '../matrix.js'

/** What every metric takes beside truth and prediction. */
export interface MetricOptions {
  /** Weight of each row, shape (n), finite and ≥ 0. Default: all equal. */
  sampleWeight?: Targets | undefined
  /** Whose core computes. Default `auto`; all give the same bits. */
  backend?: BackendChoice | undefined
}

/** The weights of so many rows as the core takes them. */
export function weightsOf({ sampleWeight }: MetricOptions, rows: number): Float64Array | undefined {
  return sampleWeight && (toColumn(sampleWeight, rows, 'float64', 'sampleWeight') as Float64Array)
}
