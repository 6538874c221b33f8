/** The marks of a chart of numbers over numbers. */
import * as Plot from '@observablehq/plot'
import { type Scale, scaleOf } from './axis.js'
import { type Chart, looksOf, type Rule, type Series } from './chart.js'
import type { Drawn } from './drawn.js'
import { xLabel, yLabel } from './place.js'
import { dashOf, STYLES, type Style, TONES } from './theme.js'

const PLOT_HEIGHT = 340
const BOTTOM = 48

/** The chart below a heading of height `top`. */
export function chartPlot(chart: Chart, top: number): Drawn {
  const x = scaleOf(chart, 'x', 8)
  const y = scaleOf(chart, 'y', 6)
  const left = 24 + 7 * Math.max(3, ...y.ticks.map(({ label }) => label.length))
  const margin = { left, right: 28, top: top + 36, bottom: BOTTOM }
  const looks = looksOf(chart.series)
  // Points below, lines over them.
  const order = chart.series.map((series, i) => ({ series, style: STYLES[looks[i]!] }))
  const sorted = order.toSorted((a, b) => depth(a.series) - depth(b.series))
  return {
    height: margin.top + PLOT_HEIGHT + BOTTOM,
    margin,
    options: {
      x: { type: chart.x.scale ?? 'linear', domain: [x.low, x.high], ...(chart.x.base && { base: chart.x.base }) },
      y: { type: chart.y.scale ?? 'linear', domain: [y.low, y.high], ...(chart.y.base && { base: chart.y.base }) },
    },
    marks: [
      ...axes({ x, y }),
      yLabel(chart.y.label, margin),
      xLabel(chart.x.label, margin),
      ...(chart.rules ?? []).flatMap((rule) => ruleMarks(rule, x)),
      ...sorted.flatMap(({ series, style }) => seriesMarks(series, style, chart)),
    ],
  }
}

function depth({ mark }: Series): number {
  return mark === 'area' ? 0 : mark === 'points' ? 1 : 2
}

/** Hairlines across, and marks with their numbers. */
function axes({ x, y }: { x: Scale; y: Scale }): Plot.Markish[] {
  const text = { fill: TONES.ink2[0], fontSize: 12 }
  return [
    Plot.gridY(y.ticks.map(({ value }) => value), { stroke: TONES.hair[0], strokeOpacity: 1 }),
    Plot.axisY(y.ticks.map(({ value }) => value), {
      ...text,
      text: labels(y),
      tickSize: 0,
      label: null,
    }),
    Plot.axisX(x.ticks.map(({ value }) => value), {
      ...text,
      text: labels(x),
      stroke: TONES.edge[0],
      label: null,
    }),
    Plot.frame({ anchor: 'bottom', stroke: TONES.edge[0] }),
  ]
}

/** What is written at each mark. */
function labels({ ticks }: Scale): (value: number) => string {
  const texts = new Map(ticks.map(({ value, label }) => [value, label]))
  return (value) => texts.get(value) ?? ''
}

function ruleMarks({ axis, at, label }: Rule, x: Scale): Plot.Markish[] {
  const stroke = { stroke: TONES.edge[0], strokeDasharray: '2 3' }
  const text = { fill: TONES.ink2[0], fontSize: 12 }
  if (axis === 'x') {
    // The word stands on the side where there is room.
    const side = x.at(at) < 0.8 ? ({ textAnchor: 'start', dx: 4 } as const) : ({ textAnchor: 'end', dx: -4 } as const)
    const words = Plot.text([label ?? ''], { x: [at], frameAnchor: 'top', lineAnchor: 'top', ...side, ...text })
    return [Plot.ruleX([at], stroke), ...(label === undefined ? [] : [words])]
  }
  const words = Plot.text([label ?? ''], { y: [at], frameAnchor: 'right', textAnchor: 'end', lineAnchor: 'bottom', dy: -3, ...text })
  return [Plot.ruleY([at], stroke), ...(label === undefined ? [] : [words])]
}

interface Point {
  x: number
  y: number
  low: number
  high: number
}

/** What of a series can be shown on the chart's axes. */
function pointsOf({ x, y, low, high }: Series, chart: Chart): Point[] {
  const fits = (value: number, log: boolean) => Number.isFinite(value) && (!log || value > 0)
  const points: Point[] = []
  for (let i = 0; i < x.length; i++) {
    const point = { x: x[i]!, y: y[i]!, low: low?.[i] ?? Number.NaN, high: high?.[i] ?? Number.NaN }
    if (fits(point.x, chart.x.scale === 'log') && fits(point.y, chart.y.scale === 'log')) points.push(point)
  }
  return points
}

function seriesMarks(series: Series, style: Style, chart: Chart): Plot.Markish[] {
  const points = pointsOf(series, chart)
  const color = TONES[style.tone][0]
  const { mark } = series
  const marks: Plot.Markish[] = []
  if (mark === 'area') return [area(points, series, color)]
  const bounded = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
  if (bounded.length > 0 && mark === 'line') marks.push(Plot.areaY(bounded, { x: 'x', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.15 }))
  if (bounded.length > 0 && mark !== 'line') marks.push(Plot.ruleX(bounded, { x: 'x', y1: 'low', y2: 'high', stroke: color, strokeWidth: 1.5 }))
  if (mark !== 'points') marks.push(Plot.line(points, { x: 'x', y: 'y', stroke: color, strokeWidth: style.width, ...dashOf(style) }))
  // Clouds are pale and small, so that where they are dense is seen.
  const cloud = points.length > 100
  if (mark !== 'line') {
    marks.push(
      Plot.dot(points, {
        x: 'x',
        y: 'y',
        r: cloud ? 2.2 : 4,
        symbol: style.symbol,
        fill: color,
        fillOpacity: cloud ? 0.35 : 1,
        stroke: 'none',
      }),
    )
  }
  return marks
}

function area(points: readonly Point[], { low }: Series, color: string): Plot.Markish {
  const ends = low === undefined ? { y: 'y' } : { y1: 'low', y2: 'high' }
  return Plot.areaY(points, { x: 'x', ...ends, fill: color, fillOpacity: 0.25 })
}
