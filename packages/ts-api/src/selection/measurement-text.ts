/** A measurement of batch sizes in words. */
import { shown, shownBytes, shownSeconds } from '../text-table.js'
import { type FittedLaws, type MeasuredBatchSize, soonest } from './measured-batch-size.js'
import type { MedianInterval } from './order-interval.js'
import type { TargetLoss } from './target-loss.js'

const HEAD = [
  'method',
  'batch',
  'rate',
  'updates/s',
  'rows/s',
  'roof',
  'updates to target',
  'rows to target',
  'time to target',
  'loss floor',
  'noise scale',
  'memory',
]

interface Found {
  readonly sizes: readonly MeasuredBatchSize[]
  readonly targetLoss: TargetLoss
  readonly fitted: FittedLaws
}

/** The table's cells, the head first. */
export function cellsOf(sizes: readonly MeasuredBatchSize[]): string[][] {
  return [HEAD, ...sizes.map(rowOf)]
}

/** What was found, in a sentence or two. */
export function summaryOf({ sizes, targetLoss, fitted }: Found): string {
  const best = soonest(sizes)
  if (!best) return `No batch size got to a held-out loss of ${shown(targetLoss.target)}; give a larger target loss, or more epochs.`
  const others = sizes.filter(({ batchSize, secondsToTarget }) => batchSize !== best.batchSize && secondsToTarget.median !== null)
  const slowest = others.toSorted((a, b) => b.secondsToTarget.median! - a.secondsToTarget.median!)[0]
  const time = ({ secondsToTarget }: MeasuredBatchSize) => shownSeconds(secondsToTarget.median)
  const named = ({ batchSize, rows, method }: MeasuredBatchSize) =>
    batchSize === 'full' ? `all ${shown(rows)} rows (batch)` : `${rowsText(rows)} (${method})`
  const times = slowest && Number((slowest.secondsToTarget.median! / best.secondsToTarget.median!).toPrecision(2))
  const ratio = slowest ? `; with ${named(slowest)} it takes ${time(slowest)}, ${shown(times)} times as long` : ''
  const law = fitted.steps
    ? ` Up to about ${rowsText(fitted.steps.criticalBatchSize)} twice the rows save nearly half of the updates; beyond, next to none.`
    : ''
  return `On this machine updates of ${named(best)} get to a held-out loss of ${shown(targetLoss.target)} soonest, in ${time(best)}${ratio}.${law}`
}

/** `1 row`, `48 rows`. */
export function rowsText(rows: number): string {
  const count = Math.max(1, Math.round(rows))
  return `${shown(count)} ${count === 1 ? 'row' : 'rows'}`
}

function rowOf(size: MeasuredBatchSize): string[] {
  const { roof, noiseScale } = size
  const share = roof.share?.median
  return [
    size.method,
    size.batchSize === 'full' ? `full (${shown(size.rows)})` : shown(size.rows),
    `${shown(size.learningRate)}${size.atGridEdge ? ' (edge)' : ''}`,
    shown(whole(size.updatesPerSecond.median)),
    shown(whole(size.rowsPerSecond)),
    share === undefined || share === null ? roof.bound : `${Math.round(100 * share)} %`,
    intervalText(size.stepsToTarget, (value) => shown(value)),
    shown(whole(size.examplesToTarget.median)),
    intervalText(size.secondsToTarget, shownSeconds),
    shown(size.lossFloor.median),
    [noiseScale.start, noiseScale.middle, noiseScale.end].map((value) => shown(whole(value))).join(' / '),
    shownBytes(size.bytes),
  ]
}

function intervalText({ median, low, high }: MedianInterval, text: (value: number) => string): string {
  if (median === null) return 'n/a'
  return `${text(median)} [${low === null ? 'n/a' : text(low)}, ${high === null ? 'n/a' : text(high)}]`
}

function whole(value: number | null): number | null {
  return value === null || Math.abs(value) < 10 ? value : Math.round(value)
}
