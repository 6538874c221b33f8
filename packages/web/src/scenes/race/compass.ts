/** The compass: which way batches of this size point from where batch gradient descent stands, on one scale for all. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../../canvas.ts'
import type { MethodName } from '../../method.ts'
import type { Palette } from '../../palette.ts'

export interface Bearing {
  /** Mean gradient, [∂w, ∂b]: its opposite is downhill. */
  readonly mean: readonly [number, number]
  /** Batch gradients as [∂w, ∂b] pairs. */
  readonly gradients: Float64Array
  /** Gradient at the rim. */
  readonly rim: number
}

export class Compass {
  readonly canvas: HTMLCanvasElement
  palette: Palette
  readonly #method: MethodName
  #sheet: Sheet | undefined

  constructor(parent: HTMLElement, method: MethodName, palette: Palette, redraw: () => void) {
    this.canvas = layer(parent)
    this.#method = method
    this.palette = palette
    onResize(this.canvas, () => {
      this.#sheet = undefined
      redraw()
    })
  }

  draw({ mean, gradients, rim }: Bearing): void {
    this.#sheet ??= fitSheet(this.canvas)
    const sheet = this.#sheet
    clearSheet(sheet)
    const { context, width, height } = sheet
    if (width === 0) return
    const radius = Math.min(width, height) / 2 - 1
    const [x, y] = [width - radius - 1, height / 2]
    context.strokeStyle = this.palette.hair
    context.lineWidth = 1
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.moveTo(x - radius + 4, y)
    context.lineTo(x + radius - 4, y)
    context.moveTo(x, y - radius + 4)
    context.lineTo(x, y + radius - 4)
    context.stroke()
    context.fillStyle = this.palette.line[this.#method]
    context.globalAlpha = 0.75
    for (let batch = 0; batch < gradients.length; batch += 2) {
      const [dx, dy] = within(-gradients[batch] / rim, gradients[batch + 1] / rim)
      context.beginPath()
      context.arc(x + dx * radius, y + dy * radius, 1.3, 0, 2 * Math.PI)
      context.fill()
    }
    context.globalAlpha = 1
    const [dx, dy] = within(-mean[0] / rim, mean[1] / rim)
    drawArrow(
      context,
      { x, y, dx: dx * radius, dy: dy * radius },
      { ink: this.palette.ink, casing: this.palette.paper },
    )
  }
}

/** Keeps a point inside the unit circle, just off the rim. */
function within(x: number, y: number): [number, number] {
  const size = Math.hypot(x, y)
  const most = 0.97
  return size > most ? [(x * most) / size, (y * most) / size] : [x, y]
}

export interface Arrow {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** An arrow with a filled head on a casing; a short one is all head. */
export function drawArrow(
  context: CanvasRenderingContext2D,
  { x, y, dx, dy }: Arrow,
  colours: { ink: string; casing: string },
): void {
  const length = Math.hypot(dx, dy)
  if (length < 0.5) return
  const head = 9
  const shaft = Math.max(0, length - head)
  context.save()
  context.translate(x, y)
  context.rotate(Math.atan2(dy, dx))
  context.lineJoin = 'round'
  context.strokeStyle = colours.casing
  context.lineWidth = 5
  if (shaft > 0) line(context, shaft)
  context.lineWidth = 2.5
  traceHead(context, shaft, head)
  context.stroke()
  context.strokeStyle = colours.ink
  context.fillStyle = colours.ink
  context.lineWidth = 2
  if (shaft > 0) line(context, shaft + 1)
  traceHead(context, shaft, head)
  context.fill()
  context.restore()
}

function traceHead(context: CanvasRenderingContext2D, shaft: number, head: number): void {
  context.beginPath()
  context.moveTo(shaft + head, 0)
  context.lineTo(shaft, 4.4)
  context.lineTo(shaft, -4.4)
  context.closePath()
}

function line(context: CanvasRenderingContext2D, length: number): void {
  context.beginPath()
  context.moveTo(0, 0)
  context.lineTo(length, 0)
  context.stroke()
}
