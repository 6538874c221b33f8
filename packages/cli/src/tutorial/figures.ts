/** The tutorial's pictures. */
import type { Comparison } from 'minibatch'
import { backendText } from '../backend-text.js'
import type { Chart, Look } from '../figure/chart.js'
import type { Table } from '../figure/page.js'
import { compact, count, duration, number } from '../format.js'
import type { TutorialData } from './data.js'
import type { FromScratch, FrameworkStyle } from './runs.js'

/** The points and the fitted line in red, as the tutorial plots them. */
export function scatter({ x, y }: TutorialData, { epochs }: FromScratch): Chart {
  const { w, b } = epochs.at(-1)!
  return {
    kind: 'chart',
    title: 'Mini-batch GD on Linear Regression',
    x: { label: 'X' },
    y: { label: 'y' },
    series: [
      { name: 'data', mark: 'points', look: 'ink', x, y },
      { name: 'Fitted Line', mark: 'line', look: 'red', x: [0, 2], y: [b, 2 * w + b] },
    ],
  }
}

/** What the loop in the framework's style prints, as a curve. */
export function batchLosses({ epochs }: FrameworkStyle): Chart {
  return {
    kind: 'chart',
    title: 'Loss of the last batch of each epoch',
    note: "What the framework's loop prints. It jumps, for the last batch holds other rows each time.",
    x: { label: 'epoch' },
    y: { label: 'mean squared error' },
    series: [{ name: 'loss', mark: 'pointsAndLine', look: 'ink', x: epochs.map(({ epoch }) => epoch), y: epochs.map(({ loss }) => loss) }],
  }
}

/** How each method is called, and how it looks wherever it is drawn. */
const METHODS: readonly { name: string; look: Look; is: (batchSize: number | 'full') => boolean }[] = [
  { name: 'batch', look: 'blue', is: (size) => size === 'full' },
  { name: 'mini-batch', look: 'orange', is: (size) => size !== 'full' && size > 1 },
  { name: 'stochastic', look: 'teal', is: (size) => size === 1 },
]

/** The method that takes so many rows an update. */
export function methodOf(batchSize: number | 'full') {
  return METHODS.find(({ is }) => is(batchSize))!
}

/** The loss over all rows after each epoch, by method. */
export function methodLosses({ runs }: Comparison): Chart {
  return {
    kind: 'chart',
    title: 'Loss by epoch, one rate for all',
    note: 'An epoch is one reading of all rows: 1, 16 and 1,000 updates.',
    x: { label: 'epoch' },
    y: { label: 'mean squared error of all rows', scale: 'log' },
    series: runs.map(({ batchSize, losses }) => {
      const { name, look } = methodOf(batchSize)
      return { name, mark: 'line', look, x: losses.map((_, i) => i + 1), y: losses }
    }),
  }
}

/** What was measured of each method. */
export function methodTable({ runs, backend }: Comparison): Table {
  return {
    kind: 'table',
    caption: `Measured on this machine, ${backendText(backend)}`,
    head: ['method', 'rows an update', 'updates', 'time an update', 'rows/s', 'noise', 'memory', 'loss', 'updates to the target'],
    rows: runs.map((run) => [
      methodOf(run.batchSize).name,
      count(run.rows),
      count(run.updates),
      run.secondsPerUpdate === null ? '–' : duration(run.secondsPerUpdate),
      run.rowsPerSecond === null ? '–' : compact(run.rowsPerSecond),
      number(run.noise),
      `${number(run.bytes / 1000)} kB`,
      number(run.losses.at(-1)),
      run.toTarget === null ? '–' : count(run.toTarget.updates),
    ]),
  }
}
