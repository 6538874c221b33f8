/** What lies over the lines of a loss chart: the goal, bands of noise, a flag where each crossed the goal, markers. */
import type { Drawing } from '../../chart/plot.ts'
import { markerPath, methods, type MethodName } from '../../method.ts'
import { type Band, bandStep } from './band.ts'

/** The dotted line at the goal, with its words where there are any. */
export function drawGoal({ context, area: { left, width }, y: scale, palette }: Drawing, height: number, words: string): void {
  const y = scale.at(height)
  context.lineWidth = 1
  context.strokeStyle = palette.ink3
  context.setLineDash([2, 3])
  context.beginPath()
  context.moveTo(left, y)
  context.lineTo(left + width, y)
  context.stroke()
  context.setLineDash([])
  if (!words) return
  context.font = '12px "Source Sans 3"'
  context.textBaseline = 'bottom'
  context.textAlign = 'left'
  context.strokeStyle = palette.paper
  context.lineWidth = 4
  context.strokeText(words, left + 6, y - 1)
  context.fillStyle = palette.ink3
  context.fillText(words, left + 6, y - 1)
}

/** The band up to a column; `at` gives the value of the clock in a column. */
export function drawBand(
  { context, area: { top, height }, palette, ...scales }: Drawing,
  name: MethodName,
  { columns, low, high }: Band,
  now: number,
  at: (column: number) => number,
): void {
  const x = (column: number): number => scales.x.at(at(column))
  const y = (value: number): number => Math.min(top + height, Math.max(top, scales.y.at(value)))
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
  const { context, palette } = drawing
  const { left, top, width } = drawing.area
  const goalAt = drawing.y.at(goal)
  context.font = '600 12px "Source Sans 3"'
  context.textBaseline = 'middle'
  let taken = left
  flags.forEach(({ name, at, text }, order) => {
    const x = drawing.x.at(at)
    const wide = context.measureText(text).width + 6
    const next = flags[order + 1]
    const nextAt = next ? drawing.x.at(next.at) : left + width + 6
    const toRight = nextAt - x > wide + 4
    const toLeft = x - taken > wide
    context.strokeStyle = palette.line[name]
    context.lineWidth = 1.5
    context.beginPath()
    context.moveTo(x, top - 20)
    context.lineTo(x, goalAt)
    context.stroke()
    drawMark(drawing, name, { x, y: goalAt, size: 4.5 })
    taken = x
    if (!toRight && !toLeft) return
    const right = toRight && !(toLeft && next && nextAt - x < 60)
    context.fillStyle = palette.text[name]
    context.textAlign = right ? 'left' : 'right'
    context.fillText(text, x + (right ? 5 : -5), top - 14)
    if (right) taken = x + wide
  })
}

/** A method's marker. */
export function drawMark(
  { context, palette }: Drawing,
  name: MethodName,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const shape = markerPath(methods[name].marker, x, y, size)
  context.strokeStyle = palette.paper
  context.lineWidth = 2
  context.stroke(shape)
  context.fillStyle = palette.line[name]
  context.fill(shape)
}
