/** The loss of every epoch as a chart. */
import type { Epoch } from 'minibatch'
import { type Chart, drawChart } from '../plot.js'
import type { Terminal } from '../terminal.js'

export function lossDrawing(epochs: readonly Epoch[], terminal: Terminal): string[] {
  return drawChart(lossChart(epochs), { columns: Math.min(terminal.columns, 100), lines: 12, color: terminal.color })
}

export function lossChart(epochs: readonly Epoch[]): Chart {
  const x = epochs.map(({ number: at }) => at)
  const validation = epochs.flatMap((epoch) => (epoch.validation === undefined ? [] : [epoch.validation.loss]))
  return {
    title: 'Loss',
    xLabel: 'epoch',
    yLabel: 'loss',
    series: [
      { name: 'training', mark: 'line', color: 'cyan', x, y: epochs.map(({ loss }) => loss) },
      ...(validation.length === x.length && x.length > 0
        ? [{ name: 'validation', mark: 'dotted' as const, color: 'yellow' as const, x, y: validation }]
        : []),
    ],
  }
}
