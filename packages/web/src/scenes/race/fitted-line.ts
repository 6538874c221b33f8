/** The data and the lines found so far: a dot a row, the rows of the last update lit, one line a method. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../../canvas.ts'
import { methodNames, methods, type MethodName } from '../../method.ts'
import { plain } from '../../number.ts'
import type { Palette } from '../../palette.ts'
import { linearScale, roundTicks, type Scale } from '../../scale.ts'
import type { Points } from './surface.ts'

export interface LineMoment {
  readonly name: MethodName
  readonly w: number
  readonly b: number
  /** Rows of its last update. */
  readonly lit: Uint32Array
}

/** Distance of the plot from the edges of its place, in px. */
const inset = { left: 24, right: 4, top: 6, bottom: 22 }

/** A batch and the line that predicted it: from each row to the line runs its error. */
export interface Errors {
  readonly method: MethodName
  readonly rows: Uint32Array
  readonly before: { readonly w: number; readonly b: number }
}

export class FittedLines {
  readonly #element: HTMLElement
  readonly #ground: HTMLCanvasElement
  readonly #lines: HTMLCanvasElement
  #points: Points | undefined
  #palette: Palette
  #x: Scale | undefined
  #y: Scale | undefined
  #sheet: Sheet | undefined
  #errors: Errors | undefined

  constructor(element: HTMLElement, palette: Palette, redraw: () => void) {
    this.#element = element
    this.#palette = palette
    this.#ground = layer(element)
    this.#lines = layer(element)
    this.#lines.className = 'fitted-lines'
    onResize(element, () => {
      this.#lay()
      redraw()
    })
  }

  set palette(palette: Palette) {
    this.#palette = palette
    this.#lay()
  }

  /** Drawn from the next draw on. */
  set errors(errors: Errors | undefined) {
    this.#errors = errors
  }

  show(points: Points): void {
    this.#points = points
    this.#lay()
  }

  /** Draws the axes and the dots, and says on the element which value lies at which px. */
  #lay(): void {
    const points = this.#points
    if (!points || this.#element.clientWidth === 0) return
    const sheet = fitSheet(this.#ground)
    const { width, height } = sheet
    const [low, high] = extent(points.y)
    const reach = (high - low) * 0.05
    const [left, right] = extent(points.x)
    const side = (right - left) * 0.03
    this.#x = linearScale([left - side, right + side], [inset.left, width - inset.right])
    this.#y = linearScale([low - reach, high + reach], [height - inset.bottom, inset.top])
    this.#sheet = fitSheet(this.#lines)
    Object.assign(this.#element.dataset, {
      x: [...this.#x.from, ...this.#x.to].join(' '),
      y: [...this.#y.from, ...this.#y.to].join(' '),
    })
    this.#axes(sheet, this.#x, this.#y)
    sheet.context.fillStyle = this.#palette.rest
    dots(sheet.context, points, points.x.keys(), { x: this.#x, y: this.#y }, 1.6)
  }

  /** Draws each line in the method's style, the widest lowest. */
  draw(lines: readonly LineMoment[]): void {
    const [sheet, points, x, y] = [this.#sheet, this.#points, this.#x, this.#y]
    if (!sheet || !points || !x || !y) return
    clearSheet(sheet)
    const { context } = sheet
    for (const { name, lit } of lines) {
      if (lines.length > 1 && lit.length === points.x.length) continue // all lit says nothing beside the others
      context.fillStyle = this.#palette.line[name]
      context.globalAlpha = lit.length === points.x.length ? 0.4 : 0.85
      dots(context, points, lit, { x, y }, lit.length === 1 ? 3.5 : 1.9)
      context.globalAlpha = 1
    }
    this.#error(context, points, x, y)
    context.save()
    context.beginPath()
    context.rect(x.to[0], y.to[1], x.to[1] - x.to[0], y.to[0] - y.to[1])
    context.clip()
    for (const name of methodNames) {
      const line = lines.find((candidate) => candidate.name === name)
      if (line) this.#line(context, line, x, y)
    }
    context.restore()
  }

  /** The errors of a batch: fainter the more there are. */
  #error(context: CanvasRenderingContext2D, points: Points, x: Scale, y: Scale): void {
    if (!this.#errors) return
    const { method, rows, before } = this.#errors
    context.strokeStyle = this.#palette.line[method]
    context.globalAlpha = Math.max(0.12, Math.min(0.7, 30 / rows.length))
    context.lineWidth = rows.length > 1 ? 1 : 2
    context.beginPath()
    for (const row of rows) {
      const at = x.at(points.x[row])
      context.moveTo(at, y.at(points.y[row]))
      context.lineTo(at, Math.min(y.to[0], Math.max(y.to[1], y.at(before.w * points.x[row] + before.b))))
    }
    context.stroke()
    context.globalAlpha = 1
  }

  #line(context: CanvasRenderingContext2D, { name, w, b }: LineMoment, x: Scale, y: Scale): void {
    const { width, dash } = methods[name].chart
    const trace = (): void => {
      context.beginPath()
      context.moveTo(x.to[0], y.at(w * x.from[0] + b))
      context.lineTo(x.to[1], y.at(w * x.from[1] + b))
      context.stroke()
    }
    context.setLineDash([])
    context.strokeStyle = this.#palette.paper
    context.globalAlpha = 0.8
    context.lineWidth = width + 3
    trace()
    context.globalAlpha = 1
    context.strokeStyle = this.#palette.line[name]
    context.lineWidth = width + 0.6
    context.setLineDash([...dash])
    trace()
    context.setLineDash([])
  }

  #axes({ context, width, height }: Sheet, x: Scale, y: Scale): void {
    context.font = '12px "Source Sans 3"'
    context.fillStyle = this.#palette.ink3
    context.lineWidth = 1
    context.textBaseline = 'middle'
    context.textAlign = 'right'
    context.strokeStyle = this.#palette.hair
    for (const tick of roundTicks(...y.from, height / 70)) {
      const at = Math.round(y.at(tick)) + 0.5
      context.beginPath()
      context.moveTo(inset.left, at)
      context.lineTo(width, at)
      context.stroke()
      context.fillText(plain(tick), inset.left - 7, at)
    }
    context.strokeStyle = this.#palette.edge
    const foot = height - inset.bottom + 0.5
    context.beginPath()
    context.moveTo(inset.left, foot)
    context.lineTo(width, foot)
    context.textAlign = 'center'
    for (const tick of roundTicks(...x.from, width / 70)) {
      const at = Math.round(x.at(tick)) + 0.5
      context.moveTo(at, foot)
      context.lineTo(at, foot + 4)
      context.fillText(plain(tick), Math.min(at, width - 6), foot + 14)
    }
    context.stroke()
  }
}

function dots(
  context: CanvasRenderingContext2D,
  { x, y }: Points,
  rows: Iterable<number>,
  at: { readonly x: Scale; readonly y: Scale },
  radius: number,
): void {
  context.beginPath()
  for (const row of rows) {
    const [px, py] = [at.x.at(x[row]), at.y.at(y[row])]
    context.moveTo(px + radius, py)
    context.arc(px, py, radius, 0, 2 * Math.PI)
  }
  context.fill()
}

/** Least and greatest value; roundTicks and scales need them apart. */
function extent(values: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return low < high ? [low, high] : [low - 1, high + 1]
}
