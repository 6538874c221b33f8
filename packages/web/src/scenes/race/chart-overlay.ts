/** What lies over the lines of a loss chart: the goal, bands of noise, a flag where each crossed the goal, markers. */
import type uPlot from 'uplot'
import { markerPath, methods, type MethodName } from '../../method.ts'
import type { Palette } from '../../palette.ts'
import { type Band, bandStep } from './band.ts'

/** A chart that is being drawn, in device pixels. */
export interface Drawing {
  readonly chart: uPlot
  readonly context: CanvasRenderingContext2D
  /** Device pixels a CSS pixel. */
  readonly density: number
  readonly palette: Palette
}

/** The dotted line at the goal, with its words where there are any. */
export function drawGoal({ chart, context, density, palette }: Drawing, height: number, words: string): void {
  const { left, width } = chart.bbox
  const y = chart.valToPos(height, 'y', true)
  context.lineWidth = density
  context.strokeStyle = palette.ink3
  context.setLineDash([2 * density, 3 * density])
  context.beginPath()
  context.moveTo(left, y)
  context.lineTo(left + width, y)
  context.stroke()
  context.setLineDash([])
  if (!words) return
  context.font = `${12 * density}px "Source Sans 3"`
  context.textBaseline = 'bottom'
  context.textAlign = 'left'
  context.strokeStyle = palette.paper
  context.lineWidth = 4 * density
  context.strokeText(words, left + 6 * density, y - density)
  context.fillStyle = palette.ink3
  context.fillText(words, left + 6 * density, y - density)
}

/** The band up to a column; `at` gives the value of the clock in a column. */
export function drawBand(
  { chart, context, palette }: Drawing,
  name: MethodName,
  { columns, low, high }: Band,
  now: number,
  at: (column: number) => number,
): void {
  const { top, height } = chart.bbox
  const x = (column: number): number => chart.valToPos(at(column), 'x', true)
  const y = (value: number): number => Math.min(top + height, Math.max(top, chart.valToPos(value, 'y', true)))
  context.beginPath()
  columns.forEach((end, index) => {
    if (end - bandStep > now) return
    const from = x(index === 0 ? end - bandStep : columns[index - 1])
    context.rect(from, y(high[index]), x(Math.min(now, end)) - from, y(low[index]) - y(high[index]))
  })
  context.fillStyle = palette.line[name]
  context.globalAlpha = 0.35
  context.fill()
  context.globalAlpha = 1
}

/** Where a method crossed the goal, and what the clock showed. */
export interface Flag {
  readonly name: MethodName
  readonly at: number
  readonly text: string
}

/** Flags from the left to the right, the numbers to the side where there is room. */
export function drawFlags(drawing: Drawing, flags: readonly Flag[], goal: number): void {
  const { chart, context, density, palette } = drawing
  const { left, top, width } = chart.bbox
  const goalAt = chart.valToPos(goal, 'y', true)
  context.font = `600 ${12 * density}px "Source Sans 3"`
  context.textBaseline = 'middle'
  let taken = left
  flags.forEach(({ name, at, text }, order) => {
    const x = chart.valToPos(at, 'x', true)
    const wide = context.measureText(text).width + 6 * density
    const next = flags[order + 1]
    const nextAt = next ? chart.valToPos(next.at, 'x', true) : left + width + 6 * density
    const toRight = nextAt - x > wide + 4 * density
    const toLeft = x - taken > wide
    context.strokeStyle = palette.line[name]
    context.lineWidth = 1.5 * density
    context.beginPath()
    context.moveTo(x, top - 20 * density)
    context.lineTo(x, goalAt)
    context.stroke()
    drawMark(drawing, name, { x, y: goalAt, size: 4.5 * density })
    taken = x
    if (!toRight && !toLeft) return
    const right = toRight && !(toLeft && next && nextAt - x < 60 * density)
    context.fillStyle = palette.text[name]
    context.textAlign = right ? 'left' : 'right'
    context.fillText(text, x + (right ? 5 : -5) * density, top - 14 * density)
    if (right) taken = x + wide
  })
}

/** A method's marker. */
export function drawMark(
  { context, density, palette }: Drawing,
  name: MethodName,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const shape = markerPath(methods[name].marker, x, y, size)
  context.strokeStyle = palette.paper
  context.lineWidth = 2 * density
  context.stroke(shape)
  context.fillStyle = palette.line[name]
  context.fill(shape)
}
