/** The loss of every epoch as a chart. */
import type { Epoch } from 'minibatch'
import type { Chart } from '../figure/chart.js'

/** Loss curves of a run: training, and validation where rows were held out. */
export function lossChart(epochs: readonly Epoch[]): Chart {
  const validated = epochs.filter((epoch) => epoch.validation !== undefined)
  const at = (some: readonly Epoch[]) => some.map(({ number }) => number)
  return {
    kind: 'chart',
    title: 'Loss by epoch',
    x: { label: 'epoch' },
    y: { label: 'loss' },
    series: [
      { name: 'training', mark: 'line', look: 'ink', x: at(epochs), y: epochs.map(({ loss }) => loss) },
      ...(validated.length > 0
        ? [{ name: 'validation', mark: 'line' as const, look: 'amber' as const, x: at(validated), y: validated.map(({ validation }) => validation!.loss) }]
        : []),
    ],
  }
}
