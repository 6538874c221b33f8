/** The marks of counts in a grid. */
import * as Plot from '@observablehq/plot'
import type { HeatMap } from './chart.js'
import type { Drawn } from './drawn.js'
import { placed } from './place.js'
import { TONES } from './theme.js'

/** How full the fullest cell is: ink is read on it, light and dark. */
const FULLEST = 0.6
const NAME = 14

/** The grid below a heading of height `top`: columns above, rows down. */
export function heatMapPlot({ columns, rows, values, xLabel, yLabel }: HeatMap, width: number, top: number): Drawn {
  const side = Math.max(28, Math.min(56, 320 / Math.max(1, rows.length)))
  const left = 28 + 7 * Math.max(4, ...rows.map((name) => short(name).length))
  const across = Math.max(28, Math.min(110, (width - left - 24) / Math.max(1, columns.length)))
  const margin = { left, right: Math.max(24, width - left - across * columns.length), top: top + 52, bottom: 20 }
  const cells = values.flatMap((row, i) => {
    const sum = row.reduce((all, value) => all + value, 0)
    return row.map((value, j) => ({ column: j, row: i, value, share: sum > 0 ? (value / sum) * FULLEST : 0 }))
  })
  const place = { x: 'column', y: 'row' }
  return {
    height: margin.top + rows.length * side + margin.bottom,
    margin,
    options: {
      x: { type: 'band', domain: columns.map((_, j) => j), padding: 0.03 },
      y: { type: 'band', domain: rows.map((_, i) => i), padding: 0.03 },
      opacity: { type: 'identity' },
    },
    marks: [
      Plot.cell(cells, { ...place, fill: TONES.violet[0], fillOpacity: 'share', stroke: TONES.hair[0] }),
      // Nothing is a point, so that what is there stands out.
      Plot.text(cells, { ...place, text: ({ value }: { value: number }) => (value === 0 ? '·' : String(Number(value.toPrecision(6)))), fontSize: 13 }),
      Plot.axisX({ anchor: 'top', fill: TONES.ink[0], fontSize: 12, tickSize: 0, tickFormat: (at: number) => short(columns[at]!), label: null }),
      Plot.axisY({ fill: TONES.ink[0], fontSize: 12, tickSize: 0, tickFormat: (at: number) => short(rows[at]!), label: null }),
      ...[{ text: yLabel, x: 16, y: top + 42 }, { text: xLabel, x: left + 4, y: top + 22 }].map(({ text, ...at }) =>
        Plot.text([text], { ...placed(at, margin), fill: TONES.ink2[0], fontSize: 12 }),
      ),
    ],
  }
}

function short(name: string): string {
  return name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name
}
