/** What compare found as a page: the table, S(B), t(B) and T(B), loss curves. */
import type { BatchSizeMeasurement, MeasuredBatchSize, MedianInterval } from 'minibatch'
import type { Chart, Look, Rule, Series } from '../figure/chart.js'
import { pageHtml, type Table } from '../figure/page.js'
import { type ComparisonDocument, lawLines } from './compare.js'

/** Colours of the methods, as on the page of the library. */
const LOOK_OF: Record<MeasuredBatchSize['method'], Look> = { batch: 'blue', 'mini-batch': 'orange', stochastic: 'teal' }
/** Curves in one picture at most: more could not be told apart. */
const MOST_CURVES = 6
/** Points of a fitted curve between two sizes that were measured. */
const CURVE_POINTS = 64

/** What is left beside the first and the last size, as a factor. */
const ROOM = 1.5

export function comparisonPage(measurement: BatchSizeMeasurement, document: ComparisonDocument): string {
  const { sizes, fitted } = measurement
  return pageHtml({
    title: `Which batch size for '${document.target}'?`,
    lead: document.summary,
    parts: [
      tableOf(measurement, 'To the target loss, each batch size at the learning rate that suits it', TO_TARGET),
      tableOf(measurement, 'What an update is', OF_UPDATES),
      { kind: 'heading', text: 'Why' },
      stepsChart(sizes, fitted),
      timeChart(sizes, fitted),
      totalChart(sizes, fitted),
      { kind: 'heading', text: 'How the loss fell' },
      lossChart(measurement, 'updates', 'updates', (_, step) => step),
      lossChart(measurement, 'time', 'seconds of updates on this machine', (size, step) => step * (size.secondsPerUpdate.median ?? Number.NaN)),
      { kind: 'heading', text: 'How it was measured' },
      ...lawLines(document).map((text) => ({ kind: 'text' as const, text })),
      hashTable(sizes),
    ],
  })
}

/** Columns of the two tables that a page has room for. */
const TO_TARGET = ['method', 'batch', 'rate', 'updates to target', 'rows to target', 'time to target', 'loss floor']
const OF_UPDATES = ['method', 'batch', 'updates/s', 'rows/s', 'roof', 'noise scale', 'memory']

/** Some columns of the measurement, by their names. */
function tableOf(measurement: BatchSizeMeasurement, caption: string, names: readonly string[]): Table {
  const [head = [], ...rows] = measurement.cells()
  const columns = names.map((name) => head.indexOf(name))
  return { kind: 'table', caption, head: names, rows: rows.map((row) => columns.map((column) => row[column] ?? '')) }
}

/** Something of each batch size, with its interval. */
interface OfSizes {
  readonly title: string
  readonly note: string
  readonly label: string
  readonly pick: (size: MeasuredBatchSize) => MedianInterval
  /** The law, by rows an update; undefined where it is not known. */
  readonly law?: ((rows: number) => number) | undefined
  readonly rules: readonly Rule[]
}

function stepsChart(sizes: readonly MeasuredBatchSize[], { steps }: BatchSizeMeasurement['fitted']): Chart {
  return chartOf(sizes, {
    title: 'Updates to the target loss, S(B)',
    note: 'More rows an update need fewer updates, up to the critical batch size B_c; beyond it the line is level.',
    label: 'updates to target',
    pick: ({ stepsToTarget }) => stepsToTarget,
    law: steps ? (rows) => steps.leastSteps * (1 + steps.criticalBatchSize / rows) : undefined,
    rules: steps ? [{ axis: 'x', at: steps.criticalBatchSize, label: 'B_c' }] : [],
  })
}

function timeChart(sizes: readonly MeasuredBatchSize[], { times }: BatchSizeMeasurement['fitted']): Chart {
  return chartOf(sizes, {
    title: 'Time of an update, t(B)',
    note: 'Few rows cost what an update costs anyway, t0; many rows cost by the row.',
    label: 'seconds an update',
    pick: ({ secondsPerUpdate }) => secondsPerUpdate,
    law: times ? (rows) => times.secondsPerUpdate + times.secondsPerRow * rows : undefined,
    rules: [],
  })
}

