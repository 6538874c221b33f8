/** A run as it is replayed: where (w, b) stood after each update that was kept, and which rows were read when. */
import type { MethodName } from '../../method.ts'

export interface RunRecord {
  readonly method: MethodName
  /** Rows an update, m. */
  readonly batchSize: number
  /** Rows of the data, n. */
  readonly rows: number
  readonly epochs: number
  /** Updates the run took in all. */
  readonly updates: number
  /** Updates taken at each kept point, rising, the first 0 (the start). */
  readonly steps: Float64Array
  /** Slope and intercept at each kept point. */
  readonly w: Float64Array
  readonly b: Float64Array
  /** First 16 hex digits of the weights' hash at the end. */
  readonly weightsHash: string
  /** Where the run stopped being finite, if it did, and a learning rate that would not. */
  readonly diverged?: { readonly update: number; readonly safeRate: number | undefined }
}

/** Every update is kept up to here, then log-spaced. */
const keptInFull = 4096
/** Kept points in each doubling after that. */
const keptADoubling = 1024

/** The updates after which the position is kept, of `total`. */
export function keptUpdates(total: number): number[] {
  const kept: number[] = []
  for (let update = 1; update <= Math.min(total, keptInFull); update++) kept.push(update)
  for (let index = 1; ; index++) {
    const update = Math.round(keptInFull * 2 ** (index / keptADoubling))
    if (update >= total) break
    if (update > (kept.at(-1) ?? 0)) kept.push(update)
  }
  if (kept.at(-1) !== total) kept.push(total)
  return kept
}

export function updatesAnEpoch({ rows, batchSize }: Pick<RunRecord, 'rows' | 'batchSize'>): number {
  return Math.ceil(rows / batchSize)
}

/** Rows read once `update` updates are done. */
export function rowsAfter(record: RunRecord, update: number): number {
  const each = updatesAnEpoch(record)
  return Math.floor(update / each) * record.rows + Math.min((update % each) * record.batchSize, record.rows)
}

/** Updates done once so many rows are read, never more than the run took. */
export function updatesAfter(record: RunRecord, rowsRead: number): number {
  const epoch = Math.floor(rowsRead / record.rows)
  const within = rowsRead - epoch * record.rows
  const full = epoch * updatesAnEpoch(record)
  return Math.min(record.updates, full + Math.floor(within / record.batchSize))
}

/** Index of the last point kept at or before an update. */
export function indexAt({ steps }: RunRecord, update: number): number {
  let low = 0
  let high = steps.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (steps[middle] <= update) low = middle
    else high = middle - 1
  }
  return low
}

/** Rows of the last update: places [from, to) in the order the rows were read. */
export function lastBatch(record: RunRecord, update: number): readonly [number, number] {
  return update === 0 ? [0, 0] : [rowsAfter(record, update - 1), rowsAfter(record, update)]
}

/** Length of the walked path in (w, b), over the kept points up to `index`. */
export function pathLength({ w, b }: RunRecord, index: number): number {
  let length = 0
  for (let point = 1; point <= index; point++) length += Math.hypot(w[point] - w[point - 1], b[point] - b[point - 1])
  return length
}
