/** Records of runs that stand still: for tests of what only counts updates and rows. */
import type { MethodName } from '../src/method.ts'
import { keptUpdates, type RunRecord, updatesAnEpoch } from '../src/scenes/race/record.ts'

export function runOfSize(method: MethodName, rows: number, batchSize: number, epochs: number): RunRecord {
  const updates = updatesAnEpoch({ rows, batchSize }) * epochs
  const steps = Float64Array.from([0, ...keptUpdates(updates)])
  const nothing = new Float64Array(steps.length)
  return { method, batchSize, rows, epochs, updates, steps, w: nothing, b: nothing, weightsHash: '' }
}
