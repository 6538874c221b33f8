/** The same charts as SVG, for a file. Colours are told apart in greyscale by their dashes. */
import type { Chart, Series } from './plot.js'
import { tickLabel, ticks } from './ticks.js'

const WIDTH = 720
const HEIGHT = 440
const LEFT = 72
const RIGHT = 24
const TOP = 56
const BOTTOM = 56

const COLORS = { red: '#c4312b', cyan: '#1f77a4', yellow: '#b07d12', green: '#2e7d32' }

interface Scale {
  low: number
  high: number
  /** Where a value lies, in pixels. */
  at: (value: number) => number
}

/** The chart as one SVG document. */
export function svgChart(chart: Chart): string {
  const x = scaleOf(chart.series, 'x', LEFT, WIDTH - RIGHT)
  const y = scaleOf(chart.series, 'y', HEIGHT - BOTTOM, TOP)
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escape(chart.title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="16" font-weight="600">${escape(chart.title)}</text>`,
    ...legend(chart.series),
    ...xAxis(x, chart.xLabel),
    ...yAxis(y, chart.yLabel),
    ...chart.series.map((series) => drawn(series, x, y)),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function scaleOf(series: readonly Series[], axis: 'x' | 'y', from: number, to: number): Scale {
  let low = Infinity
  let high = -Infinity
  for (const one of series) {
    for (const value of Array.from(one[axis])) {
      if (!Number.isFinite(value)) continue
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  if (low > high) [low, high] = [0, 1]
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  return { low, high, at: (value) => round(from + ((value - low) / (high - low)) * (to - from)) }
}

function drawn(series: Series, x: Scale, y: Scale): string {
  const color = series.color === undefined ? '#5a6672' : COLORS[series.color]
  const points: string[] = []
  for (let i = 0; i < series.x.length; i++) {
    const [px, py] = [x.at(series.x[i]!), y.at(series.y[i]!)]
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue
    points.push(series.mark === 'points' ? `M${px} ${py}h0` : `${px},${py}`)
  }
  if (series.mark === 'points') {
    return `<path d="${points.join('')}" stroke="${color}" stroke-width="4" stroke-linecap="round" stroke-opacity="0.35"/>`
  }
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2"${dashes(series)}/>`
}

function dashes(series: Series): string {
  return series.mark === 'dotted' ? ' stroke-dasharray="2 4"' : ''
}

function legend(series: readonly Series[]): string[] {
  return series.map((one, i) => {
    const left = LEFT + i * 150
    const color = one.color === undefined ? '#5a6672' : COLORS[one.color]
    const sign =
      one.mark === 'points'
        ? `<circle cx="${left + 11}" cy="40" r="3" fill="${color}"/>`
        : `<path d="M${left} 40h22" stroke="${color}" stroke-width="2"${dashes(one)}/>`
    return `${sign}<text x="${left + 28}" y="44">${escape(one.name)}</text>`
  })
}

function xAxis(scale: Scale, label: string): string[] {
  const marks = ticks(scale.low, scale.high, 8)
  const step = marks.length > 1 ? marks[1]! - marks[0]! : scale.high - scale.low
  const bottom = HEIGHT - BOTTOM
  return [
    `<path d="M${LEFT} ${bottom}H${WIDTH - RIGHT}" stroke="#8a949e"/>`,
    ...marks.map((mark) => {
      const at = scale.at(mark)
      return `<path d="M${at} ${bottom}v5" stroke="#8a949e"/><text x="${at}" y="${bottom + 20}" text-anchor="middle">${tickLabel(mark, step)}</text>`
    }),
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 10}" text-anchor="end">${escape(label)}</text>`,
  ]
}

function yAxis(scale: Scale, label: string): string[] {
  const marks = ticks(scale.low, scale.high, 6)
  const step = marks.length > 1 ? marks[1]! - marks[0]! : scale.high - scale.low
  return [
    ...marks.map((mark) => {
      const at = scale.at(mark)
      return `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#e3e7eb"/><text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${tickLabel(mark, step)}</text>`
    }),
    `<text x="14" y="${(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(TOP + HEIGHT - BOTTOM) / 2})">${escape(label)}</text>`,
  ]
}

/** A hundredth of a pixel is enough. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
