/** A line of a plot: of points that share a column of pixels only the first, the least, the greatest and the last count. */
import type { Drawing } from './plot.ts'

export interface PlotLine {
  readonly colour: string
  readonly width: number
  readonly dash: readonly number[]
  /** Places along the x axis, rising. */
  readonly x: ArrayLike<number>
  /** Heights, null where there is none: the line goes on to the next. */
  readonly y: ArrayLike<number | null>
  /** Index of the last point that is drawn. Default: all are. */
  readonly last?: number
}

/** Points in one column of pixels. */
interface Column {
  readonly at: number
  low: number
  high: number
  last: number
}

export function drawLine({ context, x, y }: Drawing, line: PlotLine, density: number): void {
  const last = Math.min(line.last ?? line.x.length - 1, line.x.length - 1)
  context.strokeStyle = line.colour
  context.lineWidth = line.width
  context.setLineDash([...line.dash])
  context.beginPath()
  let column: Column | undefined
  for (let index = 0; index <= last; index++) {
    const value = line.y[index]
    if (value === null || value === undefined) continue
    const at = Math.round(x.at(line.x[index]) * density) / density
    const height = y.at(value)
    if (column?.at === at) {
      column.low = Math.min(column.low, height)
      column.high = Math.max(column.high, height)
      column.last = height
      continue
    }
    if (column) leave(context, column)
    context.lineTo(at, height)
    column = { at, low: height, high: height, last: height }
  }
  if (column) leave(context, column)
  context.stroke()
  context.setLineDash([])
}

/** Draws what a column has beyond its first point. */
function leave(context: CanvasRenderingContext2D, { at, low, high, last }: Column): void {
  if (low === high) return
  context.lineTo(at, low)
  context.lineTo(at, high)
  context.lineTo(at, last)
}
