/** The field: one dot a row in file order. Lit: the rows of the last update. Half lit: read for the next one. */
import { clearSheet, fitSheet, layer, onResize, type Sheet } from '../../canvas.ts'
import type { MethodName } from '../../method.ts'
import type { Palette } from '../../palette.ts'

/** Dots a field has at most; beyond, a dot stands for several rows. */
const mostDots = 1000

export class Field {
  readonly canvas: HTMLCanvasElement
  readonly #method: MethodName
  readonly #redraw: () => void
  #sheet: Sheet | undefined
  #palette: Palette

  constructor(parent: HTMLElement, method: MethodName, palette: Palette, redraw: () => void) {
    this.canvas = layer(parent)
    this.#method = method
    this.#palette = palette
    this.#redraw = redraw
    onResize(this.canvas, () => {
      this.#sheet = undefined
      this.#redraw()
    })
  }

  set palette(palette: Palette) {
    this.#palette = palette
  }

  /** Rows a dot stands for. */
  static rowsADot(rows: number): number {
    return Math.ceil(rows / mostDots)
  }

  draw(rows: number, lit: Uint32Array, pending: Uint32Array): void {
    this.#sheet ??= fitSheet(this.canvas)
    const sheet = this.#sheet
    clearSheet(sheet)
    if (sheet.width === 0) return
    const each = Field.rowsADot(rows)
    const dots = Math.ceil(rows / each)
    const columns = columnsFor(dots, sheet.width / Math.max(1, sheet.height))
    const lines = Math.ceil(dots / columns)
    const pitch = Math.min(sheet.width / columns, sheet.height / lines)
    const place = (row: number): [number, number] => {
      const dot = Math.floor(row / each)
      return [((dot % columns) + 0.5) * pitch, (Math.floor(dot / columns) + 0.5) * pitch]
    }
    const fill = (colour: string, opacity: number, listed: Iterable<number>, radius: number): void => {
      const { context } = sheet
      context.fillStyle = colour
      context.globalAlpha = opacity
      context.beginPath()
      for (const row of listed) {
        const [x, y] = place(row)
        context.moveTo(x + radius, y)
        context.arc(x, y, radius, 0, 2 * Math.PI)
      }
      context.fill()
      context.globalAlpha = 1
    }
    const radius = Math.min(2.4, pitch * 0.38)
    const colour = this.#palette.line[this.#method]
    fill(this.#palette.rest, 1, firstRows(dots, each), radius)
    fill(colour, 0.45, pending, radius)
    fill(colour, 1, lit, radius)
    if (lit.length === 1) this.#ring(sheet, place(lit[0]), colour)
  }

  /** One row alone would be lost in the field: a ring shows it. */
  #ring({ context }: Sheet, [x, y]: [number, number], colour: string): void {
    context.strokeStyle = colour
    context.lineWidth = 1.5
    context.beginPath()
    context.arc(x, y, 4.6, 0, 2 * Math.PI)
    context.stroke()
  }
}

/** Columns of a field of a shape, so that its last line is full if one of nearly that many columns makes it so. */
function columnsFor(dots: number, shape: number): number {
  const ideal = Math.sqrt(dots * shape)
  for (let apart = 0; apart <= ideal * 0.2; apart++) {
    const full = [Math.ceil(ideal) + apart, Math.ceil(ideal) - apart].find((columns) => dots % columns === 0)
    if (full) return full
  }
  return Math.ceil(ideal)
}

function* firstRows(dots: number, each: number): Generator<number> {
  for (let dot = 0; dot < dots; dot++) yield dot * each
}
