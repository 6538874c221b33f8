/** A column's histogram, stacked by class: paths that take their colours from the page's style. */
import { svg } from '../../element.ts'
import { bins, type ColumnSpread } from './bins.ts'

const width = 112
const height = 22
const pitch = width / bins

/** Bars of equal width; a bar that is not empty is at least a pixel high. */
export function spreadPicture({ groups, counts }: ColumnSpread): SVGSVGElement {
  const totals = Array.from({ length: bins }, (_, bin) => sum(groups, (group) => counts[group * bins + bin]))
  const most = Math.max(1, ...totals)
  const paths = Array.from({ length: groups }, (_, group) => {
    let path = ''
    for (let bin = 0; bin < bins; bin++) {
      const count = counts[group * bins + bin]
      if (count === 0) continue
      const below = sum(group, (lower) => counts[lower * bins + bin])
      const tall = Math.max(1, (count / most) * height)
      path += `M${round(bin * pitch)} ${round(height - (below / most) * height)}h${round(pitch - 0.8)}v${-round(tall)}h${-round(pitch - 0.8)}z`
    }
    return svg('path', { d: path, class: groups > 1 ? `class-${group}` : 'values' })
  })
  return sheet(paths)
}

/** The shares of the classes, side by side. */
export function sharesPicture({ groups, counts }: ColumnSpread): SVGSVGElement {
  const totals = Array.from({ length: groups }, (_, group) => sum(bins, (bin) => counts[group * bins + bin]))
  const all = sum(groups, (group) => totals[group]) || 1
  let at = 0
  const bars = totals.map((total, group) => {
    const x = at
    at += (total / all) * width
    return svg('rect', { x: round(x), y: 7, width: Math.max(0, round(at - x - 1.5)), height: 8, class: `class-${group}` })
  })
  return sheet(bars)
}

function sheet(children: SVGElement[]): SVGSVGElement {
  return svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...children)
}

function sum(count: number, valueOf: (index: number) => number): number {
  let total = 0
  for (let index = 0; index < count; index++) total += valueOf(index)
  return total
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
