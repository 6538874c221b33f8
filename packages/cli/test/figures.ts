/** Pictures the tests draw. */
import type { Bars, Chart, HeatMap } from '../src/figure/chart.js'

const x = Array.from({ length: 101 }, (_, i) => i / 100)

export const CLOUD_AND_LINE: Chart = {
  kind: 'chart',
  title: 'Points and a line',
  x: { label: 'x' },
  y: { label: 'y' },
  series: [
    { name: 'data', mark: 'points', x, y: x.map((value) => value * 2) },
    { name: 'fit', mark: 'line', look: 'red', x: [0, 1], y: [2, 0] },
  ],
}

const sizes = [1, 2, 4, 8, 16, 32, 64, 128]

export const LOGARITHMIC: Chart = {
  kind: 'chart',
  title: 'Updates to the goal by rows an update',
  note: 'Medians of five runs & their middle halves.',
  x: { label: 'rows an update', scale: 'log', base: 2 },
  y: { label: 'updates', scale: 'log' },
  series: [
    { name: 'fitted', mark: 'line', look: 'ink', x: sizes, y: sizes.map((b) => 20 + 2000 / b) },
    {
      name: 'measured',
      mark: 'points',
      look: 'orange',
      x: sizes,
      y: sizes.map((b) => 20 + 2000 / b),
      low: sizes.map((b) => 10 + 1500 / b),
      high: sizes.map((b) => 30 + 2500 / b),
    },
  ],
  rules: [{ axis: 'x', at: 100, label: 'B_c' }],
}

export const WEIGHTS: Bars = {
  kind: 'bars',
  title: 'Largest weights',
  label: 'standardised coefficient',
  names: ['bmi', 's5', 'a < b & "c"'],
  values: [24, -12, 0.5],
}

export const CONFUSION: HeatMap = {
  kind: 'heatMap',
  title: 'Confusion matrix',
  xLabel: 'predicted',
  yLabel: 'actual',
  columns: ['ham', 'spam'],
  rows: ['ham', 'spam'],
  values: [
    [48, 2],
    [0, 30],
  ],
}