function totalChart(sizes: readonly MeasuredBatchSize[], { steps, times, batchSize }: BatchSizeMeasurement['fitted']): Chart {
  return chartOf(sizes, {
    title: 'Time to the target loss, T(B) = S(B) t(B)',
    note: 'The product: the lowest point is the batch size to take on this machine.',
    label: 'seconds to target',
    pick: ({ secondsToTarget }) => secondsToTarget,
    law:
      steps && times
        ? (rows) => steps.leastSteps * (1 + steps.criticalBatchSize / rows) * (times.secondsPerUpdate + times.secondsPerRow * rows)
        : undefined,
    rules: batchSize === null ? [] : [{ axis: 'x', at: batchSize, label: 'B*' }],
  })
}

function chartOf(sizes: readonly MeasuredBatchSize[], { title, note, label, pick, law, rules }: OfSizes): Chart {
  const measured = Object.entries(LOOK_OF).flatMap(([method, look]) => {
    const own = sizes.filter((size) => size.method === method && pick(size).median !== null)
    return own.length === 0 ? [] : [points(method, look, own, pick)]
  })
  const rows = sizes.map((size) => size.rows)
  return {
    kind: 'chart',
    title,
    note,
    x: { label: 'rows an update, B', scale: 'log', base: 4, low: Math.min(...rows) / ROOM, high: Math.max(...rows) * ROOM },
    y: { label, scale: 'log' },
    series: [...(law ? [curve('fitted', law, Math.min(...rows), Math.max(...rows))] : []), ...measured],
    rules: rules.filter(({ at }) => at >= Math.min(...rows) && at <= Math.max(...rows)),
  }
}

function points(name: string, look: Look, sizes: readonly MeasuredBatchSize[], pick: OfSizes['pick']): Series {
  const end = (which: 'low' | 'high') => sizes.map((size) => pick(size)[which] ?? Number.NaN)
  return {
    name,
    mark: 'points',
    look,
    x: sizes.map(({ rows }) => rows),
    y: sizes.map((size) => pick(size).median!),
    low: end('low'),
    high: end('high'),
  }
}

function curve(name: string, law: (rows: number) => number, low: number, high: number): Series {
  const ratio = Math.log(high / low)
  const x = Array.from({ length: CURVE_POINTS }, (_, i) => low * Math.exp((ratio * i) / (CURVE_POINTS - 1)))
  return { name, mark: 'line', look: 'slate', x, y: x.map(law) }
}

/** The first seed's held-out loss of each size. */
function lossChart(
  { sizes, targetLoss }: BatchSizeMeasurement,
  of: string,
  label: string,
  at: (size: MeasuredBatchSize, step: number) => number,
): Chart {
  const ascending = sizes.toSorted((a, b) => a.rows - b.rows)
  const every = Math.max(1, Math.ceil((ascending.length - 1) / (MOST_CURVES - 1)))
  const shown = ascending.filter((_, i) => i % every === 0 || i === ascending.length - 1)
  return {
    kind: 'chart',
    title: `Held-out loss by ${of}`,
    note: `The run of the first seed; each size at its own rate${shown.length < sizes.length ? `; ${shown.length} of ${sizes.length} sizes` : ''}.`,
    x: { label, scale: 'log' },
    y: { label: 'held-out loss', scale: 'log' },
    series: shown.map((size) => {
      const losses = size.runs[0]!.losses.filter(({ step }) => step > 0)
      return {
        name: size.batchSize === 'full' ? 'all rows' : `${size.rows} ${size.rows === 1 ? 'row' : 'rows'}`,
        mark: 'line' as const,
        x: losses.map(({ step }) => at(size, step)),
        y: losses.map(({ loss }) => loss),
      }
    }),
    rules: [{ axis: 'y', at: targetLoss.target, label: 'target' }],
  }
}

/** What shows that a rerun is the same. */
function hashTable(sizes: readonly MeasuredBatchSize[]): Table {
  return {
    kind: 'table',
    caption: 'Hash of the last weights, by batch size and seed',
    head: ['batch', 'updates', ...sizes[0]!.runs.map(({ seed }) => `seed ${seed}`)],
    rows: sizes.map(({ batchSize, steps, runs }) => [String(batchSize), String(steps), ...runs.map(({ weightsHash }) => weightsHash)]),
    right: [false, true, ...sizes[0]!.runs.map(() => false)],
  }
}
