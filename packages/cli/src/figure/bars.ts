/** The marks of named numbers as bars. */
import * as Plot from '@observablehq/plot'
import { scaleLinear } from 'd3-scale'
import type { Bars } from './chart.js'
import type { Drawn } from './drawn.js'
import { xLabel } from './place.js'
import { TONES } from './theme.js'

const BAR = 26
const BOTTOM = 48
/** Characters of a name that are shown. */
const NAME = 32

/** The bars below a heading of height `top`; those below 0 in another colour. */
export function barsPlot({ names, values, label }: Bars, width: number, top: number): Drawn {
  const shown = names.map((name) => (name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name))
  const margin = { left: 24 + 7 * Math.max(3, ...shown.map((name) => name.length)), right: 64, top: top + 12, bottom: BOTTOM }
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const scale = scaleLinear([low, high === low ? low + 1 : high], [0, 1]).nice(6)
  const bars = values.map((value, i) => ({ value, at: i, text: String(Number(value.toPrecision(3))).replace('-', '−') }))
  const middle = Math.max(2, Math.floor((width - margin.left - margin.right) / 90))
  return {
    height: margin.top + Math.max(1, names.length) * BAR + BOTTOM,
    margin,
    options: { x: { domain: scale.domain() }, y: { type: 'band', domain: bars.map(({ at }) => at), padding: 0.25 } },
    marks: [
      Plot.gridX(scale.ticks(middle), { stroke: TONES.hair[0], strokeOpacity: 1 }),
      Plot.barX(bars, { x: 'value', y: 'at', fill: ({ value }: { value: number }) => (value < 0 ? TONES.amber[0] : TONES.violet[0]) }),
      ...[1, -1].map((side) =>
        Plot.text(
          bars.filter(({ value }) => (value < 0 ? -1 : 1) === side),
          { x: 'value', y: 'at', text: 'text', dx: 5 * side, textAnchor: side > 0 ? 'start' : 'end', fontSize: 12 },
        ),
      ),
      Plot.ruleX([0], { stroke: TONES.edge[0] }),
      Plot.axisY({ fill: TONES.ink[0], fontSize: 12, tickSize: 0, label: null, tickFormat: (at: number) => shown[at]! }),
      Plot.axisX(scale.ticks(middle), { fill: TONES.ink2[0], fontSize: 12, stroke: TONES.edge[0], label: null }),
      xLabel(label, margin),
    ],
  }
}
